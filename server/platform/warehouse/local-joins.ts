import type { QueryOptions, Topology } from './warehouse.ts';

/** Everything keyed by customer lies on the customer's own shard, so joins need not leave it. */
export function localJoins(topology: Topology): QueryOptions {
  return topology.kind === 'cluster' ? { settings: { distributed_product_mode: 'local' } } : {};
}
