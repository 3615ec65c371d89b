import { ddl, quoteIdentifier, type TableDefinition, type Warehouse } from '#platform/warehouse';
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

/**
 * Settings of tables that live for one load: no insert is repeated, so no block's hash is looked for among the last
 * thousand; and merging parts that will be dropped, or moved and merged then, is wasted.
 */
export const passing = { non_replicated_deduplication_window: 0, max_bytes_to_merge_at_max_space_in_pool: 1 };

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
    settings: passing,
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
    settings: passing,
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

/** Makes a table of a stage. `define` would look through all columns of all tables first; this one cannot be there yet. */
export async function createStageTable(warehouse: Warehouse, table: TableDefinition): Promise<void> {
  for (const sql of ddl(table, warehouse.topology)) await warehouse.execute(sql);
}

/** Removes the tables of one load, those that were made. */
export async function dropStage(warehouse: Warehouse, { view, raw, typed, rejected, part }: Stage): Promise<void> {
  for (const name of [view, raw, typed, rejected, part]) await dropTables(warehouse, name);
}

/** Removes the tables of all loads but those that are alive. */
export async function dropStages(warehouse: Warehouse, alive: readonly string[]): Promise<void> {
  const rows = await warehouse.rows<{ name: string }>({
    sql: "select name from system.tables where database = currentDatabase() and match(name, '^load_[0-9a-f]{16}_') order by endsWith(name, '_view') desc, name",
    params: {},
  });
  const loadOf = (name: string): string => name.slice('load_'.length, 'load_'.length + 16);
  for (const { name } of rows) if (!alive.includes(loadOf(name))) await dropTables(warehouse, name);
}

async function dropTables(warehouse: Warehouse, name: string): Promise<void> {
  const { topology } = warehouse;
  const names = topology.kind === 'cluster' ? [name, `${name}_local`] : [name];
  const on = topology.kind === 'cluster' ? ` on cluster ${quoteIdentifier(topology.cluster)}` : '';
  for (const table of names) await warehouse.execute(`drop table if exists ${quoteIdentifier(table)}${on} sync`);
}
