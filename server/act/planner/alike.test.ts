import { expect, test } from 'vitest';
import { checkPlan } from './check.ts';
import { compile } from './compile.ts';
import { contactsOf, planProblem } from './plan-problem.ts';
import { replan } from './solver/replan.ts';
import { solve } from './solver/solve.ts';
import { alikeProblem } from './testing/alike-problem.ts';
import { bestValue } from './testing/oracle.ts';
import { randomProblem } from './testing/random-problem.ts';

const gapOf = ({ value, bound }: { readonly value: number; readonly bound: number }) => (bound - value) / bound;

test.each([
  { sorts: 1, contacts: 1, most: 0.003 },
  { sorts: 2, contacts: 1, most: 0.02 },
  { sorts: 7, contacts: 1, most: 0.01 },
  { sorts: 1, contacts: 2, most: 0.01 },
  { sorts: 3, contacts: 1, hours: 8, most: 0.002 },
  { sorts: 3, contacts: 1, pooled: 0.1, most: 0.03 },
])(
  'customers of $sorts sorts, worth the same within one, up to $contacts contacts each, pooled $pooled: nothing is broken, little is lost',
  async ({ most, ...size }) => {
    for (let seed = 0; seed < 3; seed++) {
      const problem = alikeProblem(seed, { customers: 6000, ...size });
      const { plan, solution } = await planProblem(problem, { threads: 1, polish: false });
      expect(checkPlan(problem, plan)).toEqual([]);
      expect(gapOf(solution), `seed ${seed}`).toBeLessThan(most);
    }
  },
);

test('customers alike: the same plan whatever the number of threads', async () => {
  const { instance } = compile(alikeProblem(1, { customers: 4000, sorts: 2 }));
  const one = await solve(instance, { threads: 1, polish: false });
  const three = await solve(instance, { threads: 3, polish: false });
  expect(three.dayOf).toEqual(one.dayOf);
  expect([three.value, three.bound]).toEqual([one.value, one.bound]);
});

test('customers alike, an offer closed: who lost a promise is served otherwise, other promises are kept', async () => {
  const problem = alikeProblem(2, { customers: 12_000, sorts: 3 });
  const { instance } = compile(problem);
  const solved = await solve(instance, { threads: 2, polish: false });
  const first = { ...solved, dayOf: solved.dayOf.slice() };
  for (const closed of [0, 1]) {
    const limits = problem.limits.map((limit) => (limit.offer === closed ? { ...limit, bound: 0 } : limit));
    const changed = compile({ ...problem, limits });
    const now = await replan(changed.instance, first, { threads: 1, stability: 1000 });
    const contacts = contactsOf({ ...problem, limits }, changed.source, now.dayOf);
    expect(checkPlan({ ...problem, limits }, contacts)).toEqual([]);
    expect(now.broken).toBe(0);
    // Of the other closed offer the rest is sold out, and better ways for it are promised away.
    if (closed === 0) expect(gapOf(now)).toBeLessThan(0.15);
    const three = await replan(changed.instance, first, { threads: 3, stability: 1000 });
    expect(three.dayOf).toEqual(now.dayOf);
  }
});

// Several contacts of which only one may be of a group: what a candidate costs is not its distance from the second best.
test('with several contacts of different groups the bound is not below the best', async () => {
  let grouped = 0;
  for (let seed = 0; seed < 300; seed++) {
    const problem = randomProblem(51_260 + seed, { customers: 2 + (seed % 9), contacts: 2 });
    if (problem.offerGroup === undefined) continue;
    grouped++;
    const { solution } = await planProblem(problem, { threads: 1 });
    expect(solution.bound, `seed ${seed}`).toBeGreaterThanOrEqual((await bestValue(problem))! - 1e-6);
  }
  expect(grouped).toBeGreaterThan(50);
});
