import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities, type EntityName } from '#contract';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate, type RecordStore } from '#platform/records';
import { replacementMigrations } from '#platform/replacements';
import { recordStores } from '#platform/records/testing';
import { openWarehouse, statement, type TableDefinition, type Warehouse } from '#platform/warehouse';
import { organisation } from '#know/organisation';
import type { Scope } from '#query';
import { identityTable, recordTable } from './customer-tables.ts';

/** Engines with the tables of this feature and of entities, for tests. */
export interface World {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  readonly context: Context;
  /** Puts rows into an entity as a load does: the snapshot of the feed and month is replaced, new customers get keys. */
  load(
    entity: EntityName,
    rows: readonly Readonly<Record<string, unknown>>[],
    at?: { feed?: string; period?: number },
  ): Promise<void>;
  as(scope: Scope, more?: Partial<Actor>): Context;
  close(): Promise<void>;
}

const types = {
  text: 'Nullable(String)',
  integer: 'Nullable(Int64)',
  decimal: 'Nullable(Float64)',
  boolean: 'Nullable(Bool)',
  date: 'Nullable(Date32)',
  instant: "Nullable(DateTime64(3, 'UTC'))",
} as const;

export const entityTable = (entity: EntityName, extra: Readonly<Record<string, string>> = {}): TableDefinition => {
  const fields: Readonly<Record<string, { readonly type: keyof typeof types }>> = entities[entity].fields;
  const keyed = 'customer_id' in fields;
  return {
    name: `entity_${entity}`,
    columns: [
      { name: 'feed', type: 'LowCardinality(String)' },
      { name: 'period', type: 'UInt32' },
      ...(keyed ? [{ name: 'customer_key', type: 'UInt32' }] : []),
      ...Object.entries(fields).map(([name, { type }]) => ({ name, type: types[type] })),
      ...Object.entries(extra).map(([name, type]) => ({ name, type })),
    ],
    engine: { kind: 'merge-tree' },
    partitionBy: '(feed, period)',
    orderBy: keyed ? ['customer_key'] : ['feed'],
    shardBy: keyed ? 'customer_key' : 'rand()',
  };
};

export const registryTable: TableDefinition = {
  name: 'customer_key',
  columns: [
    { name: 'customer_id', type: 'String' },
    { name: 'customer_key', type: 'UInt32' },
  ],
  engine: { kind: 'merge-tree' },
  orderBy: ['customer_id'],
  shardBy: 'cityHash64(customer_id)',
};

export const systemActor: Actor = {
  accountId: 'test',
  login: 'test',
  personId: null,
  name: { en: 'Test', zh: '测试' },
  roles: ['administrator'],
  permissions: new Set(['customers.unmask', 'data.load', 'customers.read']),
  orgUnitId: 'group',
  scope: { kind: 'everything' },
};

export async function openWorld(
  extra: Partial<Record<EntityName, Readonly<Record<string, string>>>> = {},
): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-customers-'));
  const [warehouse, store] = [await openWarehouse({ dataDirectory: directory }), await openStore()];
  const names = Object.keys(entities) as EntityName[];
  await warehouse.define([
    recordTable,
    identityTable,
    registryTable,
    ...names.map((entity) => entityTable(entity, extra[entity])),
  ]);
  const context: Context = {
    actor: systemActor,
    db: store.db,
    warehouse,
    clock: { now: () => new Date('2026-11-22T08:00:00Z') },
    log: createLog('silent'),
    jobs: { enqueue: async () => 'job' },
    events: { emit: async () => {} },
    outbox: { flush: async () => {} },
    signal: new AbortController().signal,
    session: { token: null, address: '127.0.0.1' },
  };
  return {
    store,
    warehouse,
    context,
    load: (entity, rows, at) => loadRows(warehouse, entity, rows, at),
    as: (scope, more) => ({ ...context, actor: { ...systemActor, scope, ...more } }),
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openStore(): Promise<RecordStore> {
  const pglite = recordStores().find(({ name }) => name === 'pglite');
  if (!pglite) throw new Error('There is no PGlite to test with');
  const store = await pglite.open();
  const directory = organisation.migrations;
  if (!directory) throw new Error('organisation has no migrations');
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    { feature: 'organisation', directory },
    { feature: 'customers', directory: new URL('./migrations/', import.meta.url) },
  ]);
  return store;
}

async function loadRows(
  warehouse: Warehouse,
  entity: EntityName,
  rows: readonly Readonly<Record<string, unknown>>[],
  { feed = `test-${entity}`, period = 0 }: { feed?: string; period?: number } = {},
): Promise<void> {
  const known = await warehouse.rows<{ customer_id: string; customer_key: number }>(
    statement('select customer_id, customer_key from customer_key'),
  );
  const keys = new Map(known.map((row) => [row.customer_id, row.customer_key]));
  const fresh: string[] = [];
  for (const { customer_id: id } of rows) {
    if (typeof id !== 'string' || keys.has(id)) continue;
    keys.set(id, keys.size + 1);
    fresh.push(`${JSON.stringify({ customer_id: id, customer_key: keys.get(id) })}\n`);
  }
  if (fresh.length > 0)
    await warehouse.insert({ table: 'customer_key', columns: ['customer_id', 'customer_key'] }, fresh, {
      format: 'JSONEachRow',
    });
  await warehouse.execute(
    statement(`alter table entity_${entity} drop partition ({feed:String}, {period:UInt32})`, { feed, period }),
  );
  const lines = rows.map(
    (row) =>
      `${JSON.stringify({ feed, period, ...('customer_id' in row && { customer_key: keys.get(String(row['customer_id'])) }), ...row })}\n`,
  );
  const columns = [...new Set(['feed', 'period', 'customer_key', ...rows.flatMap((row) => Object.keys(row))])];
  await warehouse.insert({ table: `entity_${entity}`, columns }, lines, { format: 'JSONEachRow' });
}
