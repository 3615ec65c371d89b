import { quoteIdentifier, quoteText, statement } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';
import type { Warehouse } from './warehouse.ts';
import { longText, type Partition } from './upkeep.ts';

type Door = Pick<Warehouse, 'rows' | 'execute' | 'topology'>;

interface PartRow {
  readonly name: string;
  readonly least: number;
  readonly newest: number;
  readonly rows: number;
}

/**
 * The number of the newest block of a partition, 0 when it is empty; remember it before `replacePartition`.
 *
 * ClickHouse replaces a partition in one step for readers, but a process killed within that step can leave both the old
 * and the new parts on disk, and the next one would show them all. New parts have higher block numbers, so whoever
 * remembers the newest old one can tell them apart: see `settleReplacement`. (Replicated tables settle it by themselves.)
 */
export async function newestBlock(warehouse: Door, table: string, partition: Partition): Promise<number> {
  if (warehouse.topology.kind === 'cluster') return 0;
  return Math.max(0, ...(await partsOf(warehouse, table, partition)).map((part) => part.newest));
}

/**
 * Makes good a replacement that may have been killed within. Where all new parts have come (they have as many rows as the
 * new partition was to have) the old ones go, and where only some have, they go again.
 */
export async function settleReplacement(
  warehouse: Door,
  replacement: {
    readonly table: string;
    readonly partition: Partition;
    readonly newestBlock: number;
    readonly rows: number;
  },
): Promise<void> {
  if (warehouse.topology.kind === 'cluster') return;
  const { table, newestBlock: newest } = replacement;
  const parts = await partsOf(warehouse, table, replacement.partition);
  const fresh = parts.filter((part) => part.least > newest);
  const old = parts.filter((part) => part.newest <= newest);
  const isWhole = fresh.reduce((sum, part) => sum + part.rows, 0) === replacement.rows;
  if (fresh.length === 0) return;
  for (const part of isWhole ? old : fresh) {
    await warehouse.execute(`alter table ${quoteIdentifier(table)} drop part ${quoteText(part.name)}`);
  }
}

/**
 * Makes good an insert with a token that may have been killed within, after it was repeated under its token: brings those
 * of its rows that are not there.
 *
 * ClickHouse without replication writes a block's token down before it shows the block's rows, a partition at a time. A
 * process killed between the two leaves a token without rows, and the repetition is taken for a double. Rows are told by
 * all their columns, so a row that is there twice on purpose must be so within one insert. Harmless to repeat.
 * (Replicated tables keep the token and the rows in one step.)
 */
export async function settleInsert(
  warehouse: Pick<Warehouse, 'execute' | 'topology'>,
  insert: {
    readonly table: Pick<TableDefinition, 'name' | 'columns' | 'orderBy'>;
    /** Whole lines of JSONEachRow. */
    readonly lines: string;
    readonly settings?: Readonly<Record<string, string | number>>;
  },
): Promise<void> {
  if (warehouse.topology.kind === 'cluster') return;
  const { name, columns, orderBy } = insert.table;
  const structure = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`).join(', ');
  const given = `format(JSONEachRow, ${quoteText(structure)}, ${quoteText(insert.lines)})`;
  const names = columns.map((column) => quoteIdentifier(column.name)).join(', ');
  const row = `sipHash128(toString(tuple(${names})))`;
  const key = `tuple(${orderBy.join(', ')})`;
  await warehouse.execute(
    `insert into ${quoteIdentifier(name)} (${names}) select ${names} from ${given} where ${row} not in
     (select ${row} from ${quoteIdentifier(name)} where ${key} in (select ${key} from ${given}))`,
    { settings: { ...insert.settings, ...longText, insert_deduplicate: 0, input_format_skip_unknown_fields: 0 } },
  );
}

/** How many rows readers see in a partition. */
export async function partitionRows(warehouse: Door, table: string, partition: Partition): Promise<number> {
  return (await partsOf(warehouse, table, partition)).reduce((sum, part) => sum + part.rows, 0);
}

/** The parts that readers see. Parts without rows cover others that are gone, and say nothing. */
async function partsOf(warehouse: Door, table: string, partition: Partition): Promise<PartRow[]> {
  return await warehouse.rows<PartRow>(
    statement(
      'select name, toUInt64(min_block_number) as least, toUInt64(max_block_number) as newest, rows from system.parts where database = currentDatabase() and table = {table:String} and partition = {partition:String} and active and rows > 0',
      { table, partition: String(partition) },
    ),
  );
}
