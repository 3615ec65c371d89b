import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AnalysisPlan, type ExperimentResult } from '#contract';
import { chanceToBeBest } from '../estimators/bayesian.ts';
import { twoSided } from '../estimators/distributions.ts';
import { detectableEffect, powerOf, unitsNeeded, type PlannedTest } from '../estimators/power.ts';
import { analyseFile } from './analyse-file.ts';

/** Figures of scipy and statsmodels, and the script that made them, are in ../reference. */
const at = (name: string) => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));

type Triple = readonly [estimate: number, low: number, high: number];
interface Wanted {
  readonly arm: string;
  readonly metric: string;
  readonly difference?: Triple;
  readonly relative?: Triple;
  readonly segments?: { readonly by: readonly { readonly segment: string; readonly shrunken: Triple }[] };
  readonly [figure: string]: unknown;
}
const figures = JSON.parse(readFileSync(at('figures.json'), 'utf8')) as {
  analyses: { name: string; plan: object; results: Wanted[]; sample_ratio?: Record<string, number> }[];
  power: { test: PlannedTest; effect: number; units: number; power: number }[];
  needed: { test: PlannedTest; effect: number; power: number; units: number }[];
  best: { arms: [number, number][]; chances: number[] };
  tails: { statistic: number; df: number; p: number }[];
};

/** The shape that the results have, with every number replaced by a test of six digits. */
function sixDigits(wanted: unknown): unknown {
  if (typeof wanted === 'number') {
    return wanted === 0
      ? expect.closeTo(0, 12)
      : expect.toSatisfy((got: number) => Math.abs(got - wanted) <= 1e-7 * Math.abs(wanted), `${wanted} to six digits`);
  }
  if (Array.isArray(wanted) && wanted.every((one) => typeof one === 'object')) return wanted.map(sixDigits);
  if (Array.isArray(wanted)) return triple(wanted as unknown as Triple);
  if (wanted === null || typeof wanted !== 'object') return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, sixDigits(value)]));
}
const triple = ([estimate, low, high]: Triple) => ({
  estimate: sixDigits(estimate),
  low: sixDigits(low),
  high: sixDigits(high),
});

function match(got: ExperimentResult | undefined, { segments, ...wanted }: Wanted): void {
  expect(got).toMatchObject(sixDigits(wanted) as object);
  if (!segments) return;
  const { by, ...whole } = segments;
  expect(got?.segments).toMatchObject(sixDigits(whole) as object);
  for (const { segment, shrunken } of by)
    expect(got?.segments?.by.find((one) => one.segment === segment)?.shrunken).toEqual(triple(shrunken));
}

describe('figures agree to six digits with scipy and statsmodels', () => {
  test.each(figures.analyses)('$name', async ({ plan, results, sample_ratio }) => {
    const analysis = await analyseFile(at('units.csv'), AnalysisPlan.parse(plan));
    for (const wanted of results) {
      const got = analysis.results.find(({ arm, metric }) => arm === wanted.arm && metric === wanted.metric);
      match(got, wanted);
    }
    if (sample_ratio) expect(analysis.sample_ratio).toMatchObject(sixDigits(sample_ratio) as object);
  });

  test.each(figures.power)(
    'power of $test for $effect with $units units',
    ({ test: planned, effect, units, power }) => {
      expect(powerOf(planned, effect, units)).toEqual(sixDigits(power));
      // What is needed and what can be seen are the same curve read the other way.
      expect(unitsNeeded(planned, effect, power)).toBeCloseTo(units, 3);
      expect(detectableEffect(planned, units, power)).toBeCloseTo(effect, 8);
    },
  );

  test.each(figures.needed)('units needed for $effect', ({ test: planned, effect, power, units }) => {
    expect(unitsNeeded(planned, effect, power)).toEqual(sixDigits(units));
  });

  test('chances to be the best arm', () => {
    const chances = chanceToBeBest(figures.best.arms.map(([mean, sd]) => ({ mean, sd })));
    for (const [i, wanted] of figures.best.chances.entries()) expect(chances[i]).toEqual(sixDigits(wanted));
  });

  test.each(figures.tails)('tails of t and normal: $statistic with $df', ({ statistic, df, p }) => {
    expect(twoSided(statistic, df === 0 ? Infinity : df)).toEqual(sixDigits(p));
  });
});
