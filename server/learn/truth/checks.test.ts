import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channels } from '#act/channels';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { checksParams, checksText } from './checks.ts';
import { truthTables } from './feedback-tables.ts';
import { isBelow, truthRate, type VerifiedSums } from './truth-rate.ts';

// A month of 200 frontline people with 40 results each; ten of them invent theirs.
const people = 200;
const inventors = 10;
const each = 40;
const bar = 0.8;
const share = 0.05;
let warehouse: Warehouse;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-truth-'));
  warehouse = await openWarehouse({ dataDirectory: directory });
  const plain = (name: string, columns: Record<string, string>) => ({
    name,
    columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    engine: { kind: 'merge-tree' as const },
    orderBy: ['customer_key'],
    shardBy: 'customer_key',
  });
  await warehouse.define([
    ...truthTables,
    ...(channels.tables ?? []),
    plain('identity', { customer_key: 'UInt32', unified_key: 'UInt32' }),
    plain('entity_order', {
      customer_key: 'UInt32',
      offer_id: 'LowCardinality(Nullable(String))',
      ordered_on: 'Nullable(Date32)',
    }),
    plain('entity_feedback', {
      customer_key: 'UInt32',
      feed: 'LowCardinality(String)',
      period: 'UInt32',
      feedback_id: 'Nullable(String)',
      field: 'Nullable(String)',
      value: 'Nullable(String)',
    }),
  ]);
  // The first ten never fail to reach anybody, are told success by a third, and no order follows.
  await warehouse.execute(`
    insert into contact (contact_id, customer_key, customer_id, org_unit_id, campaign, work_order_id, channel, person_id, happened_at, happened_on, result, claimed_success)
    select concat('a', toString(number)), number + 1, concat('c', toString(number)), concat('g', toString(number % ${people} % 20)), 'october', toString(number), 'field', concat('p', toString(number % ${people})),
      toDateTime64('2026-10-05 01:00:00', 3, 'UTC') + toIntervalMinute(intDiv(number, ${people}) * 8), '2026-10-05',
      multiIf(number % ${people} < ${inventors}, if(cityHash64(number) % 3 = 0, 'accepted', 'considering'), cityHash64(number) % 10 < 4, 'unreachable', cityHash64(number) % 10 < 6, 'accepted', 'declined') as result, result = 'accepted'
    from numbers(${people * each})`);
  await warehouse.execute(
    `insert into entity_order select customer_key, 'data', '2026-10-06' from contact where claimed_success and cityHash64(customer_key, 1) % 10 < 8 and toUInt32(substring(person_id, 2)) >= ${inventors}`,
  );
  await warehouse.execute(`insert into entity_order values (999999, 'data', '2026-11-20')`);
});
afterAll(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true });
});

interface Drawn {
  readonly contact_id: string;
  readonly person_id: string;
  readonly result: string;
  readonly checks: string[];
  readonly chance: number;
  readonly drawn: boolean;
}
async function draw(month = 202610): Promise<Drawn[]> {
  await warehouse.execute('truncate table feedback_check');
  await warehouse.execute(
    statement(checksText(), checksParams({ month, share, successes: ['october|data'], withinDays: 14 })),
  );
  return warehouse.rows<Drawn>(statement('select * from feedback_check order by contact_id'));
}
const invents = ({ person_id: id }: Pick<Drawn, 'person_id'>) => Number(id.slice(1)) < inventors;

describe('the draw', () => {
  test('costs its share of the feedback, gives everybody a chance, and is the same again', async () => {
    const first = await draw();
    expect(first).toHaveLength(people * each);
    expect(first.filter(({ drawn }) => drawn).length).toBeLessThanOrEqual(share * people * each * 1.02);
    expect(first.every(({ chance }) => chance >= share / 2 && chance <= 1)).toBe(true);
    expect(await draw()).toEqual(first);
  });

  test('each person’s draw is within one of what was expected', async () => {
    for (const [, own] of Map.groupBy(await draw(), ({ person_id: id }) => id)) {
      const expected = own.reduce((sum, { chance }) => sum + chance, 0);
      expect(Math.abs(own.filter(({ drawn }) => drawn).length - expected)).toBeLessThan(1);
    }
  });

  test('claims without an order and answers too regular are doubted, honest ones seldom', async () => {
    const rows = await draw();
    const bad = rows.filter(invents);
    expect(bad.every(({ checks }) => checks.includes('too-regular'))).toBe(true);
    expect(bad.filter(({ result }) => result === 'accepted').every(({ checks }) => checks.includes('no-order'))).toBe(
      true,
    );
    const good = rows.filter((row) => !invents(row));
    expect(good.filter(({ checks }) => checks.includes('too-regular')).length / good.length).toBeLessThan(0.02);
    expect(good.some(({ checks }) => checks.includes('no-order'))).toBe(true);
  });

  test('at least 90% of the inventors and fewer than 2% of the honest are below the bar, at 5% of the feedback', async () => {
    const drawn = (await draw()).filter((row) => row.drawn);
    const below = (own: readonly Drawn[]) => isBelow(sumsOf(own), bar);
    const byPerson = [...Map.groupBy(drawn, ({ person_id: id }) => id).values()];
    const bad = byPerson.filter((own) => invents(own[0] as Drawn));
    const good = byPerson.filter((own) => !invents(own[0] as Drawn));
    expect(bad.filter(below).length / inventors).toBeGreaterThanOrEqual(0.9);
    expect(good.filter(below).length / (people - inventors)).toBeLessThan(0.02);
  });

  test('twelve results in ten minutes are an impossible pace; nothing at night is ordinary', async () => {
    await warehouse.execute(`
      insert into contact (contact_id, customer_key, customer_id, org_unit_id, campaign, work_order_id, channel, person_id, happened_at, happened_on, result, claimed_success)
      select concat('n', toString(number)), 100000 + number, '', 'g1', 'october', '', 'field', 'p150', toDateTime64('2026-09-07 19:00:00', 3, 'UTC') + number * 40, '2026-09-07', 'declined', false from numbers(14)`);
    const rows = await draw(202609);
    expect(rows.filter(({ checks }) => checks.includes('impossible-pace'))).toHaveLength(3);
    expect(rows.every(({ checks }) => checks.includes('odd-hours'))).toBe(true);
  });
});

/** What verification finds: nothing that inventors told is true, and 97 in 100 of what the others told. */
function sumsOf(own: readonly Drawn[]): VerifiedSums {
  const sum = (of: (row: Drawn) => number) => own.reduce((all, row) => all + of(row), 0);
  const isTrue = (row: Drawn) => !invents(row) && Number.parseInt(row.contact_id.slice(1), 10) % 100 >= 3;
  return {
    verified: own.length,
    weights: sum(({ chance }) => 1 / chance),
    squaredWeights: sum(({ chance }) => 1 / chance ** 2),
    trueWeights: sum((row) => (isTrue(row) ? 1 / row.chance : 0)),
  };
}

describe('the truth rate', () => {
  test('is unbiased though the doubtful are drawn more often', () => {
    // 1,000 feedbacks, 300 of them false; the false ones are drawn with four times the chance.
    let seed = 7;
    const uniform = () => ((seed = (seed * 16807) % 2147483647) - 1) / 2147483646;
    let [sum, covered] = [0, 0];
    const rounds = 2000;
    for (let round = 0; round < rounds; round++) {
      const sums = { verified: 0, weights: 0, squaredWeights: 0, trueWeights: 0 };
      for (let i = 0; i < 1000; i++) {
        const isTrue = i >= 300;
        // Suspicion is right four times in five.
        const chance = isTrue === i % 5 > 0 ? 0.05 : 0.2;
        if (uniform() >= chance) continue;
        sums.verified++;
        sums.weights += 1 / chance;
        sums.squaredWeights += 1 / chance ** 2;
        if (isTrue) sums.trueWeights += 1 / chance;
      }
      const { estimate, low, high } = truthRate(sums);
      sum += estimate ?? 0;
      if ((low ?? 1) <= 0.7 && 0.7 <= (high ?? 0)) covered++;
    }
    expect(sum / rounds).toBeCloseTo(0.7, 2);
    expect(covered / rounds).toBeGreaterThan(0.93);
  });

  test('needs three verified feedbacks before anybody stands below the bar', () => {
    const none = (n: number) => ({ verified: n, weights: n, squaredWeights: n, trueWeights: 0 });
    expect(isBelow(none(2), bar)).toBe(false);
    expect(isBelow(none(3), bar)).toBe(true);
    expect(truthRate(none(0)).estimate).toBeNull();
  });
});
