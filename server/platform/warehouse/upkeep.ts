import { localName, onCluster } from './ddl.ts';
import { quoteIdentifier, quoteText, statement } from './statement.ts';
import type { Statement } from './statement.ts';
import type { QueryOptions, Topology, Warehouse } from './warehouse.ts';

/** The value of a table's partition expression, such as 202610 or 'north'. Partitions of several values have no name here. */
export type Partition = number | string;

type Door = Pick<Warehouse, 'rows' | 'execute' | 'topology'>;

/**
 * Puts the partition as `from` has it in the place of the one `to` has, in one step: a reader sees the old rows or the
 * new ones. (On a cluster in one step on each shard.) An empty partition of `from` empties that of `to`.
 */
export async function replacePartition(
  warehouse: Door,
  { from, to, partition }: { readonly from: string; readonly to: string; readonly partition: Partition },
): Promise<void> {
  const [source, target] = [await dataTableOf(warehouse, from), await dataTableOf(warehouse, to)];
  const replace = replacePartitionSql(warehouse.topology, source, target, partitionText(partition));
  await warehouse.execute(replace, await fromEmptyToo(warehouse));
}

/**
 * Writes one column of a partition anew, from the other columns of each row; resolves when it is done. Part by part, so
 * do it aside where readers must see it whole. Only that column is written: all others are shared with what was there.
 */
export async function updateColumn(
  warehouse: Door,
  update: {
    readonly table: string;
    readonly partition: Partition;
    readonly column: string;
    readonly expression: Statement;
  },
): Promise<void> {
  const { sql, params } = update.expression;
  const data = quoteIdentifier(await dataTableOf(warehouse, update.table));
  await warehouse.execute(
    statement(
      `alter table ${data}${onCluster(warehouse.topology)} update ${quoteIdentifier(update.column)} = ${sql} in partition ${partitionText(update.partition)} where 1`,
      params,
    ),
    { settings: { mutations_sync: 2, ...longText } },
  );
}

/** The limits on length guard against people's texts; a compiled model is long, and our own. */
export const longText = {
  max_ast_elements: 20_000_000,
  max_expanded_ast_elements: 20_000_000,
  max_ast_depth: 10_000,
  max_query_size: 500_000_000,
};

/** Removes a partition; removing one that is not there is no error. */
export async function dropPartition(warehouse: Door, table: string, partition: Partition): Promise<void> {
  const data = await dataTableOf(warehouse, table);
  await warehouse.execute(dropPartitionSql(warehouse.topology, data, partition));
}

/** Removes all rows. Deduplication tokens are forgotten with them. */
export async function truncate(warehouse: Door, table: string): Promise<void> {
  await warehouse.execute(truncateSql(warehouse.topology, await dataTableOf(warehouse, table)));
}

/** Removes a table and, on a cluster, what stands behind its face; its place in Keeper is free when this returns. */
export async function dropTable(warehouse: Door, table: string): Promise<void> {
  const data = await dataTableOf(warehouse, table);
  for (const name of new Set([table, data])) await warehouse.execute(dropTableSql(warehouse.topology, name));
}

/** Whether a table is there. */
export async function exists(warehouse: Door, table: string): Promise<boolean> {
  return (await engineOf(warehouse, table)) !== undefined;
}

/**
 * What stood in `from` stands in `to` afterwards, and the other way round. On one node the two names change places in one
 * step. On a cluster a replicated table cannot leave its place in Keeper, so its partitions move, one step each, and
 * `from` is left empty: do not rely on what `from` holds afterwards.
 */
export async function renameSwap(
  warehouse: Door,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { topology } = warehouse;
  if (topology.kind === 'single') {
    return await warehouse.execute(`exchange tables ${quoteIdentifier(from)} and ${quoteIdentifier(to)}`);
  }
  const [source, target] = [await dataTableOf(warehouse, from), await dataTableOf(warehouse, to)];
  const options = await fromEmptyToo(warehouse);
  for (const id of await partitionIds(warehouse, topology.cluster, [source, target])) {
    await warehouse.execute(replacePartitionSql(topology, source, target, `id ${quoteText(id)}`), options);
  }
  await warehouse.execute(truncateSql(topology, source));
}

/** What the engine expects to read for a select: rows and marks (blocks of about 8,192 rows) after its indexes. On a cluster for the node asked. */
export async function estimate(
  warehouse: Door,
  select: Statement,
): Promise<{ readonly rows: number; readonly marks: number; readonly parts: number }> {
  const tables = await warehouse.rows<{ rows: number; marks: number; parts: number }>(
    statement(`explain estimate ${select.sql}`, select.params),
  );
  const sum = (of: 'rows' | 'marks' | 'parts'): number => tables.reduce((total, table) => total + Number(table[of]), 0);
  return { rows: sum('rows'), marks: sum('marks'), parts: sum('parts') };
}

const oldestTried = '25.3';

/** The engine's version and whether it is new enough for what the product uses, for `doctor`. */
export async function warehouseVersion(
  warehouse: Pick<Warehouse, 'version'>,
): Promise<{ readonly version: string; readonly supported: boolean; readonly oldest: string }> {
  const version = await warehouse.version();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestTried.split('.').map(Number);
  const supported = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return { version, supported, oldest: oldestTried };
}

export function replacePartitionSql(topology: Topology, source: string, target: string, partition: string): string {
  const [into, from] = [quoteIdentifier(target), quoteIdentifier(source)];
  return `alter table ${into}${onCluster(topology)} replace partition ${partition} from ${from}`;
}

export function dropPartitionSql(topology: Topology, data: string, partition: Partition): string {
  return `alter table ${quoteIdentifier(data)}${onCluster(topology)} drop partition ${partitionText(partition)}`;
}

export function truncateSql(topology: Topology, data: string): string {
  return `truncate table ${quoteIdentifier(data)}${onCluster(topology)}`;
}

export function dropTableSql(topology: Topology, name: string): string {
  return `drop table if exists ${quoteIdentifier(name)}${onCluster(topology)} sync`;
}

/** A partition as a literal; the grammar takes no parameter in this place on every version. */
export function partitionText(partition: Partition): string {
  if (typeof partition === 'string') return quoteText(partition);
  if (!Number.isSafeInteger(partition)) throw new TypeError('A partition is a whole number or a text');
  return String(partition);
}

const emptyAllowance = new WeakMap<Door, Promise<QueryOptions>>();

/** Newer engines refuse to replace a partition by nothing unless they are told that it is meant; older ones do not know the word. Asked once. */
function fromEmptyToo(warehouse: Door): Promise<QueryOptions> {
  const asked = emptyAllowance.get(warehouse) ?? askFromEmptyToo(warehouse);
  emptyAllowance.set(warehouse, asked);
  asked.catch(() => emptyAllowance.delete(warehouse));
  return asked;
}

async function askFromEmptyToo(warehouse: Door): Promise<QueryOptions> {
  const name = 'allow_replace_partition_from_empty_source';
  const known = await warehouse.rows(statement('select 1 from system.settings where name = {name:String}', { name }));
  return known.length === 0 ? {} : { settings: { [name]: 1 } };
}

/** The table behind a face; any other table, and every table of a single node, is its own. */
async function dataTableOf(warehouse: Door, table: string): Promise<string> {
  if (warehouse.topology.kind === 'single') return table;
  return (await engineOf(warehouse, table)) === 'Distributed' ? localName(table) : table;
}

async function engineOf(warehouse: Door, table: string): Promise<string | undefined> {
  const [row] = await warehouse.rows<{ engine: string }>(
    statement('select engine from system.tables where database = currentDatabase() and name = {name:String}', {
      name: table,
    }),
  );
  return row?.engine;
}

async function partitionIds(warehouse: Door, cluster: string, tables: readonly string[]): Promise<string[]> {
  const parts = `clusterAllReplicas(${quoteText(cluster)}, system.parts)`;
  const rows = await warehouse.rows<{ id: string }>(
    statement(
      `select distinct partition_id as id from ${parts} where database = currentDatabase() and active and table in {tables:Array(String)} order by id`,
      { tables },
    ),
  );
  return rows.map((row) => row.id);
}
