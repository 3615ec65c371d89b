import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo, type DemoRun } from '#demo';
import { freshDatabase } from '#platform/records/testing';
import { openRecords, run, type RecordStore } from '#platform/records';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { expect, test } from 'vitest';
import { openKilledServer } from './killed-server.ts';

/** How often the server dies from the beginning of each step of the loop, and within how many milliseconds. */
const kills: Readonly<Record<string, readonly [count: number, withinMs: number]>> = {
  load: [4, 3000],
  schedule: [1, 300],
  release: [1, 300],
  simulate: [3, 400],
};
/** A step that is done before chance has killed the server as often as it may leaves the rest of its kills undone. */
const leastKills = 7;
const customers = 1500;
const months = 3;

/**
 * The whole loop, from the feeds to the report, through a server that is killed again and again while it loads, builds
 * the record, schedules, releases, takes results and ships them to the warehouse.
 */
test.each(['pglite', 'postgres'] as const)(
  'on %s the loop runs to its report over a server killed at random: every acknowledged write once, no half state',
  { timeout: 900_000 },
  async (kind) => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-faults-'));
    const database = kind === 'postgres' ? await freshDatabase() : undefined;
    try {
      const dataDirectory = join(directory, 'data');
      const server = await openKilledServer({ dataDirectory, databaseUrl: database?.url });
      const begun = new Set<string>();
      const done = await runDemo({
        administrator: server.administrator,
        connect: server.connect,
        directory: join(directory, 'demo'),
        customers,
        months,
        seed: 7,
        onProgress: (_, step) => {
          const [count, withinMs] = (!begun.has(step) && kills[step]) || [0, 0];
          begun.add(step);
          if (count > 0) server.allow(count, withinMs);
        },
      });
      await server.stop();
      expect(server.kills).toBeGreaterThanOrEqual(leastKills);
      const store = await openRecords(database ? { url: database.url } : { dataDirectory });
      const warehouse = await openWarehouse({ dataDirectory: join(dataDirectory, 'warehouse') });
      try {
        await loadsAreWhole(store, warehouse);
        await workIsWhole(store, warehouse, done);
      } finally {
        await warehouse.close();
        await store.close();
      }
    } finally {
      await database?.drop();
      await rm(directory, { recursive: true, force: true });
    }
  },
);

/** Each feed and month has the rows of its newest load, and each customer is once in each month of the record. */
async function loadsAreWhole(store: RecordStore, warehouse: Warehouse): Promise<void> {
  const loads = await run<{ entity: string; feed: string; period: number; kept: number }>(
    store.db,
    `select distinct on (feed, period) entity, feed, period, (report->>'kept')::int as kept from load
     where state = 'loaded' order by feed, period, finished_at desc`,
  );
  expect(loads.length).toBeGreaterThan(months * 3);
  for (const { entity, feed, period, kept } of loads) {
    const where = { feed, period };
    const text = `select count() as rows from entity_${entity} where feed = {feed:String} and period = {period:UInt32}`;
    const [found] = await warehouse.rows<{ rows: number }>(statement(text, where));
    expect([feed, period, found?.rows]).toEqual([feed, period, kept]);
  }
  const record = await warehouse.rows<{ rows: number; customers: number }>(
    statement('select count() as rows, uniqExact(customer_key) as customers from customer_record group by period'),
  );
  expect(record.length).toBeGreaterThan(0);
  for (const { rows, customers: each } of record) expect([rows, each]).toEqual([customers, customers]);
}

/** Orders are the treated targets, each once; each result is there once, in both stores. */
async function workIsWhole(store: RecordStore, warehouse: Warehouse, done: DemoRun): Promise<void> {
  const [records] = await run<Record<string, number>>(
    store.db,
    `select (select count(*) from work_order)::int as orders,
            (select count(distinct (campaign_id, customer_key)) from work_order)::int as targets,
            (select count(*) from client_action)::int as actions,
            (select count(distinct contact_id) from contact)::int as contacts,
            (select count(*) from client_action where kind = 'result' and status = 'applied')::int as results`,
  );
  const [shipped] = await warehouse.rows<Record<string, number>>(
    statement(`select (select count() from contact) as contacts, (select uniqExact(contact_id) from contact) as ids,
      (select count() from entity_feedback where feed = 'worklist') as feedback,
      (select uniqExact(feedback_id) from entity_feedback where feed = 'worklist') as answers,
      (select count() from campaign_target where status != 'control') as treated,
      (select uniqExact(customer_key) from campaign_target) as targets, (select count() from campaign_target) as rows`),
  );
  expect(records).toEqual({
    ...records,
    orders: done.planted.treated,
    targets: done.planted.treated,
    actions: done.counts.actions,
  });
  expect(done.simulated.workOrders).toBe(done.planted.treated);
  expect(shipped).toEqual({
    contacts: records?.['results'],
    ids: records?.['results'],
    feedback: shipped?.['answers'],
    answers: shipped?.['answers'],
    treated: done.planted.treated,
    targets: done.planted.treated + done.planted.control,
    rows: done.planted.treated + done.planted.control,
  });
  expect(records?.['contacts']).toBe(records?.['results']);
  expect(shipped?.['feedback']).toBeGreaterThan(100);
}
