import { describe, expect, test } from 'vitest';
import { chance } from '../learners/chance.ts';
import type { Table } from '../learners/table.ts';
import { figuresOf, rankingOf } from './curve.ts';
import { judge } from './judge.ts';
import { effectOf, learnUplift, type UpliftLearner } from './learn-uplift.ts';
import { applyPolicy, chooseThreshold, netIncrementalRevenue } from './policy.ts';
import { poissonOne } from './poisson.ts';
import { reportUplift } from './report-uplift.ts';
import { rankCorrelation } from './testing-ranks.ts';
import { checkTrial, type Trial } from './trial.ts';

/*
 * A campaign of a small operator: of four kinds of customers one is persuaded, one orders anyway, one never does, and
 * one is reminded of leaving. Kinds show in what customers use, with noise.
 */
const kinds = [
  { usage: 2, calls: 0.2, organic: 0.05, effect: 0.25 },
  { usage: 8, calls: 0.3, organic: 0.4, effect: 0.02 },
  { usage: 1, calls: 0.1, organic: 0.02, effect: 0.01 },
  { usage: 4, calls: 3, organic: 0.25, effect: -0.15 },
] as const;

function campaign(rows: number, seed: number): Trial & { readonly planted: Float64Array } {
  const kind = Array.from({ length: rows }, (_, i) => kinds[Math.floor(chance(seed, i, 0) * 4)]!);
  const noisy = (of: (k: (typeof kinds)[number]) => number, stream: number) =>
    Float64Array.from(kind, (k, i) => of(k) * (0.5 + chance(seed, i, stream)));
  const arm = Uint8Array.from(kind, (_, i) => (chance(seed, i, 3) < 0.6 ? 1 : 0));
  const outcome = Float64Array.from(kind, (k, i) =>
    chance(seed, i, 4) < k.organic + (arm[i] === 1 ? k.effect : 0) ? 1 : 0,
  );
  const table: Table = {
    rows,
    columns: [
      { name: 'usage', type: 'number', values: noisy((k) => k.usage, 1) },
      { name: 'calls', type: 'number', values: noisy((k) => k.calls, 2) },
      { name: 'noise', type: 'number', values: Float64Array.from(kind, (_, i) => chance(seed, i, 5)) },
    ],
  };
  return { table, arm, arms: ['pack'], outcome, planted: Float64Array.from(kind, (k) => k.effect) };
}

const train = campaign(4000, 1);
const held = campaign(4000, 2);
const documents = new Map<UpliftLearner, ReturnType<typeof learnUplift>>();
const learnt = (learner: UpliftLearner) => {
  const found = documents.get(learner) ?? learnUplift(train, { learner, seed: 7, threads: 1 });
  documents.set(learner, found);
  return found;
};

describe.each(['two-model', 'class-transformation', 'x-learner'] as const)('%s', (learner) => {
  test('orders unseen customers by planted effect, better than chance and than who answers most', async () => {
    const document = await learnt(learner);
    const effect = effectOf(document.arms[0]!, held.table);
    expect(rankCorrelation(effect, held.planted)).toBeGreaterThan(0.6);
    const [arm] = reportUplift(document, held, 3).arms;
    expect(arm!.qini.low).toBeGreaterThan(0);
    expect(arm!.qini.estimate).toBeGreaterThan(arm!.qiniOfResponse);
    expect(arm!.upliftAt[0]!.uplift.estimate).toBeGreaterThan(arm!.effect.estimate);
  });
});

test('those who must not be woken are found, and contact did harm them', async () => {
  const document = await learnt('x-learner');
  const groups = new Map(reportUplift(document, held, 3).groups.map((group) => [group.group, group]));
  expect(groups.get('do-not-wake')!.uplift.high).toBeLessThan(0);
  expect(groups.get('persuadable')!.uplift.low).toBeGreaterThan(0.05);
  expect(groups.get('sure-thing')!.responseOfControl).toBeGreaterThan(groups.get('lost-cause')!.responseOfControl);
});

test('the same rows and seed give the same document, byte for byte', async () => {
  const again = await learnUplift(train, { learner: 'two-model', seed: 7, threads: 2 });
  expect(JSON.stringify(again)).toBe(JSON.stringify(await learnt('two-model')));
});

test('several arms are each held against control', async () => {
  const arm = train.arm.map((one, i) => (one === 1 && i % 2 === 0 ? 2 : one));
  const document = await learnUplift({ ...train, arm, arms: ['call', 'visit'] }, { learner: 'two-model', seed: 7 });
  expect(document.arms.map((one) => one.arm)).toEqual(['call', 'visit']);
  for (const one of document.arms)
    expect(rankCorrelation(effectOf(one, held.table), held.planted)).toBeGreaterThan(0.4);
});

describe('Qini and uplift curves', () => {
  // Six customers: the two best-scored are changed, the others are not.
  const score = Float64Array.of(6, 5, 4, 3, 2, 1);
  const treated = Uint8Array.of(1, 0, 1, 0, 1, 0);
  const outcome = Float64Array.of(1, 0, 0, 0, 0, 0);
  test('are those worked out by hand', () => {
    const figures = figuresOf(rankingOf(score), { treated, outcome }, new Float64Array(6).fill(1), [1 / 3, 1]);
    // Q at 2/6, …: 1/3 of the treated; ∫Q − Q(1)/2 by trapezoids.
    expect(figures.effect).toBeCloseTo(1 / 3, 12);
    expect(figures.upliftAt[0]).toBeCloseTo(1, 12);
    expect(figures.upliftAt[1]).toBeCloseTo(1 / 3, 12);
    expect(figures.qini).toBeCloseTo((1 / 6) * (1 / 6 + 4 / 3) - 1 / 6, 12);
  });
  test('count equal scores in equal parts, whatever their order', () => {
    const flat = new Float64Array(6);
    const { qini, curve } = figuresOf(rankingOf(flat), { treated, outcome }, new Float64Array(6).fill(1), []);
    expect(qini).toBeCloseTo(0, 12);
    expect(curve[9]).toBeCloseTo(1 / 6, 12);
  });
  test('of the same customers and seed have the same intervals', () => {
    expect(judge({ score, treated, outcome }, [0.5], 1)).toEqual(judge({ score, treated, outcome }, [0.5], 1));
  });
});

test('resampling counts are Poisson with mean 1', () => {
  const counts = Array.from({ length: 20_000 }, (_, i) => poissonOne(chance(1, i, 0)));
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  const variance = counts.reduce((sum, one) => sum + (one - mean) ** 2, 0) / counts.length;
  expect([mean, variance].map((one) => Math.abs(one - 1) < 0.05)).toEqual([true, true]);
});

test('a policy contacts nobody where nothing is to be gained, and its threshold earns what it says', () => {
  const score = Float64Array.of(0.9, 0.8, 0.2, 0.1);
  const treated = Uint8Array.of(1, 0, 1, 0);
  const terms = { gain: 10, contactCost: 1 };
  const losing = { score, treated, outcome: Float64Array.of(0, 0, 0, 0) };
  expect(applyPolicy(chooseThreshold(losing, terms), losing, terms).contacted).toBe(0);
  const gaining = { score, treated, outcome: Float64Array.of(1, 0, 0, 1) };
  const policy = applyPolicy(chooseThreshold(gaining, terms), gaining, terms);
  expect(policy).toMatchObject({ contacted: 1, netIncrementalRevenue: 9 });
  expect(netIncrementalRevenue(() => true, gaining, terms)).toBe(-2);
});

test('what cannot be learnt from is refused with all reasons', () => {
  const bad = { ...held, arm: new Uint8Array(held.arm.length), arms: ['pack'] };
  expect(() => checkTrial(bad)).toThrow(expect.objectContaining({ code: 'trial-invalid' }));
  const constant = { ...held, outcome: new Float64Array(held.outcome.length) };
  expect(() => checkTrial(constant)).toThrow(
    expect.objectContaining({ problems: [expect.anything(), expect.anything()] }),
  );
});
