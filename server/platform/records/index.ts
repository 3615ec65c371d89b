import type { Kysely, Transaction } from 'kysely';
import { openPglite } from './pglite.ts';

export { insertMany, type BulkTable } from './bulk.ts';
export { migrate, type MigrationSource } from './migrate.ts';
export { json, run } from './run.ts';

/**
 * Every table of the product. Each feature adds its own, and so a store can name only its own by type:
 * `declare module '#platform/records' { interface Tables { org_unit: OrgUnitTable } }`.
 * It is declared (not re-exported) here because only then do those declarations merge with it.
 */
// oxlint-disable-next-line no-empty-interface -- filled by declaration merging
export interface Tables {}

export type Records = Kysely<Tables>;

/** What a use case writes with: the store itself, or the transaction it stands in. */
export type Db = Kysely<Tables> | Transaction<Tables>;

export type Row = Record<string, unknown>;

/**
 * Runs one statement with `$1` placeholders, or, without `values`, a script of several statements (its rows are
 * those of all its statements, in order).
 */
export type Execute = (sql: string, values?: readonly unknown[]) => Promise<{ rows: Row[] }>;

/**
 * The port to the relational store: one dialect, from PGlite in this process to a PostgreSQL server.
 *
 * Values read the same from both: int8 and numeric are numbers (an integer beyond 2^53 is a bigint), timestamptz is
 * a Date, date is 'YYYY-MM-DD', timestamp without zone is text, jsonb is parsed, arrays are arrays. The session's
 * time zone is UTC. To write jsonb use `json(value)`.
 *
 * PGlite has one connection: inside `db.transaction()` use only the transaction, for the store itself would wait for
 * it for ever.
 */
export interface RecordStore {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Records;
  readonly execute: Execute;
  /** One transaction for raw statements; rolled back when `work` throws. */
  transaction<T>(work: (execute: Execute) => Promise<T>): Promise<T>;
  /**
   * Hears `pg_notify(channel, payload)` (channel: lower case letters and _) of every process, once its transaction has committed. `onGap` is called when
   * messages may have been lost (the connection was cut and is back). Resolves to the way to stop.
   */
  listen(channel: string, onMessage: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>;
  /** Takes a lock that one holder of all processes has at a time; undefined when it is held. Resolves to its release. */
  tryLock(name: string): Promise<(() => Promise<void>) | undefined>;
  close(): Promise<void>;
}

/**
 * Opens PGlite in `<dataDirectory>/records`, or the PostgreSQL server at `url`. A write that was acknowledged
 * survives the death of the process.
 * @throws Error when the directory is open in another process, or the server cannot be reached.
 */
export async function openRecords(config: { dataDirectory: string } | { url: string }): Promise<RecordStore> {
  if ('dataDirectory' in config) return openPglite(config.dataDirectory);
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres(config.url);
}
