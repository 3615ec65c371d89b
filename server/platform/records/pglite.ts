import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import { lockDirectory } from './directory-lock.ts';
import type { Execute, RecordStore, Row, Tables } from './index.ts';
import {
  insideTransaction,
  OneConnectionDialect,
  refuseInsideTransaction,
  watchTransactions,
} from './one-connection.ts';
import { VALUE_PARSERS } from './values.ts';

/** PGlite on disk. Each statement is written through to the operating system before it is acknowledged. */
export async function openPglite(dataDirectory: string): Promise<RecordStore> {
  const directory = join(dataDirectory, 'records');
  await mkdir(dataDirectory, { recursive: true });
  const unlock = await lockDirectory(directory);
  try {
    return await pgliteStore({ dataDir: directory }, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * PGlite's own, and the buffers as small as its work is: Postgres lays out the 128 MB of its default one by one at every
 * start, which takes half a second, and one connection over a directory the system caches gains nothing by them.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/** A store over PGlite opened with these options; `afterClose` gives back what was taken for it. */
export async function pgliteStore(options: PGliteOptions, afterClose?: () => Promise<void>): Promise<RecordStore> {
  const pglite = await PGlite.create({ startParams, ...options, parsers: { ...VALUE_PARSERS } });
  await pglite.exec(`set timezone to 'UTC'`);
  const db = watchTransactions(new Kysely<Tables>({ dialect: new OneConnectionDialect({ pglite }) }));
  const execute = executeOn(pglite);
  return {
    kind: 'pglite',
    db,
    async execute(text, values) {
      refuseInsideTransaction();
      return execute(text, values);
    },
    async transaction(work) {
      refuseInsideTransaction();
      return pglite.transaction((transaction) => insideTransaction(() => work(executeOn(transaction))));
    },
    tryLock: lockTable(),
    listen: (channel, onMessage) => pglite.listen(channel, onMessage),
    async close() {
      await db.destroy();
      if (!pglite.closed) await pglite.close();
      await afterClose?.();
    },
  };
}

function executeOn(pglite: Pick<PGlite, 'query' | 'exec'>): Execute {
  return async (text, values) => {
    if (values) return pglite.query<Row>(text, [...values]);
    const results = await pglite.exec(text);
    return { rows: results.flatMap((result) => result.rows as Row[]) };
  };
}

/** The directory belongs to this process, so a lock among its own callers is a lock among all. */
function lockTable(): RecordStore['tryLock'] {
  const held = new Set<string>();
  return async (name) => {
    if (held.has(name)) return undefined;
    held.add(name);
    return async () => void held.delete(name);
  };
}
