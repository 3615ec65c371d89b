import { expect, test } from 'vitest';
import { compile } from '../compile.ts';
import { planProblem } from '../plan-problem.ts';
import { checkPlan } from '../check.ts';
import { rehearse } from '../solver/rehearse.ts';
import { rehearsalProblem } from './rehearsal-problem.ts';

test.each([false, true])(
  'the market that is made up to be rehearsed on can be planned and changed (alike: %s)',
  async (alike) => {
    const problem = rehearsalProblem(alike);
    const { instance, solution, plan } = await planProblem(problem, { threads: 1, polish: false });
    expect(checkPlan(problem, plan)).toEqual([]);
    expect(plan.length).toBeGreaterThan(1000);
    expect((solution.bound - solution.value) / solution.bound).toBeLessThan(0.01);
    // It has everything that makes changes take their several ways: customers of nobody, and of many sorts or of few.
    expect(compile(problem).instance.blocks.visitor.length).toBeGreaterThan(0);
    expect(await rehearse(instance, solution, { rounds: 1 })).toBe(4);
  },
);
