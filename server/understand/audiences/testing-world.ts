import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityName } from '#contract';
import { buildRecord, customers } from '#know/customers';
import { feeds, loadFeeds, readExtraFields, readManifests, type LoadResult } from '#know/feeds';
import { catalog } from '#know/catalog';
import { organisation } from '#know/organisation';
import type { Scope } from '#query';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { openWarehouse } from '#platform/warehouse';
import { audiences, recordBuilt } from './index.ts';

/** Gathering, the record and audiences on real engines, in a folder of its own, without a server. */
export interface World {
  readonly context: Context;
  /** The same as somebody who sees only some units. */
  as(scope: Scope, permissions?: Actor['permissions']): Context;
  load(manifest: string, directory: string): Promise<LoadResult>;
  build(periods?: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'audiences-'));
  const [pglite] = recordStores();
  if (!pglite) throw new Error('There is no record store to test with');
  const [store, warehouse] = [await pglite.open(), await openWarehouse({ dataDirectory: directory })];
  const fields = {
    readExtraFields: async (db: Context['db']) =>
      (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
  };
  const features = [
    organisation,
    catalog,
    feeds({ rebuild: async () => null }),
    customers({ feeds: fields, contacts: { contactsOf: async () => [] } }),
    audiences,
  ];
  await migrate(
    store,
    features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  );
  await warehouse.define(features.flatMap(({ tables }) => tables ?? []));
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
  const context: Context = {
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
  let jobs = 0;
  return {
    context,
    as: (scope, permissions = new Set()) => ({ ...context, actor: { ...actor, scope, permissions } }),
    load: (text, from) =>
      loadFeeds(context, readManifests([{ text, file: 'test.yaml', directory: from }]), {
        rebuild: undefined,
        tools: { jobId: `job-${++jobs}`, progress: async () => {} },
      }),
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
