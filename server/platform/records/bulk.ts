import type { Db, Row } from './index.ts';
import { run } from './run.ts';

/** A table and, in order, its columns with their PostgreSQL types. Both come from code, never from a user. */
export interface BulkTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

const ROWS_PER_STATEMENT = 2_000;

/**
 * Inserts rows (each a list of values in the order of the columns) in few statements: one array per column is sent
 * and unnested by the store. jsonb values are given as JSON text, dates as Date or ISO text, null is null.
 *
 * `onConflict: 'nothing'` leaves out the rows that any unique constraint forbids; `returning` names the columns to give back
 * for the rows that were really inserted. Not atomic beyond one statement unless `db` is a transaction.
 */
export async function insertMany<T = Row>(
  db: Db,
  target: BulkTable,
  rows: readonly (readonly unknown[])[],
  options: { readonly onConflict?: 'nothing'; readonly returning?: readonly string[] } = {},
): Promise<T[]> {
  const statement = insertStatement(target, options);
  const width = Object.keys(target.columns).length;
  const inserted: T[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const arrays = columnArrays(rows.slice(start, start + ROWS_PER_STATEMENT), width);
    inserted.push(...(await run<T>(db, statement, arrays)));
  }
  return inserted;
}

function insertStatement(
  target: BulkTable,
  options: { onConflict?: 'nothing'; returning?: readonly string[] },
): string {
  const names = Object.keys(target.columns).map(quote).join(', ');
  const arrays = Object.values(target.columns).map((type, index) => `$${index + 1}::text::${type}[]`);
  return [
    `insert into ${quote(target.table)} (${names})`,
    `select * from unnest(${arrays.join(', ')})`,
    options.onConflict ? 'on conflict do nothing' : '',
    options.returning ? `returning ${options.returning.map(quote).join(', ')}` : '',
  ].join(' ');
}

/**
 * PostgreSQL's text form of an array, one per column. Written here and not by the drivers: they differ in what they
 * make of dates and of nested values, and both are slower.
 */
function columnArrays(rows: readonly (readonly unknown[])[], width: number): string[] {
  return Array.from({ length: width }, (_, column) => `{${rows.map((row) => element(row[column])).join(',')}}`);
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  throw new TypeError(
    `insertMany takes text, numbers, booleans, dates and null, not ${typeof value}; give jsonb as its text`,
  );
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
