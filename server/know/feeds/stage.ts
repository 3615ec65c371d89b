import { quoteIdentifier, type TableDefinition, type Warehouse } from '#platform/warehouse';
import type { EntityName } from '#contract';
import { columnType } from './column-sql.ts';
import { hasCustomer } from './entity-tables.ts';
import type { FeedPlan } from './feed-plan.ts';
import type { RowSelect } from './row-select.ts';

/**
 * The tables of one load. Nobody else reads them, and their name says whose they are.
 * Their own columns begin with a digit, which no field of a manifest may.
 */
export interface Stage {
  readonly load: string;
  /** Takes the cells as text and keeps nothing: a materialized view hands them, converted and checked, to `typed`. */
  readonly raw: string;
  readonly view: string;
  readonly typed: string;
  /** Rows that only the whole load could tell to be wrong: duplicates, unknown references. */
  readonly rejected: string;
  /** The partition to be, of the entity's shape. */
  readonly part: string;
}

export function stageOf(load: string): Stage {
  const name = (what: string): string => `load_${load}_${what}`;
  return {
    load,
    raw: name('raw'),
    view: name('view'),
    typed: name('typed'),
    rejected: name('rejected'),
    part: name('part'),
  };
}

/** A block's hash is not looked for among the last thousand: no insert into a stage is repeated. */
const noDeduplication = { non_replicated_deduplication_window: 0 };

export function typedTable(stage: Stage, plan: FeedPlan): TableDefinition {
  return {
    name: stage.typed,
    columns: [
      { name: '0file', type: 'UInt16' },
      { name: '0line', type: 'UInt64' },
      { name: '0bad', type: 'UInt16' },
      { name: '0value', type: 'String' },
      ...plan.fields.map(({ name, type }) => ({ name, type: columnType(type, name) })),
    ],
    engine: { kind: 'merge-tree' },
    orderBy: [],
    // Beside the registry's rows of the same customers, so that keys are found on the same shard.
    shardBy: shardOf(plan.entity),
    settings: noDeduplication,
  };
}

const shardOf = (entity: EntityName): string =>
  hasCustomer(entity) ? "cityHash64(ifNull(customer_id, ''))" : 'rand()';

export function rejectedTable(stage: Stage): TableDefinition {
  return {
    name: stage.rejected,
    columns: [
      { name: '0file', type: 'UInt16' },
      { name: '0line', type: 'UInt64' },
      { name: 'column', type: 'String' },
      { name: 'value', type: 'String' },
      { name: 'reason', type: 'String' },
    ],
    engine: { kind: 'merge-tree' },
    orderBy: ['`0file`', '`0line`'],
    shardBy: 'everywhere',
    settings: noDeduplication,
  };
}

/** Makes the table that takes the cells, `0` to `n-1`, and the view that reads them. */
export async function createIntake(
  warehouse: Warehouse,
  stage: Stage,
  columns: number,
  select: RowSelect,
): Promise<void> {
  const { topology } = warehouse;
  const on = topology.kind === 'cluster' ? ` on cluster ${quoteIdentifier(topology.cluster)}` : '';
  const cells = Array.from({ length: columns }, (_, index) => `\`${index}\` String`).join(', ');
  await warehouse.execute(
    `create table ${quoteIdentifier(stage.raw)}${on} (\`0file\` UInt16, \`0line\` UInt64, ${cells}) engine = Null`,
  );
  await warehouse.execute(
    `create materialized view ${quoteIdentifier(stage.view)}${on} to ${quoteIdentifier(stage.typed)} as ${select.sql}`,
  );
}

/** Removes the tables of loads; of all loads when none are named. Tables that are gone already are no error. */
export async function dropStages(warehouse: Warehouse, loads?: readonly string[]): Promise<void> {
  const { topology } = warehouse;
  const on = topology.kind === 'cluster' ? ` on cluster ${quoteIdentifier(topology.cluster)}` : '';
  const rows = await warehouse.rows<{ name: string }>({
    sql: "select name from system.tables where database = currentDatabase() and match(name, '^load_[0-9a-f]{16}_') order by endsWith(name, '_view') desc, name",
    params: {},
  });
  const names = rows
    .map((row) => row.name)
    .filter((name) => loads === undefined || loads.includes(name.slice('load_'.length, 'load_'.length + 16)));
  for (const name of names) await warehouse.execute(`drop table if exists ${quoteIdentifier(name)}${on} sync`);
}
