import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Execute, RecordStore, Tables } from './index.ts';
import { listenOnPostgres } from './postgres-listen.ts';
import { ARRAY_ELEMENTS, VALUE_PARSERS } from './values.ts';

const POOL_SIZE = 10;

/** The object id of text[]. */
const TEXT_ARRAY: number = 1009;

export async function openPostgres(url: string): Promise<RecordStore> {
  const settings = { connectionString: url, types: { getTypeParser }, options: '-c timezone=UTC' };
  const pool = new pg.Pool({ ...settings, max: POOL_SIZE });
  // Without a listener an idle connection cut by the server would end the process; the next query opens a new one.
  pool.on('error', ignore);
  await pool.query('select 1').catch(async (cause: unknown) => {
    await pool.end();
    throw new Error(`PostgreSQL cannot be reached at ${withoutPassword(url)}: ${String(cause)}`, { cause });
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    db,
    execute: executeOn(pool),
    transaction: (work) => transact(pool, work),
    tryLock: (name) => tryAdvisoryLock(pool, name),
    listen: (channel, onMessage, onGap) => listenOnPostgres(settings, channel, onMessage, onGap),
    async close() {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

function executeOn(client: pg.Pool | pg.PoolClient): Execute {
  return async (text, values) => {
    // A script of several statements answers with one result each, which the types of `pg` do not say.
    const results: pg.QueryResult | pg.QueryResult[] = await client.query(text, values && [...values]);
    return { rows: [results].flat().flatMap((result) => result.rows) };
  };
}

async function transact<T>(pool: pg.Pool, work: (execute: Execute) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const answer = await work(executeOn(client));
    await client.query('commit');
    return answer;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Held by a session, so that it is free again when this process dies. */
async function tryAdvisoryLock(pool: pg.Pool, name: string): Promise<(() => Promise<void>) | undefined> {
  const client = await pool.connect();
  // When the connection is cut the lock is lost. That must not end the process.
  client.on('error', ignore);
  const key = 'hashtextextended($1, 0)';
  try {
    const { rows } = await client.query(`select pg_try_advisory_lock(${key}) as taken`, [name]);
    if (!rows[0].taken) {
      client.off('error', ignore).release();
      return undefined;
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  return async () => {
    const failure = await client.query(`select pg_advisory_unlock(${key})`, [name]).then(
      () => undefined,
      (error: Error) => error,
    );
    client.off('error', ignore).release(failure);
  };
}

function ignore(): void {}

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  const element = ARRAY_ELEMENTS[oid];
  const parser = VALUE_PARSERS[element ?? oid];
  if (format === 'binary' || !parser) return pg.types.getTypeParser(oid, format);
  return element ? (text) => eachElement(readTextArray(text), parser) : parser;
}

const readTextArray: (text: string) => unknown[] = pg.types.getTypeParser(TEXT_ARRAY);

function eachElement(values: unknown[], parser: (text: string) => unknown): unknown[] {
  return values.map((value) => {
    if (Array.isArray(value)) return eachElement(value, parser);
    return typeof value === 'string' ? parser(value) : value;
  });
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':***@');
}
