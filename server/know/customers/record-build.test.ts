import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement } from '#platform/warehouse';
import { readCatalogue } from './field-catalogue.ts';
import { buildRecord } from './record-build.ts';
import { openWorld, type World } from './testing-world.ts';

const feeds = { readExtraFields: async () => [] };
let world: World;
beforeAll(async () => {
  world = await openWorld({
    customer: { total_charges: 'Nullable(Float64)', segment_hint: 'LowCardinality(Nullable(String))' },
    usage: { game_gb: 'Nullable(Float64)' },
  });
});
afterAll(() => world.close());

const record = async (period: number) =>
  Object.fromEntries(
    (
      await world.warehouse.rows<Record<string, unknown>>(
        statement('select * from customer_record where period = {period:UInt32} order by customer_key', { period }),
      )
    ).map((row) => [row['customer_id'], row]),
  );

describe('the customer record', () => {
  test('holds every customer of the month once, with the fields of all nine families', async () => {
    await world.load('customer', [
      {
        customer_id: 'c1',
        name: '王小明',
        birth_date: '1990-11-30',
        joined_on: '2024-06-30',
        org_unit_id: 'g1',
        total_charges: null,
        segment_hint: 'a',
      },
      { customer_id: 'c2', age: 40, tenure_months: 7, dnd: true, total_charges: 12.5, segment_hint: 'b' },
    ]);
    await world.load('ownership', [{ customer_id: 'c1', staff_id: 's9', org_unit_id: 'g2' }]);
    await world.load('subscription', [
      {
        subscription_id: 'a',
        customer_id: 'c1',
        kind: 'broadband',
        plan: 'b100',
        plan_fee: 300,
        contract_ends_on: '2027-02-10',
      },
      { subscription_id: 'b', customer_id: 'c1', kind: 'mobile', plan: 'm59', plan_fee: 59 },
      { subscription_id: 'c', customer_id: 'c1', kind: 'iptv', plan: 'tv', ended_on: '2026-01-01' },
    ]);
    for (const [period, arpu] of [
      [202605, 100],
      [202608, 110],
      [202609, 120],
      [202610, 150],
    ] as const) {
      await world.load('bill', [{ customer_id: 'c1', arpu }], { period });
    }
    await world.load('usage', [{ customer_id: 'c1', data_gb: 3, calls: 12, game_gb: 1.5 }], { period: 202610 });
    await world.load(
      'complaint',
      [
        { complaint_id: '1', customer_id: 'c1', happened_on: '2026-08-02' },
        { complaint_id: '2', customer_id: 'c1', happened_on: '2026-08-03', resolved_on: '2026-09-01' },
      ],
      { period: 202608 },
    );
    const [built] = await buildRecord(world.context, feeds);
    expect(built).toMatchObject({ period: 202610, customers: 2 });
    const { c1, c2 } = await record(202610);
    expect(c1).toMatchObject({
      age: 35,
      tenure_months: 28,
      org_unit_id: 'g2',
      manager_id: 's9',
      dnd: false,
      total_charges: null,
    });
    expect(c1).toMatchObject({
      subscription_count: 2,
      has_broadband: true,
      has_iptv: false,
      plan: 'm59',
      plan_fee: 59,
      contract_months_left: 4,
    });
    expect(c1).toMatchObject({
      arpu: 150,
      arpu__mean3: 380 / 3,
      arpu__mean6: 120,
      arpu__change1: 0.25,
      data_gb: 3,
      calls: 12,
      game_gb: 1.5,
      complaints_90d: 1,
      complaints_12m: 2,
      open_complaints: 1,
    });
    expect(c2).toMatchObject({
      age: 40,
      tenure_months: 7,
      dnd: true,
      arpu: null,
      subscription_count: 0,
      complaints_90d: 0,
      org_unit_id: null,
      total_charges: 12.5,
    });
  });

  test('lists the fields that hold a value, with unit, labels and the few values of a text', async () => {
    const { fields, period } = await readCatalogue(world.context);
    expect(period).toBe(202610);
    expect(fields['arpu.trend6']).toMatchObject({ column: 'arpu__trend6', type: 'number', unit: '' });
    expect(fields['arpu.mean3']).toMatchObject({ unit: 'CNY/month', labels: { zh: '月消费3月均值' } });
    expect(fields['segment_hint']).toMatchObject({ type: 'text', values: ['a', 'b'] });
    expect(fields['name']).toBeUndefined();
    expect(fields['night_data_gb']).toBeUndefined();
    expect(fields['game_gb.mean3']).toBeDefined();
  });

  test('is built by two runs at once as by one, and what a killed run left is removed', async () => {
    const before = await record(202610);
    const old = (Date.now() - 3_700_000).toString(36).padStart(9, '0');
    const names = [`identity_work_edge_${old}00000000`, 'customer_record_staging_abcdef12'];
    for (const name of names)
      await world.warehouse.execute(`create table ${name} (a UInt8) engine = MergeTree order by a`);
    const builds = await Promise.all(
      [1, 2, 3].map(() => buildRecord(world.context, feeds, { periods: [202609, 202610] })),
    );
    expect(builds.map((built) => built.length)).toEqual([2, 2, 2]);
    expect(await record(202610)).toEqual(before);
    const left = await world.warehouse.rows(
      statement(
        "select name from system.tables where match(name, '^(customer_record_staging|identity_work|identity_staging)_')",
      ),
    );
    expect(left).toEqual([]);
  });
});
