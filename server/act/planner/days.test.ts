import { expect, test } from 'vitest';
import { checkPlan } from './check.ts';
import { compile } from './compile.ts';
import { contactsOf } from './plan-problem.ts';
import { compact } from './solver/compact.ts';
import { gatherCrew } from './solver/crew.ts';
import { type Left, openLedger } from './solver/ledger.ts';
import { repair } from './solver/repair.ts';
import { resettle } from './solver/resettle.ts';
import { planScore, worthAt } from './solver/values.ts';
import { randomFrom, randomProblem } from './testing/random-problem.ts';

function expectSame(left: Left, counted: Left) {
  for (const of of ['minutesLeft', 'channelLeft', 'limitLeft'] as const)
    expect(Array.from(left[of])).toEqual(Array.from(counted[of], (free) => expect.closeTo(free, 6)));
}

/** A plan that breaks nothing, at prices that chance gives. */
async function somePlan(seed: number) {
  const problem = randomProblem(seed, { customers: 60, strangers: seed % 2 === 0, contacts: 1 });
  const compiled = compile(problem);
  const { instance } = compiled;
  const random = randomFrom(seed);
  const prices = {
    limit: Float64Array.from(instance.limits.bound, () => random()),
    person: Float64Array.from({ length: instance.people.count }, () => 0.2 * random()),
  };
  const crew = gatherCrew(instance, 1);
  await crew.pack(prices);
  const { dayOf } = crew.board;
  const ledger = openLedger(instance, dayOf);
  repair(ledger, worthAt(instance, prices));
  const violated = () =>
    checkPlan(problem, contactsOf(problem, compiled.source, dayOf)).filter(({ limit }) => !/least/.test(limit));
  return { instance, prices, ledger, violated };
}

test('contacts change days: minutes left gather on few of them, all is worth the same, nothing is broken', async () => {
  let fuller = 0;
  for (let seed = 0; seed < 400; seed++) {
    const { instance, ledger, violated } = await somePlan(seed);
    if (violated().length > 0) continue;
    const { people } = instance;
    const sum = (of: ArrayLike<number>, p: number) =>
      Array.from(of)
        .slice(people.dayStart[p], people.dayStart[p + 1])
        .reduce((all, free) => all + free, 0);
    const most = (of: ArrayLike<number>, p: number) =>
      Math.max(0, ...Array.from(of).slice(people.dayStart[p], people.dayStart[p + 1]));
    const before = { left: ledger.minutesLeft.slice(), score: planScore(instance, ledger.dayOf).score };
    compact(ledger);
    expect(violated(), `seed ${seed}`).toEqual([]);
    expectSame(ledger, openLedger(instance, ledger.dayOf));
    expect(planScore(instance, ledger.dayOf).score).toBe(before.score);
    for (let p = 0; p < people.count; p++) {
      expect(sum(ledger.minutesLeft, p)).toBeCloseTo(sum(before.left, p), 6);
      if (most(ledger.minutesLeft, p) > most(before.left, p) + 1e-9) fuller++;
    }
  }
  expect(fuller).toBeGreaterThan(10);
});

test('days planned anew are never worth less, nothing is broken, and the ledger tells the truth', async () => {
  let better = 0;
  for (let seed = 0; seed < 120; seed++) {
    const { instance, prices, ledger, violated } = await somePlan(seed);
    if (violated().length > 0) continue;
    const before = planScore(instance, ledger.dayOf).value;
    resettle(ledger, prices);
    expect(violated(), `seed ${seed}`).toEqual([]);
    expectSame(ledger, openLedger(instance, ledger.dayOf));
    const { value } = planScore(instance, ledger.dayOf);
    expect(value, `seed ${seed}`).toBeGreaterThanOrEqual(before - 1e-9);
    if (value > before) better++;
  }
  expect(better).toBeGreaterThan(10);
});
