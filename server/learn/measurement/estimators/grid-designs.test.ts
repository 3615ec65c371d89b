import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawWithinPairs, nearestPairs } from './pairing.ts';
import { donorWeights, placeboTest } from './synthetic-control.ts';

const { synthetic, pairing } = JSON.parse(
  readFileSync(new URL('../reference/figures.json', import.meta.url), 'utf8'),
) as {
  synthetic: {
    panel: number[][];
    treated: number;
    before: number;
    weights: number[];
    gaps: number[];
    error_before: number;
    error_after: number;
    effect: number;
    ratio: number;
    placebo_ratios: number[];
    p: number;
  };
  pairing: { units: number[][]; pairs: { first: number; second: number; distance: number }[] };
};
const sixDigits = (got: number | undefined, wanted: number) =>
  expect(Math.abs((got ?? NaN) - wanted)).toBeLessThanOrEqual(1e-7 * Math.abs(wanted) + 1e-10);

describe('a synthetic control', () => {
  test('has the weights, gaps and placebo test that scipy finds, to six digits', () => {
    const { panel, treated, before } = synthetic;
    const donors = (panel[0] ?? []).map((_, j) => j).filter((j) => j !== treated);
    const { fit, ratio, placeboRatios, p } = placeboTest(panel, treated, donors, before);
    for (const [i, wanted] of synthetic.weights.entries()) sixDigits(fit.weights[i], wanted);
    for (const [i, wanted] of synthetic.gaps.entries()) sixDigits(fit.gaps[i], wanted);
    for (const [i, wanted] of synthetic.placebo_ratios.entries()) sixDigits(placeboRatios[i], wanted);
    sixDigits(fit.errorBefore, synthetic.error_before);
    sixDigits(fit.errorAfter, synthetic.error_after);
    sixDigits(fit.effect, synthetic.effect);
    sixDigits(ratio, synthetic.ratio);
    expect(p).toBe(synthetic.p);
  });

  test('never weighs below 0, always adds up to 1, and no other weights fit better', () => {
    const value = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })).chain(([donors, periods]) =>
          fc.record({
            before: fc.array(fc.array(value, { minLength: donors, maxLength: donors }), {
              minLength: periods,
              maxLength: periods,
            }),
            treated: fc.array(value, { minLength: periods, maxLength: periods }),
            others: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: donors, maxLength: donors }),
          }),
        ),
        ({ before, treated, others }) => {
          const misfit = (weights: readonly number[]) =>
            before.reduce(
              (sum, row, t) =>
                sum + (row.reduce((own, x, j) => own + x * (weights[j] ?? 0), 0) - (treated[t] ?? 0)) ** 2,
              0,
            );
          const weights = donorWeights(before, treated);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
          const whole = others.reduce((sum, x) => sum + x, 0);
          const best = misfit(weights);
          expect(best).toBeLessThanOrEqual(misfit(others.map((x) => x / whole)) + 1e-4);
          for (const j of others.keys()) expect(best).toBeLessThanOrEqual(misfit(others.map((_, i) => Number(i === j))) + 1e-4); // prettier-ignore
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('pairs', () => {
  test('are those that scipy finds, the closest first', () => {
    const found = nearestPairs(pairing.units);
    expect(found.map(({ first, second }) => [first, second])).toEqual(
      pairing.pairs.map(({ first, second }) => [first, second]),
    );
    for (const [i, { distance }] of pairing.pairs.entries()) sixDigits(found[i]?.distance, distance);
  });
  test('are drawn within by the seed, either side about as often', () => {
    const drawn = drawWithinPairs(1000, 5);
    expect(drawWithinPairs(1000, 5)).toEqual(drawn);
    expect(Math.abs(drawn.filter((side) => side === 'first').length - 500)).toBeLessThan(60);
  });
});
