import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { inject } from 'vitest';
import type { RecordStore } from './index.ts';
import { pgliteStore } from './pglite.ts';
import { openPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the PostgreSQL server that the test set-up has started. */
    recordsPostgresUrl: string;
    /** An initialised, empty PGlite directory as a tar file. */
    recordsPgliteTemplate: string;
  }
}

/**
 * The record stores every test of records runs against: PGlite and a real PostgreSQL server. Each `open()` gives a
 * fresh, empty store; `close()` disposes of it.
 *
 * `describe.each(recordStores())('… on $name', ({ open }) => …)`
 */
export function recordStores(): { name: 'pglite' | 'postgres'; open: () => Promise<RecordStore> }[] {
  return [
    { name: 'pglite', open: openFreshPglite },
    { name: 'postgres', open: openFreshDatabase },
  ];
}

/** One of them, for tests of what the warehouse works out and records only keep: the other would show nothing new. */
export const oneRecordStore = () => recordStores().filter(({ name }) => name === 'postgres');

async function openFreshPglite(): Promise<RecordStore> {
  return pgliteStore({ loadDataDir: await openAsBlob(inject('recordsPgliteTemplate')) });
}

async function openFreshDatabase(): Promise<RecordStore> {
  const { url, drop } = await freshDatabase();
  const store = await openPostgres(url);
  return {
    ...store,
    async close() {
      await store.close();
      await drop();
    },
  };
}

/** An empty database of its own on the test server, for tests that open it from several processes. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const url = new URL(inject('recordsPostgresUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`drop database ${name} with (force)`) };
}

async function onServer(statement: string): Promise<void> {
  const server = await openPostgres(inject('recordsPostgresUrl'));
  try {
    await server.execute(statement);
  } finally {
    await server.close();
  }
}
