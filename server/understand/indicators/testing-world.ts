import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrgUnit } from '#contract';
import { catalog } from '#know/catalog';
import { customers, readCatalogue } from '#know/customers';
import { feeds } from '#know/feeds';
import { organisation, putUnits } from '#know/organisation';
import { namesIn } from '#query';
import { accessMigrations } from '#platform/access';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate, run } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { replacementMigrations } from '#platform/replacements';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import { indicatorRules, indicators, type FactSource, type IndicatorsPorts } from './index.ts';

/** Formulas of indicators alone: the features whose rules name them stand later. */
const usesOfFormulas: IndicatorsPorts['usesOf'] = async (context, names) => ({
  usedBy: (await indicatorRules(context)).filter(({ rules }) =>
    rules.some((rule) => namesIn(rule).indicators.some((id) => names.includes(`indicator:${id}`))),
  ),
  usedElsewhere: 0,
});

/** One customer of one month, as the record has them. */
export interface Row {
  readonly period: number;
  readonly customer_key: number;
  readonly org_unit_id: string | null;
  readonly arpu: number | null;
  readonly gender: string | null;
  readonly has_broadband: boolean | null;
  readonly joined_on: string | null;
}

/** A customer record and an organisation on real engines, filled by hand, without feeds. */
export interface World {
  readonly context: Context;
  readonly ports: IndicatorsPorts;
  /** What jobs and events were asked for since. */
  readonly told: string[];
  as(unit: string, units: readonly string[], more?: Partial<Actor>): Context;
  record(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

export const unit = (id: string, parentId: string | null, kind: OrgUnit['kind']): OrgUnit => ({
  id,
  parentId,
  kind,
  name: { en: id, zh: id },
  longitude: null,
  latitude: null,
});

/** A group of two branches: b1 with g1 and g2, b2 with g3. */
export const units = [
  unit('top', null, 'group'),
  unit('b1', 'top', 'branch'),
  unit('b2', 'top', 'branch'),
  unit('g1', 'b1', 'grid'),
  unit('g2', 'b1', 'grid'),
  unit('g3', 'b2', 'grid'),
];

const fields: readonly (readonly [
  name: string,
  type: string,
  sql: string,
  unit: string | null,
  values: string | null,
])[] = [
  ['org_unit_id', 'text', 'LowCardinality(Nullable(String))', null, null],
  ['arpu', 'number', 'Nullable(Float64)', 'CNY/month', null],
  ['gender', 'text', 'LowCardinality(Nullable(String))', null, '["F","M"]'],
  ['has_broadband', 'boolean', 'Nullable(Bool)', null, null],
  ['joined_on', 'date', 'Nullable(Date32)', null, null],
];

const actor: Actor = {
  accountId: 'test',
  login: 'test',
  personId: null,
  name: { en: 'Test', zh: '测试' },
  roles: ['administrator'],
  permissions: new Set(['indicators.read', 'indicators.write']),
  orgUnitId: 'top',
  scope: { kind: 'everything' },
};

export async function openWorld(facts: readonly FactSource[] = []): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'indicators-'));
  const pglite = recordStores().find(({ name }) => name === 'pglite');
  if (!pglite) throw new Error('There is no PGlite to test with');
  const [store, warehouse] = [await pglite.open(), await openWarehouse({ dataDirectory: directory })];
  const ports: IndicatorsPorts = {
    readCatalogue,
    makeMembers: async () => {},
    changed: async () => {},
    usesOf: usesOfFormulas,
    facts,
  };
  const features = [
    organisation,
    catalog,
    feeds({ rebuild: async () => null }),
    customers({ feeds: { readExtraFields: async () => [] }, contacts: { contactsOf: async () => [] } }),
    indicators(ports),
  ];
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    accessMigrations,
    ...features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  ]);
  await warehouse.define(features.flatMap(({ tables }) => tables ?? []));
  await addFields(store.db, warehouse);
  const told: string[] = [];
  const context = contextOf(store.db, warehouse, told);
  await putUnits(context, units);
  return {
    context,
    ports,
    told,
    as: (orgUnitId, own, more) => ({
      ...context,
      actor: { ...actor, orgUnitId, scope: { kind: 'units', units: own }, ...more },
    }),
    async record(rows) {
      await warehouse.execute('truncate table customer_record');
      const columns = ['period', 'customer_key', 'customer_id', ...fields.map(([name]) => name)];
      const lines = rows.map((row) => `${JSON.stringify({ ...row, customer_id: `c${row.customer_key}` })}\n`);
      if (lines.length > 0)
        await warehouse.insert({ table: 'customer_record', columns }, lines, { format: 'JSONEachRow' });
    },
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function addFields(db: Context['db'], warehouse: Warehouse): Promise<void> {
  for (const [name, , sql] of fields)
    await warehouse.execute(`alter table customer_record add column if not exists ${name} ${sql}`);
  for (const [i, [name, type, , unitOf, values]] of fields.entries()) {
    await run(
      db,
      `insert into record_field (name, ordinal, column_name, type, unit, label_en, label_zh, family, definition, source, personal, filled, known_values)
       values ($1, $2::int, $1, $3, $4, $1, $1, 'other', $1, 'customer', false, true, $5::text::jsonb)`,
      [name, i, type, unitOf, values],
    );
  }
}

function contextOf(db: Context['db'], warehouse: Warehouse, told: string[]): Context {
  return {
    actor,
    db,
    warehouse,
    clock: { now: () => new Date('2026-11-22T08:00:00Z') },
    log: createLog('silent'),
    jobs: { enqueue: async (name) => (told.push(name), 'job') },
    events: { emit: async (event) => void told.push(event.type) },
    outbox: { flush: async () => {} },
    session: { token: null, address: '127.0.0.1' },
    signal: new AbortController().signal,
  };
}
