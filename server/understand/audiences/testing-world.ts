import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityName, LoadReport } from '#contract';
import { buildRecord, customers } from '#know/customers';
import { feeds, readExtraFields } from '#know/feeds';
import { catalog } from '#know/catalog';
import { organisation } from '#know/organisation';
import { indicators } from '#understand/indicators';
import type { Scope } from '#query';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate, type RecordStore } from '#platform/records';
import { replacementMigrations } from '#platform/replacements';
import { recordStores } from '#platform/records/testing';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import {
  audiences,
  indicatorChanged,
  readReadyCatalogue,
  readRuleCatalogue,
  recordBuilt,
  shownUsesOf,
  tagsLoaded,
} from './index.ts';

/** Gathering, the record and audiences on real engines, in a folder of its own, without a server. */
export interface World {
  readonly context: Context;
  /** The same as somebody who sees only some units. */
  as(scope: Scope, permissions?: Actor['permissions']): Context;
  load(manifest: string, directory: string): Promise<readonly LoadReport[]>;
  build(periods?: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

const fields = {
  readExtraFields: async (db: Context['db']) =>
    (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
};
const gathering = feeds({
  rebuild: async () => null,
  afterLoad: async (context, entities) => {
    if (entities.has('customer_tag')) await tagsLoaded(context);
  },
});
/** The feature as a server without later features has it. */
const library = audiences(async () => []);
/** Formulas that rules may name. */
const formulas = indicators({
  readCatalogue: readRuleCatalogue,
  makeMembers: readReadyCatalogue,
  facts: [],
  changed: indicatorChanged,
  usesOf: (context, names) => shownUsesOf(context, async () => [], names),
});
export const handlers = { ...formulas.handlers, ...library.handlers };
const features = [
  organisation,
  catalog,
  gathering,
  customers({ feeds: fields, contacts: { contactsOf: async () => [] } }),
  formulas,
  library,
];

export async function openWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'audiences-'));
  const [pglite] = recordStores();
  if (!pglite) throw new Error('There is no record store to test with');
  const [store, warehouse] = [await pglite.open(), await openWarehouse({ dataDirectory: directory })];
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    ...features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  ]);
  await warehouse.define(features.flatMap(({ tables }) => tables ?? []));
  const context = contextOf(store, warehouse);
  let loads = 0;
  return {
    context,
    as: (scope, permissions = new Set()) => ({ ...context, actor: { ...context.actor, scope, permissions } }),
    load: (text, from) => load(context, text, from, `load-${++loads}`),
    async build(periods) {
      const built = await buildRecord(context, fields, periods ? { periods } : {});
      await recordBuilt(
        context,
        built.map(({ period }) => period),
      );
    },
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs the job that the server would run. */
async function load(context: Context, text: string, directory: string, jobId: string): Promise<readonly LoadReport[]> {
  const job = gathering.jobs?.find(({ name }) => name === 'load');
  if (!job) throw new Error('Feeds have no job named load');
  const { signal } = context;
  const tools = {
    jobId,
    signal,
    progress: async () => {},
    step: async <T>(_: string, work: () => Promise<T>) => work(),
  };
  const result = await job.run(context, { manifests: [{ text, file: 'test.yaml', directory }], rebuild: false }, tools);
  return (result as { reports: LoadReport[] }).reports;
}

function contextOf(store: RecordStore, warehouse: Warehouse): Context {
  const actor: Actor = {
    accountId: 'test',
    login: 'test',
    personId: null,
    name: { en: 'Test', zh: '测试' },
    roles: ['administrator'],
    permissions: new Set(['customers.unmask']),
    orgUnitId: 'group',
    scope: { kind: 'everything' },
  };
  return {
    actor,
    db: store.db,
    warehouse,
    clock: { now: () => new Date('2026-11-22T08:00:00Z') },
    log: createLog('silent'),
    jobs: { enqueue: async () => 'job' },
    events: { emit: async () => {} },
    outbox: { flush: async () => {} },
    session: { token: null, address: '127.0.0.1' },
    signal: new AbortController().signal,
  };
}
