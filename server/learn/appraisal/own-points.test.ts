import { expect, test } from 'vitest';
import { todayOf } from './own-points.ts';
import { pointsOf, standardScheme } from './points.ts';
import { readScheme } from './scheme.ts';

const inputs = {
  customers: 500,
  revenue_growth: 0,
  natural_growth: 0,
  targets: 40,
  contacted: 20,
  successes: 9,
  expected: 6,
  mean_rate: 0.15,
  verified: 5,
  truth_rate: 1,
};
const scheme = { id: 'standard', version: 0, file: standardScheme };
const own = {
  input: {
    person_id: 'li',
    org_unit_id: 'grid',
    inputs,
    intervals: { success: { estimate: null, low: null, high: null }, truth: { estimate: null, low: null, high: null } },
  },
  points: pointsOf(readScheme(standardScheme), inputs),
  scheme,
};
const order = (day: string, success: boolean) => ({
  workOrderId: `c.${day}.${success}`,
  campaignId: 'c',
  customerId: '1',
  offerId: 'o',
  day,
  contacted: success,
  claimed: success,
  success,
  expected: 0.15,
});

test('today’s points are the month’s with today’s work orders, less those without', () => {
  const today = todayOf(
    own,
    [order('2026-11-27', true), order('2026-11-28', true), order('2026-11-28', false)],
    '2026-11-28',
  );
  expect(today).toMatchObject({ workOrders: 2, contacted: 1, successes: 1 });
  // (9 + 5) / (6 + 5) against (8 + 5) / (5.7 + 5), a fifth of a hundred points each.
  expect(today.points).toBeCloseTo(20 * (14 / 11 - 13 / 10.7), 9);
});

test('a day without work orders has changed nothing', () => {
  expect(todayOf(own, [order('2026-11-27', true)], '2026-11-28')).toEqual({
    points: 0,
    workOrders: 0,
    contacted: 0,
    successes: 0,
  });
});
