import { openEmbedded } from './embedded.ts';
import type { Warehouse } from './warehouse.ts';

/** Where the warehouse is: a directory for ClickHouse in this process, or the URL of a ClickHouse server. */
export type WarehouseConfig = { readonly dataDirectory: string } | { readonly url: string };

/** Opens the warehouse. A WarehouseError of kind 'unavailable' says what to do when it cannot. */
export async function openWarehouse(config: WarehouseConfig): Promise<Warehouse> {
  if ('dataDirectory' in config) return await openEmbedded(config.dataDirectory);
  const { openClickhouse } = await import('./clickhouse.ts');
  return await openClickhouse(config.url);
}
