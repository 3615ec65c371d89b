import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CampaignFile, type Offer, type OrgUnit, type Person } from '#contract';
import { emptyCatalogue, type Catalogue, type Field } from '#query';
import { permissions } from '#platform/access';
import type { Actor, Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { createLog } from '#platform/log';
import { outboxMigrations, ship } from '#platform/outbox';
import { migrate, run, type RecordStore } from '#platform/records';
import { replacementMigrations } from '#platform/replacements';
import { openWarehouse, statement, type TableDefinition, type Warehouse } from '#platform/warehouse';
import { catalog } from '#know/catalog';
import { organisation, putPeople, putUnits, scopeOf } from '#know/organisation';
import { channels } from '#act/channels';
import { campaigns } from '../index.ts';
import type { CampaignPorts } from '../ports.ts';
import { testOrders, testWorkOrders } from './stand-in-orders.ts';

/*
 * A small operator for tests and the benchmark: a city with two branches of two grids each, people, and a customer
 * record of any size, on real engines. Only the clock, the queue and the worklist (which comes later) stand in.
 */

export const period = 202610;
const integer = (name: string): Field => ({ name, column: name, type: 'integer' });
const text = (name: string): Field => ({ name, column: name, type: 'text' });
export const catalogue: Catalogue = {
  ...emptyCatalogue(period),
  fields: {
    customer_id: text('customer_id'),
    org_unit_id: text('org_unit_id'),
    manager_id: text('manager_id'),
    household_id: text('household_id'),
    band: text('band'),
    arpu: { name: 'arpu', column: 'arpu', type: 'number' },
    tenure_months: integer('tenure_months'),
    dnd: { name: 'dnd', column: 'dnd', type: 'boolean' },
  },
  // As a model that tells an uplift publishes it: how much likelier the customer takes the offer for being contacted.
  scores: { lift: { name: 'lift', column: 'score__lift', type: 'number' } },
};

const customerRecord: TableDefinition = {
  name: 'customer_record',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'customer_key', type: 'UInt32' },
    { name: 'customer_id', type: 'String' },
    { name: 'org_unit_id', type: 'LowCardinality(Nullable(String))' },
    { name: 'manager_id', type: 'LowCardinality(Nullable(String))' },
    { name: 'household_id', type: 'Nullable(String)' },
    { name: 'band', type: 'LowCardinality(Nullable(String))' },
    { name: 'arpu', type: 'Nullable(Float64)' },
    { name: 'tenure_months', type: 'Nullable(Int64)' },
    { name: 'dnd', type: 'Nullable(Bool)' },
    { name: 'score__lift', type: 'Nullable(Float64)' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['customer_key'],
  shardBy: 'customer_key',
};

const name = { en: 'x', zh: 'x' };
const unit = (id: string, parentId: string | null, kind: OrgUnit['kind']): OrgUnit => ({
  id,
  parentId,
  kind,
  name,
  longitude: null,
  latitude: null,
});
export const units = [
  unit('city', null, 'local-network'),
  unit('b1', 'city', 'branch'),
  unit('b2', 'city', 'branch'),
  unit('g1', 'b1', 'grid'),
  unit('g2', 'b1', 'grid'),
  unit('g3', 'b2', 'grid'),
  unit('g4', 'b2', 'grid'),
];
export const grids = ['g1', 'g2', 'g3', 'g4'];
const person = (id: string, orgUnitId: string, dailyMinutes = 420): Person => ({
  id,
  orgUnitId,
  name,
  role: 'frontline',
  dailyMinutes,
  active: true,
});
/** Two in each of the first three grids; nobody in the fourth. */
const people = ['g1', 'g2', 'g3'].flatMap((grid) => [person(`${grid}-a`, grid), person(`${grid}-b`, grid, 240)]);
const offers: Offer[] = ['data-10g', 'data-30g', 'tv'].map((id) => ({
  id,
  name,
  kind: 'data-pack',
  products: [],
  monthlyPriceFen: 1000,
  monthlyMarginFen: 500,
  horizonMonths: 12,
  active: true,
}));

export interface World {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  readonly enqueued: { name: string; input: unknown }[];
  /** The time that the product sees. */
  now: Date;
  context(login?: string, unitId?: string): Promise<Context>;
  close(): Promise<void>;
}

const features = (ports: CampaignPorts, later: readonly Feature[]) => [
  organisation,
  catalog,
  channels,
  campaigns(ports),
  ...later,
];
const tablesOf = (ports: CampaignPorts, later: readonly Feature[]) => [
  customerRecord,
  ...features(ports, later).flatMap((feature) => feature.tables ?? []),
];

/** A fresh world with so many customers. */
export async function openWorld(
  store: RecordStore,
  warehouse: Warehouse,
  customers: number,
  ports: CampaignPorts = testPorts,
  later: readonly Feature[] = [],
): Promise<World> {
  await migrate(store, [
    { feature: 'replacements', directory: replacementMigrations },
    { feature: 'outbox', directory: outboxMigrations },
    ...features(ports, later).flatMap(({ name: feature, migrations }) =>
      migrations ? [{ feature, directory: migrations }] : [],
    ),
  ]);
  await store.execute(testOrders);
  await warehouse.define(tablesOf(ports, later));
  await fillRecord(warehouse, customers);
  const world = visitWorld(store, warehouse, ports, later);
  const system = await world.context();
  await putUnits(system, units);
  await putPeople(system, people);
  await catalog.handlers?.putOffers?.(system, { body: { items: offers } });
  return world;
}

/** A world that is there already. */
export function visitWorld(
  store: RecordStore,
  warehouse: Warehouse,
  ports: CampaignPorts = testPorts,
  later: readonly Feature[] = [],
): World {
  const tables = tablesOf(ports, later);
  const log = createLog('silent');
  const signal = new AbortController().signal;
  const world: World = {
    store,
    warehouse,
    enqueued: [],
    now: new Date('2026-11-01T08:00:00Z'),
    async context(login = 'system', unitId = 'city') {
      const actor: Actor = {
        accountId: login,
        login,
        personId: null,
        name,
        roles: ['administrator'],
        orgUnitId: unitId,
        permissions: permissions(['administrator']),
        scope: login === 'system' ? { kind: 'everything' } : await scopeOf(store.db, unitId),
      };
      return {
        actor,
        db: store.db,
        warehouse,
        log,
        signal,
        clock: { now: () => world.now },
        jobs: { enqueue: async (job: string, input: unknown) => String(world.enqueued.push({ name: job, input })) },
        events: { emit: async () => undefined },
        outbox: {
          flush: async () => {
            while (await ship({ store, warehouse, tables }));
          },
        },
        session: { token: null, address: '' },
      };
    },
    close: () => store.close(),
  };
  return world;
}

/** Customers 1 to n, spread over grids, owners (a fifth have none), households of two, bands, amounts and uplifts (from −0.4 to 0.59) by hash. */
export async function fillRecord(warehouse: Warehouse, customers: number): Promise<void> {
  await warehouse.execute(
    statement(
      `insert into customer_record
       select {period:UInt32}, number + 1 as key, concat('c', toString(number + 1)), {grids:Array(String)}[cityHash64('grid', number) % 4 + 1] as grid,
         if(cityHash64('owner', number) % 5 = 0 or grid = 'g4', null, concat(grid, '-', if(cityHash64('who', number) % 2 = 0, 'a', 'b'))),
         if(cityHash64('home', number) % 3 = 0, null, concat('h', toString(intDiv(number, 2)))),
         ['low', 'mid', 'high'][cityHash64('band', number) % 3 + 1], cityHash64('arpu', number) % 200, cityHash64('tenure', number) % 60,
         cityHash64('dnd', number) % 50 = 0, (toInt64(cityHash64('lift', number) % 100) - 40) / 100
       from numbers({customers:UInt64})`,
      { period, grids, customers },
    ),
  );
}

export async function freshWarehouse(): Promise<{ warehouse: Warehouse; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-campaigns-'));
  const warehouse = await openWarehouse({ dataDirectory: directory });
  return {
    warehouse,
    async remove() {
      await warehouse.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const testPorts: CampaignPorts = {
  workOrders: testWorkOrders,
  measures: async () => ({}),
  readCatalogue: async () => catalogue,
};

/** A whole campaign file; what matters to a test is said by it. */
export function campaignFile(changes: Partial<Record<keyof CampaignFile, unknown>> = {}): CampaignFile {
  return CampaignFile.parse({
    campaign: 'spring',
    owner: 'city',
    objective: name,
    audience: 'arpu >= 60',
    offers: [{ offer: 'data-10g', when: 'arpu < 100' }, { offer: 'data-30g' }],
    channels: [
      { channel: 'field', share: 0.3 },
      { channel: 'call', share: 0.5 },
      { channel: 'sms', share: 0.2 },
    ],
    experiment: { control: 0.1, stratify_by: ['org_unit_id', 'band'], arms: { plain: 2, warm: 1 } },
    waves: [
      { share: 0.2, start: '2026-11-02', days: 5 },
      { share: 0.8, start: '2026-11-12', days: 20 },
    ],
    success: { order: 'data-10g|data-30g', within_days: 14 },
    budget: { total: 1e9, per_contact: { field: 12, call: 3 } },
    ...changes,
  });
}

/** For steps that are jobs in the product. */
export const atOnce = { jobId: 'test', progress: async () => undefined };

/** One wave of targets straight into the schedule, for tests and benchmarks of the release. With `electronicEvery`, every so many-th is a message. */
export async function putScheduled(
  world: World,
  campaign: string,
  targets: number,
  electronicEvery = 0,
): Promise<void> {
  const { store, warehouse } = world;
  await run(store.db, `update campaign set state = 'scheduled' where id = $1`, [campaign]);
  await run(
    store.db,
    `insert into campaign_wave (campaign, wave, start_on, days, targets) values ($1, 1, '2026-11-02', 20, $2)`,
    [campaign, targets],
  );
  await warehouse.execute(
    statement(
      `insert into campaign_target select {campaign:String}, number + 1, concat('c', toString(number + 1)), concat('grid-', toString(number % 182)), 'standard', '', 1, 1,
         'data-10g', if({every:UInt32} > 0 and number % greatest(1, {every:UInt32}) = 0, 'sms', 'field') as channel, if(channel = 'sms', '', concat('person-', toString(number % 2000))),
         addDays(toDate('2026-11-02'), number % 20), 30, 'scheduled', '' from numbers({targets:UInt64})`,
      { campaign, targets, every: electronicEvery },
    ),
  );
}
