import { quoteIdentifier, quoteText } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';
import type { Warehouse } from './warehouse.ts';
import { longText } from './upkeep.ts';

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
