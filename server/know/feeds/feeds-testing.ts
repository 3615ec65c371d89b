import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog } from '#know/catalog';
import { organisation } from '#know/organisation';
import { systemClock, type Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate, type RecordStore } from '#platform/records';
import { replacementMigrations } from '#platform/replacements';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import type { LoadReport } from '#contract';
import { feeds } from './index.ts';
import { loadFeeds, type LoadResult, type Rebuild } from './loads.ts';
import { readManifests } from './manifest.ts';

/** The feature on real engines, in a folder of its own. */
export interface Workbench {
  readonly directory: string;
  readonly context: Context;
  readonly warehouse: Warehouse;
  /** Writes a file beside the manifests. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  load(
    manifest: string,
    options?: { period?: string; rebuild?: Rebuild; directory?: string; file?: string },
  ): Promise<LoadResult>;
  /** The only report of a load of one feed. */
  report(manifest: string, options?: { period?: string }): Promise<LoadReport>;
  rows<T = Record<string, unknown>>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

export async function openWorkbench(open: () => Promise<RecordStore>): Promise<Workbench> {
  const directory = await mkdtemp(join(tmpdir(), 'feeds-'));
  const store = await open();
  const { warehouse, context } = await openFeeds(store, directory);
  let jobs = 0;
  const load: Workbench['load'] = (text, { period, rebuild, directory: from = directory, file = 'feed.yaml' } = {}) =>
    loadFeeds(context, readManifests([{ text, file, directory: from }], period), {
      rebuild,
      tools: { jobId: `job-${++jobs}`, progress: async () => {} },
    });
  return {
    directory,
    context,
    warehouse,
    write: (name, content) => writeFile(join(directory, name), content),
    load,
    async report(text, options) {
      const { reports } = await load(text, options);
      if (reports.length !== 1 || !reports[0]) throw new Error(`Expected one report, not ${reports.length}`);
      return reports[0];
    },
    rows: (sql) => warehouse.rows({ sql, params: {} }),
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The feature with its tables on a store, and on a warehouse below this directory. */
export async function openFeeds(store: RecordStore, directory: string) {
  const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
  const feature = feeds({ rebuild: async () => null });
  const sources = [organisation, catalog, feature].flatMap(({ name, migrations }) =>
    migrations ? [{ feature: name, directory: migrations }] : [],
  );
  await migrate(store, [{ feature: 'replacements', directory: replacementMigrations }, ...sources]);
  await warehouse.define(feature.tables ?? []);
  return { warehouse, feature, context: testContext(store, warehouse) };
}

export function testContext(store: RecordStore, warehouse: Warehouse): Context {
  return {
    actor: {
      accountId: 'system',
      login: 'system',
      personId: null,
      name: { en: 'System', zh: '系统' },
      roles: ['administrator'],
      permissions: new Set(),
      orgUnitId: '',
      scope: { kind: 'everything' },
    },
    db: store.db,
    warehouse,
    clock: systemClock,
    log: createLog('silent'),
    jobs: { enqueue: async () => '' },
    events: { emit: async () => {} },
    outbox: { flush: async () => {} },
    session: { token: null, address: '' },
    signal: new AbortController().signal,
  };
}
