import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityName } from '#contract';
import { catalog } from '#know/catalog';
import { buildRecord, customers } from '#know/customers';
import { feeds, readExtraFields } from '#know/feeds';
import { organisation } from '#know/organisation';
import { indicators } from '#understand/indicators';
import type { Context } from '#platform/context';
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
import { models } from './index.ts';
import type { ModelPorts } from './ports.ts';

/*
 * Customers of whom a sixth leave in September or October. What the billing system writes when somebody leaves (reason,
 * last status) stands in the newest snapshot, and so, wrongly, in the record of every month.
 */
const months = ['2026-07', '2026-08', '2026-09', '2026-10'];
export const people = Array.from({ length: 900 }, (_, i) => {
  const chance = (i * 7919) % 600;
  const leaves = chance < 100 ? (chance % 2 === 0 ? '2026-09-12' : '2026-10-20') : chance === 599 ? '2026-08-02' : '';
  // Leavers pay somewhat less: a field that may be learnt from.
  const arpu = (month: number) => 40 + ((i * 31 + month * 17) % 60) - (leaves === '' ? 0 : 12);
  return {
    id: `c${i}`,
    unit: i % 3 === 0 ? 'g1' : 'g2',
    gender: i % 2 === 0 ? 'F' : 'M',
    leaves,
    arpu,
    joined: i % 50 === 49 ? '2026-09-05' : '2020-03-01',
  };
});

export interface ModelWorld {
  readonly context: Context;
  readonly ports: ModelPorts;
  saveAudience(id: string, rule: string): Promise<unknown>;
  /** The same as somebody who sees only some units. */
  as(scope: Scope): Context;
  close(): Promise<void>;
}

const extraFields = {
  readExtraFields: async (db: Context['db']) =>
    (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
};
const gathering = feeds({ rebuild: async () => null });

/** Gathering, the record, audiences and models on real engines, filled with those customers; months are built when they are asked for. */
export async function openModelWorld(): Promise<ModelWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'models-'));
  const [pglite] = recordStores();
  if (!pglite) throw new Error('There is no record store to test with');
  const [store, warehouse] = [await pglite.open(), await openWarehouse({ dataDirectory: directory })];
  const context = contextOf(store.db, warehouse);
  const build = async (periods?: readonly number[]): Promise<void> => {
    const built = await buildRecord(context, extraFields, periods ? { periods } : {});
    await recordBuilt(
      context,
      built.map(({ period }) => period),
    );
  };
  const ports: ModelPorts = {
    buildMonths: (_, periods) => build(periods),
    usesOf: (asked, names) => shownUsesOf(asked, async () => [], names),
    campaignOutcomes: async () => {
      throw new Error('There is no campaign here');
    },
  };
  const library = audiences(async () => []);
  const features = [
    organisation,
    catalog,
    gathering,
    customers({ feeds: extraFields, contacts: { contactsOf: async () => [] } }),
    indicators({
      readCatalogue: readRuleCatalogue,
      makeMembers: readReadyCatalogue,
      facts: [],
      changed: indicatorChanged,
      usesOf: ports.usesOf,
    }),
    library,
    models(ports),
  ];
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    ...features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  ]);
  await warehouse.define(features.flatMap(({ tables }) => tables ?? []));
  await fill(context);
  await build();
  return {
    context,
    ports,
    as: (scope) => ({ ...context, actor: { ...context.actor, scope } }),
    saveAudience: async (id, rule) =>
      library.handlers?.putAudience?.(context, { params: { id }, body: { name: id, rule } }),
    async close() {
      await warehouse.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
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

let loads = 0;
/** Runs the job that the server would run. */
async function load(context: Context, text: string, directory: string): Promise<void> {
  const job = gathering.jobs?.find(({ name }) => name === 'load');
  if (!job) throw new Error('Feeds have no job named load');
  const step = async <T>(_: string, work: () => Promise<T>) => work();
  const tools = { jobId: `load-${++loads}`, signal: context.signal, progress: async () => {}, step };
  await job.run(context, { manifests: [{ text, file: 'test.yaml', directory }], rebuild: false }, tools);
}

async function fill(context: Context): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'models-'));
  const csv = (name: string, head: string, rows: readonly string[]) =>
    writeFile(join(directory, name), `${head}\n${rows.join('\n')}\n`);
  await csv(
    'c.csv',
    'id,unit,gender',
    people.map(({ id, unit, gender }) => `${id},${unit},${gender}`),
  );
  await csv(
    's.csv',
    'sub,id,from,to,status,reason',
    people.map(({ id, leaves, joined }) => {
      const [status, reason] = leaves === '' ? ['active', ''] : ['ended', `r${Number(id.slice(1)) % 4}`];
      return [`s-${id}`, id, joined, leaves, status, reason].join(',');
    }),
  );
  await load(
    context,
    'feed: c\nentity: customer\nsource: ./c.csv\nfields: { customer_id: id, org_unit_id: unit, gender: gender }\n',
    directory,
  );
  await load(
    context,
    'feed: s\nentity: subscription\nsource: ./s.csv\nfields: { subscription_id: sub, customer_id: id, started_on: from, ended_on: to, status: status, leave_reason: reason }\n',
    directory,
  );
  for (const [m, period] of months.entries()) {
    await csv(
      'b.csv',
      'id,arpu',
      people.map(({ id, arpu }) => `${id},${arpu(m)}`),
    );
    await load(
      context,
      `feed: b\nentity: bill\nsource: ./b.csv\nperiod: ${period}\nfields: { customer_id: id, arpu: arpu }\n`,
      directory,
    );
  }
  await rm(directory, { recursive: true, force: true });
}
