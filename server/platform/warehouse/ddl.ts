import { quoteIdentifier, quoteText } from './statement.ts';
import type { ColumnDefinition, EngineDefinition, TableDefinition } from './table-definition.ts';
import type { Topology } from './warehouse.ts';

/**
 * The statements that create a table.
 *
 *   single   `name`                     MergeTree family
 *   cluster  `name_local` on cluster    Replicated…MergeTree, one copy group per shard
 *            `name`       on cluster    Distributed over name_local, by `shardBy`
 *   cluster, everywhere: `name` on cluster, Replicated…MergeTree with one copy group for all nodes
 */
export function ddl(table: TableDefinition, topology: Topology): readonly string[] {
  if (topology.kind === 'single') return [createTable(table, table.name, '', engine(table.engine, ''), deduplication)];
  const on = onCluster(topology);
  if (table.shardBy === 'everywhere') {
    return [
      createTable(
        table,
        table.name,
        on,
        engine(table.engine, replica(table.name, 'everywhere')),
        replicatedDeduplication,
      ),
    ];
  }
  const local = localName(table.name);
  const face = `Distributed(${quoteText(topology.cluster)}, currentDatabase(), ${quoteText(local)}, ${table.shardBy})`;
  return [
    createTable(table, local, on, engine(table.engine, replica(table.name, '{shard}')), replicatedDeduplication),
    `create table if not exists ${quoteIdentifier(table.name)}${on} (\n${columnLines(table.columns.map(unpacked))}\n) engine = ${face}`,
  ];
}

/** The statements that add columns, to the data first and to the face after it, so that the face never promises too much. */
export function addColumnsDdl(
  table: TableDefinition,
  columns: readonly ColumnDefinition[],
  topology: Topology,
): readonly string[] {
  const on = onCluster(topology);
  const data = dataTable(table, topology);
  return [...new Set([data, table.name])].map((name) => {
    const lines = columns.map((column) => columnLine(name === data ? column : unpacked(column)));
    return `alter table ${quoteIdentifier(name)}${on} ${lines.map((line) => `add column if not exists ${line}`).join(', ')}`;
  });
}

/** The table that holds the data: on a cluster the local one behind the face, unless the table is everywhere. */
export function dataTable(table: Pick<TableDefinition, 'name' | 'shardBy'>, topology: Topology): string {
  return topology.kind === 'cluster' && table.shardBy !== 'everywhere' ? localName(table.name) : table.name;
}

export function onCluster(topology: Topology): string {
  return topology.kind === 'cluster' ? ` on cluster ${quoteIdentifier(topology.cluster)}` : '';
}

export function localName(name: string): string {
  return `${name}_local`;
}

// How many of the latest blocks the engine knows again; an outbox repeats only its last ones.
const deduplication = { non_replicated_deduplication_window: 1000 };
const replicatedDeduplication = { replicated_deduplication_window: 1000 };

function createTable(
  table: TableDefinition,
  name: string,
  on: string,
  engineText: string,
  defaults: Readonly<Record<string, number>>,
): string {
  const settings = Object.entries({ ...defaults, ...table.settings }).map(
    ([setting, value]) => `${settingName(setting)} = ${typeof value === 'number' ? value : quoteText(value)}`,
  );
  return [
    `create table if not exists ${quoteIdentifier(name)}${on} (`,
    columnLines(table.columns),
    `) engine = ${engineText}`,
    ...(table.partitionBy === undefined ? [] : [`partition by ${table.partitionBy}`]),
    `order by (${table.orderBy.join(', ')})`,
    `settings ${settings.join(', ')}`,
  ].join('\n');
}

function engine(of: EngineDefinition, replication: string): string {
  const version = of.kind === 'replacing' && of.version !== undefined ? [quoteIdentifier(of.version)] : [];
  const name = { 'merge-tree': 'MergeTree', replacing: 'ReplacingMergeTree', aggregating: 'AggregatingMergeTree' }[
    of.kind
  ];
  const args = [...(replication === '' ? [] : [replication]), ...version].join(', ');
  return `${replication === '' ? '' : 'Replicated'}${name}(${args})`;
}

/**
 * The place in Keeper and the replica's name. The place follows from the table's name alone, so that a node that joins
 * later finds its copies; that is why upkeep never renames a replicated table and drops with `sync`.
 */
function replica(table: string, shard: string): string {
  // Over all nodes a replica's name must differ between shards too.
  const name = shard === 'everywhere' ? '{shard}-{replica}' : '{replica}';
  return `${quoteText(`/clickhouse/tables/${shard}/{database}/${table}`)}, ${quoteText(name)}`;
}

function columnLines(columns: readonly ColumnDefinition[]): string {
  return columns.map((column) => `  ${columnLine(column)}`).join(',\n');
}

function columnLine({ name, type, comment, codec }: ColumnDefinition): string {
  const words = [
    ...(comment === undefined ? [] : [`comment ${quoteText(comment)}`]),
    ...(codec === undefined ? [] : [`codec(${codec})`]),
  ];
  return [quoteIdentifier(name), type, ...words].join(' ');
}

/** A column as it stands in a face, which stores nothing. */
const unpacked = ({ name, type, comment }: ColumnDefinition): ColumnDefinition => ({
  name,
  type,
  ...(comment === undefined ? {} : { comment }),
});

function settingName(name: string): string {
  if (!/^[a-z]\w*$/i.test(name)) throw new Error(`${name} is not the name of a setting`);
  return name;
}
