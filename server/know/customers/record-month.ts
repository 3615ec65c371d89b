import { columnsRead, printExpression, readExpression } from '#query';
import type { Records } from '#platform/records';
import { replaceWhole } from '#platform/replacements';
import { dropTable, replacePartition, statement, updateColumn, type Warehouse } from '#platform/warehouse';
import { asTable } from './customer-tables.ts';
import { claimMonth, generationOf, readPublications, type StoredPublication } from './published-field-store.ts';
import { columnType } from './record-sql.ts';
import { existingColumns, withColumns } from './record-columns.ts';
import { runEnding, stagingPrefix } from './working-tables.ts';

interface Stores {
  readonly db: Records;
  readonly warehouse: Warehouse;
}

export const stagingName = (): string => stagingPrefix + runEnding();

/**
 * Puts a month that was built aside in its place, its published columns filled, in one step:
 *
 *   staging ──fill published columns──► staging ──replace──► customer_record
 *
 * Writers of one process take turns. Between processes the month's generation tells: what was published while this went on
 * is filled afterwards, and whoever publishes starts over when the month has moved on.
 */
export async function placeMonth(stores: Stores, staging: string, period: number): Promise<void> {
  await inTurn(stores.warehouse, async () => {
    const published = await readPublications(stores.db);
    await asideLikeRecord(stores.warehouse, staging);
    await fillColumns(stores.warehouse, staging, period, published);
    await claimMonth(stores.db, period);
    await replaceWhole(stores, { from: staging, to: 'customer_record', partition: period });
    await claimMonth(stores.db, period);
    const late = (await readPublications(stores.db)).filter(
      (now) => !published.some((then) => now.column_name === then.column_name && now.expression === then.expression),
    );
    if (late.length > 0) await refill(stores, period, late);
  });
}

/** Fills some published columns of a month anew, and those that read them; readers see the month before or after. */
export async function fillMonth(
  stores: Stores,
  period: number,
  isWanted: (row: StoredPublication) => boolean,
): Promise<void> {
  await inTurn(stores.warehouse, async () =>
    refill(stores, period, (await readPublications(stores.db)).filter(isWanted)),
  );
}

/** The month is linked aside (its files are shared, not copied), the columns are written there, and it goes back. */
async function refill(stores: Stores, period: number, wanted: readonly StoredPublication[]): Promise<void> {
  const { db, warehouse } = stores;
  const columns = withReaders(wanted, await readPublications(db));
  for (;;) {
    const staging = stagingName();
    const seen = await generationOf(db, period);
    try {
      await asideLikeRecord(warehouse, staging);
      await replacePartition(warehouse, { from: 'customer_record', to: staging, partition: period });
      await fillColumns(warehouse, staging, period, columns);
      if (!(await claimMonth(db, period, seen))) continue;
      await replaceWhole(stores, { from: staging, to: 'customer_record', partition: period });
      return;
    } finally {
      await dropTable(warehouse, staging);
    }
  }
}

async function asideLikeRecord(warehouse: Warehouse, staging: string): Promise<void> {
  await warehouse.define([asTable(withColumns(await existingColumns(warehouse), []), staging)]);
}

async function fillColumns(
  warehouse: Warehouse,
  table: string,
  period: number,
  published: readonly StoredPublication[],
): Promise<void> {
  for (const row of inOrder(published)) {
    const { sql, params } = printExpression(readExpression(row.expression));
    const type = columnType(row.kind === 'score' ? 'number' : 'text', true);
    // A rule meets finite numbers only.
    const typed = row.kind === 'score' ? `ifNotFinite(toFloat64(${sql}), null)` : sql;
    await updateColumn(warehouse, {
      table,
      partition: period,
      column: row.column_name,
      expression: statement(`cast(${typed}, '${type}')`, params),
    });
  }
}

/** What a column reads comes before it. Circles have been refused when they were published. */
function inOrder(published: readonly StoredPublication[]): StoredPublication[] {
  const byColumn = new Map(published.map((row) => [row.column_name, row]));
  const done = new Set<StoredPublication>();
  const visit = (row: StoredPublication, above: ReadonlySet<string>): void => {
    if (done.has(row) || above.has(row.column_name)) return;
    for (const column of columnsRead(readExpression(row.expression))) {
      const read = byColumn.get(column);
      if (read) visit(read, new Set([...above, row.column_name]));
    }
    done.add(row);
  };
  for (const row of published) visit(row, new Set());
  return [...done];
}

/** These and all that read them, directly or through others. */
function withReaders(some: readonly StoredPublication[], all: readonly StoredPublication[]): StoredPublication[] {
  const columns = new Set(some.map((row) => row.column_name));
  for (let size = -1; size !== columns.size;) {
    size = columns.size;
    for (const row of all)
      if ([...columnsRead(readExpression(row.expression))].some((read) => columns.has(read)))
        columns.add(row.column_name);
  }
  return all.filter((row) => columns.has(row.column_name));
}

const turns = new WeakMap<Warehouse, Promise<unknown>>();

/** One writer of the record at a time within this process. */
async function inTurn<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const before = turns.get(warehouse) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(
    warehouse,
    mine.catch(() => {}),
  );
  return mine;
}
