import { describe, expect, test } from 'vitest';
import { returnsOf } from './returns.ts';
import { relativeLift, rate } from './statistics.ts';

describe('the worked examples of the specification', () => {
  test('38.08% against 21.29% is a ratio of 1.8, with its interval', () => {
    // The source gives the rates only; 5,000 in each group are assumed here.
    const [treated, control] = [
      { n: 5000, successes: 1904 },
      { n: 5000, successes: 1064.5 },
    ];
    const { estimate, low, high } = relativeLift(treated, control);
    expect(Math.round(((estimate ?? 0) + 1) * 10) / 10).toBe(1.8);
    expect((low ?? 0) + 1).toBeGreaterThan(1.67);
    expect((high ?? 0) + 1).toBeLessThan(1.92);
  });

  test('a year of 179 million yuan on 26.9517 million: which definition of return gives which figure', () => {
    const costs = [
      { kind: 'system', yuan: 8_000_000 },
      { kind: 'campaigns', yuan: 1_822_200 },
      { kind: 'incentives', yuan: 17_129_500 },
    ];
    expect(costs.reduce((sum, { yuan }) => sum + yuan, 0)).toBe(26_951_700);
    const figures = new Map(
      returnsOf({ costs, revenue: 179_000_000, margin: null, horizonMonths: 12 }).map((one) => [
        one.definition,
        one.value,
      ]),
    );
    expect(figures.get('revenue-per-yuan')).toBeCloseTo(6.6415, 4);
    expect(figures.get('revenue-return')).toBeCloseTo(5.6415, 4);
    // The source tells no margin, so what depends on it stays open.
    expect([figures.get('margin-return'), figures.get('profit'), figures.get('payback-months')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(rate({ n: 2_873_000, successes: 346_700 }).estimate).toBeCloseTo(0.12068, 5);
  });

  test('payback is the months until the margin has covered the cost', () => {
    const figures = returnsOf({ costs: [{ kind: 'all', yuan: 50 }], revenue: 200, margin: 100, horizonMonths: 12 });
    expect(figures.find(({ definition }) => definition === 'payback-months')?.value).toBe(6);
    expect(figures.find(({ definition }) => definition === 'margin-return')?.value).toBe(1);
  });
});
