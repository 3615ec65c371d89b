import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statement } from '#platform/warehouse';
import { addMonths } from './month.ts';
import { buildRecord } from './record-build.ts';
import { openWorld, type World } from './testing-world.ts';

const feeds = { readExtraFields: async () => [] };
const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`extra_${i}`, 'Nullable(Float64)']));
let world: World;
beforeAll(async () => {
  world = await openWorld({ customer: many });
});
afterAll(() => world.close());

/** Means, trends and changes as the words define them, worked out in memory. `values[0]` is this month. */
function derived(values: readonly (number | null)[]) {
  const window = (size: number) => values.slice(0, size).flatMap((x, ago) => (x === null ? [] : [{ t: -ago, x }]));
  const mean = (some: { x: number }[]) =>
    some.length === 0 ? null : some.reduce((sum, { x }) => sum + x, 0) / some.length;
  const trend = (some: { t: number; x: number }[]) => {
    const [x, t] = [mean(some), mean(some.map((one) => ({ x: one.t })))];
    if (x === null || t === null || some.length < 2 || x === 0) return null;
    const slope =
      some.reduce((sum, one) => sum + (one.t - t) * (one.x - x), 0) /
      some.reduce((sum, one) => sum + (one.t - t) ** 2, 0);
    return slope / Math.abs(x);
  };
  const [now = null, before = null] = values;
  return {
    arpu: now,
    arpu__mean3: mean(window(3)),
    arpu__mean6: mean(window(6)),
    arpu__trend3: trend(window(3)),
    arpu__trend6: trend(window(6)),
    arpu__change1: now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before),
  };
}

test('means, trends and changes are those of the months that are there', async () => {
  const history = fc.array(fc.option(fc.integer({ min: -400, max: 4000 }).map((fen) => fen / 4)), {
    minLength: 6,
    maxLength: 6,
  });
  const people = fc.sample(history, { numRuns: 200, seed: 7 });
  await world.load(
    'customer',
    people.map((_, i) => ({ customer_id: `c${i}` })),
  );
  for (const ago of [0, 1, 2, 3, 4, 5]) {
    const rows = people.flatMap((values, i) =>
      values[ago] == null ? [] : [{ customer_id: `c${i}`, arpu: values[ago] }],
    );
    await world.load('bill', rows, { period: addMonths(202602, -ago) });
  }
  await buildRecord(world.context, feeds);
  const columns = Object.keys(derived([]));
  const rows = await world.warehouse.rows<Record<string, number | null>>(
    statement(`select ${columns.join(', ')} from customer_record where period = 202602 order by customer_key`),
  );
  for (const [i, values] of people.entries()) {
    for (const [name, expected] of Object.entries(derived(values))) {
      const found = rows[i]?.[name];
      if (expected === null || found == null) expect([i, name, found]).toEqual([i, name, expected]);
      else
        expect(Math.abs(found - expected), `${i} ${name} ${found} ${expected}`).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(expected)),
        );
    }
  }
});

test('a thousand further fields become fields of the record', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({
    customer_id: `c${i}`,
    ...Object.fromEntries(Array.from({ length: 1000 }, (_unused, j) => [`extra_${j}`, i * j])),
  }));
  await world.load('customer', rows);
  const [built] = await buildRecord(world.context, feeds, { periods: [202602] });
  expect(built?.fields).toBeGreaterThan(1000);
  const [row] = await world.warehouse.rows(
    statement(
      'select extra_0 as a, extra_999 as b from customer_record where period = 202602 and customer_id = {id:String}',
      { id: 'c7' },
    ),
  );
  expect(row).toEqual({ a: 0, b: 6993 });
});

test('the same build again gives the same rows, and months of no customer feed stay empty', async () => {
  const print = async () =>
    world.warehouse.rows(
      statement(
        'select period, count() as n, sum(cityHash64(customer_key, customer_id, ifNull(arpu, -1), ifNull(extra_9, -1))) as h from customer_record group by period order by period',
      ),
    );
  await buildRecord(world.context, feeds, { periods: [202601, 202602] });
  const once = await print();
  await buildRecord(world.context, feeds, { periods: [202602, 202601] });
  expect(await print()).toEqual(once);
});

test('built in parts it is the same record, joined customers included', async () => {
  await world.load(
    'account',
    [
      [0, 150],
      [150, 199],
      [3, 48],
      [10, 40],
    ].flatMap(([a, b], i) => [
      { account_id: `j${i}`, customer_id: `c${a}` },
      { account_id: `j${i}`, customer_id: `c${b}` },
    ]),
  );
  const print = async () =>
    world.warehouse.rows(
      statement(
        'select customer_key, customer_id, arpu, arpu__mean3, arpu__trend6, account_count, extra_9 from customer_record where period = 202602 order by customer_key',
      ),
    );
  const [whole] = await buildRecord(world.context, feeds, { periods: [202602] });
  expect(whole?.customers).toBe(48);
  const once = await print();
  await buildRecord(world.context, feeds, { periods: [202602], customersPerPart: 30 });
  expect(await print()).toEqual(once);
});
