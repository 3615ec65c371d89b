import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityName } from '#contract';
import { catalog } from '#know/catalog';
import { buildRecord, customers } from '#know/customers';
import { feeds, readExtraFields } from '#know/feeds';
import { organisation } from '#know/organisation';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { createLog } from '#platform/log';
import { migrate } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { replacementMigrations } from '#platform/replacements';
import { openWarehouse } from '#platform/warehouse';
import type { Scope } from '#query';
import {
  audiences,
  indicatorChanged,
  readReadyCatalogue,
  readRuleCatalogue,
  recordBuilt,
  shownUsesOf,
} from '#understand/audiences';
import { indicators } from '#understand/indicators';
import { segmentation, segmentRules } from '../index.ts';
import type { SegmentationPorts } from '../ports.ts';

export const usesOf: SegmentationPorts['usesOf'] = (context, names) => shownUsesOf(context, segmentRules, names);

/** Some ages are missing; ages and spend are spread over 0…89 and 0…199. */
export const people = Array.from({ length: 1200 }, (_, i) => ({
  id: `c${i}`,
  unit: i % 3 === 0 ? 'g1' : 'g2',
  gender: i % 2 === 0 ? 'F' : 'M',
  age: i % 40 === 7 ? null : (i * 37) % 90,
  arpu: (i * 7919) % 200,
  plan: i % 10 === 5 ? 'gold' : 'basic',
}));
export type Person = (typeof people)[number];

export interface SchemeWorld {
  readonly context: Context;
  /** The same as somebody who sees only some units. */
  as(scope: Scope): Context;
  close(): Promise<void>;
}

const extraFields = {
  readExtraFields: async (db: Context['db']) =>
    (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
};
const gathering = feeds({ rebuild: async () => null });

/** Gathering, the record, audiences and segments on real engines, filled with those people for one month. */
export async function openSchemeWorld(): Promise<SchemeWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'schemes-'));
  const [pglite] = recordStores();
  if (!pglite) throw new Error('There is no record store to test with');
  const [store, warehouse] = [await pglite.open(), await openWarehouse({ dataDirectory: directory })];
  const context = contextOf(store.db, warehouse);
  const features: readonly Feature[] = [
    organisation,
    catalog,
    gathering,
    customers({ feeds: extraFields, contacts: { contactsOf: async () => [] } }),
    indicators({
      readCatalogue: readRuleCatalogue,
      makeMembers: readReadyCatalogue,
      facts: [],
      changed: indicatorChanged,
      usesOf,
    }),
    audiences(async () => []),
    segmentation({ usesOf }),
  ];
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    ...features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  ]);
  await warehouse.define(features.flatMap(({ tables }) => tables ?? []));
  await fill(context, directory);
  const built = await buildRecord(context, extraFields, {});
  await recordBuilt(
    context,
    built.map(({ period }) => period),
  );
  return {
    context,
    as: (scope) => ({ ...context, actor: { ...context.actor, scope } }),
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function fill(context: Context, directory: string): Promise<void> {
  const file = (name: string, rows: readonly string[]) => writeFile(join(directory, name), `${rows.join('\n')}\n`);
  await file('c.csv', [
    'id,unit,gender,age',
    ...people.map(({ id, unit, gender, age }) => `${id},${unit},${gender},${age ?? ''}`),
  ]);
  await file('b.csv', ['id,arpu', ...people.map(({ id, arpu }) => `${id},${arpu}`)]);
  await file('s.csv', ['sub,id,plan', ...people.map(({ id, plan }) => `s-${id},${id},${plan}`)]);
  const load = gathering.jobs?.find(({ name }) => name === 'load');
  for (const [i, text] of [
    'feed: c\nentity: customer\nsource: ./c.csv\nfields: { customer_id: id, org_unit_id: unit, gender: gender, age: age }\n',
    'feed: s\nentity: subscription\nsource: ./s.csv\nfields: { subscription_id: sub, customer_id: id, plan: plan }\n',
    'feed: b\nentity: bill\nsource: ./b.csv\nperiod: 2026-10\nfields: { customer_id: id, arpu: arpu }\n',
  ].entries())
    await load?.run(
      context,
      { manifests: [{ text, file: 'test.yaml', directory }], rebuild: false },
      {
        jobId: `load-${i}`,
        signal: context.signal,
        progress: async () => {},
        step: async <T>(_: string, work: () => Promise<T>) => work(),
      },
    );
}

function contextOf(db: Context['db'], warehouse: Context['warehouse']): Context {
  return {
    actor: {
      accountId: 'test',
      login: 'test',
      personId: null,
      name: { en: 'Test', zh: '测试' },
      roles: ['administrator'],
      permissions: new Set(),
      orgUnitId: 'group',
      scope: { kind: 'everything' },
    },
    db,
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
