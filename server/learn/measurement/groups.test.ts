import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { groupedDifference, independentWorth } from './groups.ts';
import type { GroupSums } from './report-sums.ts';
import { difference, relativeLift } from './statistics.ts';

interface Side {
  readonly n: number;
  readonly successes: number;
  readonly revenue: number;
  readonly worth: number;
  readonly groups: GroupSums;
}
const { grouped } = JSON.parse(readFileSync(new URL('./reference/figures.json', import.meta.url), 'utf8')) as {
  grouped: readonly {
    readonly treated: Side;
    readonly control: Side;
    readonly difference: readonly number[];
    readonly relative: readonly number[];
    readonly revenue: readonly number[];
  }[];
};
const sixDigits = (got: number | null, wanted = NaN) =>
  expect(Math.abs((got ?? NaN) - wanted)).toBeLessThanOrEqual(1e-7 * Math.abs(wanted));

describe('where whole groups were drawn', () => {
  test.each(grouped)('the report’s intervals agree with statsmodels to six digits: case %#', (wanted) => {
    const { treated, control } = wanted;
    const [t, c] = [treated, control].map((side) => independentWorth(side, side.groups));
    if (!t || !c) throw new Error('Two sides are expected');
    sixDigits(t.n, treated.worth);
    sixDigits(c.n, control.worth);
    const [absolute, relative] = [difference(t, c), relativeLift(t, c)];
    sixDigits(absolute.low, wanted.difference[0]);
    sixDigits(absolute.high, wanted.difference[1]);
    sixDigits(relative.low, wanted.relative[0]);
    sixDigits(relative.high, wanted.relative[1]);
    const money = groupedDifference({ ...treated, sum: treated.revenue }, { ...control, sum: control.revenue });
    sixDigits(money.estimate, wanted.revenue[0]);
    sixDigits(money.low, wanted.revenue[1]);
    sixDigits(money.high, wanted.revenue[2]);
  });

  test('groups in which all do the same are worth one customer each, and a single group nothing', () => {
    const groups = { count: 40, nn: 40 * 100, ns: 10 * 100, ss: 10 * 100, nr: 0, rr: 0 };
    const { n, successes } = independentWorth({ n: 400, successes: 100 }, groups);
    expect(n).toBeLessThan(40);
    expect(successes / n).toBeCloseTo(0.25, 12);
    expect(independentWorth({ n: 400, successes: 100 }, { ...groups, count: 1 }).n).toBe(0);
    expect(independentWorth({ n: 400, successes: 0 }, { ...groups, ns: 0, ss: 0 }).n).toBeLessThan(40);
  });
});
