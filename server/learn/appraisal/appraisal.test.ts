import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem, SchemeFile, type ProblemDetail } from '#contract';
import { rankCorrelation } from './rank-correlation.ts';
import { payFen, pointsOf, standardScheme } from './points.ts';
import { readScheme } from './scheme.ts';

const base = { ...standardScheme };
function problems(change: Partial<SchemeFile>): readonly ProblemDetail[] {
  try {
    readScheme(SchemeFile.parse({ ...base, ...change }));
  } catch (error) {
    if (error instanceof Problem) return error.problems;
    throw error;
  }
  return [];
}
const term = (formula: string, weight = 1): SchemeFile['terms'] =>
  SchemeFile.shape.terms.parse([{ id: 'one', label: { en: '', zh: '' }, formula, weight }]);

describe('a scheme is refused with the reason', () => {
  test('circular definitions, and the circle is named', () => {
    const found = problems({ definitions: { a: 'b + 1', b: 'c * 2', c: 'a' }, terms: term('a') });
    expect(found[0]).toMatchObject({ code: 'circular', message: expect.stringContaining('a → b → c → a') });
  });
  test('undefined terms, with what may have been meant', () => {
    expect(problems({ definitions: {}, terms: term('100 * sucess_rate') })[0]).toMatchObject({
      code: 'unknown-name',
      place: 'terms.0.formula',
      suggestion: 'success_rate',
    });
  });
  test('weights that do not add up', () => {
    expect(problems({ terms: term('targets', 0.9) })).toMatchObject([
      { code: 'weights', message: 'The weights add up to 0.9; they must add up to 1.' },
    ]);
  });
  test('conditions in place of numbers, floors over caps, bands out of order; all at once', () => {
    const found = problems({
      definitions: { customers: '1' },
      terms: [{ ...(term('targets > 3')[0] as SchemeFile['terms'][number]), floor: 9, cap: 1 }],
      pay: {
        bands: [
          { from: 10, yuanPerPoint: 1 },
          { from: 5, yuanPerPoint: 1 },
        ],
        capYuan: 1,
      },
    });
    expect(found.map(({ code }) => code).toSorted()).toEqual(['bands', 'floor-over-cap', 'name-taken', 'not-a-number']);
  });
  test('the standard one is not refused', () => expect(problems({})).toEqual([]));
});

const person = {
  customers: 500,
  revenue: 50_000,
  revenue_before: 50_000,
  revenue_growth: 0.02,
  natural_growth: 0.01,
  new_orders: 10,
  targets: 100,
  contacted: 60,
  successes: 25,
  success_rate: 0.25,
  expected: 20,
  expected_rate: 0.2,
  mean_rate: 0.2,
  verified: 5,
  truth_rate: 0.9,
};

describe('points', () => {
  const scheme = readScheme(base);
  test('are the weighted terms, each with what it was worked out from', () => {
    const { points, terms } = pointsOf(scheme, person);
    expect(terms.map(({ id, value, points: of }) => [id, value, of])).toEqual([
      ['result', expect.closeTo(105, 9), expect.closeTo(63, 9)],
      ['success', expect.closeTo(120, 9), expect.closeTo(24, 9)],
      ['truth', expect.closeTo(90, 9), expect.closeTo(18, 9)],
    ]);
    expect(points).toBeCloseTo(105, 9);
    expect(terms[0]?.inputs.map(({ name }) => name)).toEqual([
      'growth_over_nature',
      'natural_growth',
      'revenue_growth',
    ]);
  });
  test('too little known counts as expected, and says so', () => {
    const { terms } = pointsOf(scheme, { ...person, targets: 3, verified: 1, truth_rate: null });
    expect(terms.slice(1).map(({ counted, note }) => [counted, note])).toEqual([
      [100, 'too-little-known'],
      [100, 'too-little-known'],
    ]);
  });
  test('never fall when a person succeeds once more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 500 }),
        fc.nat(100),
        fc.double({ min: 0.5, max: 80, noNaN: true }),
        (targets, successes, expected) => {
          const of = (count: number) => pointsOf(scheme, { ...person, targets, successes: count, expected }).points;
          expect(of(successes + 1)).toBeGreaterThanOrEqual(of(successes));
        },
      ),
    );
  });
  test('a growing grid’s idle manager does not beat a saturated grid’s good one', () => {
    const idle = { ...person, revenue_growth: 0.08, natural_growth: 0.08, successes: 12, expected: 20 };
    const good = { ...person, revenue_growth: 0.005, natural_growth: -0.01, successes: 26, expected: 20 };
    expect(pointsOf(scheme, good).points).toBeGreaterThan(pointsOf(scheme, idle).points);
    // What the unadjusted scheme would have said.
    expect(pointsOf(scheme, good).rawPoints).toBeLessThan(pointsOf(scheme, idle).rawPoints);
  });
  test('are paid band by band and capped', () => {
    const pay = {
      bands: [
        { from: 0, yuanPerPoint: 5 },
        { from: 80, yuanPerPoint: 10 },
      ],
      capYuan: 1000,
    };
    expect([0, 80, 100, 1000].map((points) => payFen(points, pay))).toEqual([0, 40_000, 60_000, 100_000]);
  });
});

test('adjusted points follow planted skill; unadjusted ones follow the luck of the patch', () => {
  let seed = 11;
  const uniform = () => ((seed = (seed * 16807) % 2147483647) - 1) / 2147483646;
  const scheme = readScheme(base);
  const people = Array.from({ length: 300 }, () => {
    const [skill, ease, growth] = [0.6 + 0.8 * uniform(), 0.05 + 0.3 * uniform(), 0.1 * uniform() - 0.05];
    const targets = 300;
    const successes = Array.from({ length: targets }, () => Number(uniform() < ease * skill)).reduce(
      (a, b) => a + b,
      0,
    );
    const inputs = {
      ...person,
      targets,
      successes,
      expected: targets * ease,
      mean_rate: 0.2,
      natural_growth: growth,
      revenue_growth: growth + 0.05 * (skill - 1) + 0.005 * (uniform() - 0.5),
    };
    return { skill, ...pointsOf(scheme, inputs) };
  });
  const skill = people.map((one) => one.skill);
  expect(
    rankCorrelation(
      people.map(({ points }) => points),
      skill,
    ),
  ).toBeGreaterThan(0.8);
  expect(
    rankCorrelation(
      people.map(({ rawPoints }) => rawPoints),
      skill,
    ),
  ).toBeLessThan(0.6);
});
