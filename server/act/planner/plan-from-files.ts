import { checkPlan, type Violation } from './check.ts';
import { readPlanFiles } from './files/plan-files.ts';
import { writePlan } from './files/write-plan.ts';
import { planProblem } from './plan-problem.ts';
import type { PlanProblem } from './problem.ts';
import type { Contradiction } from './solver/contradiction.ts';
import { threadsFor } from './solver/crew.ts';
import { gapOf } from './gap.ts';

export interface PlanFromFiles {
  /** Expected gain of the plan. */
  readonly value: number;
  /** No plan is worth more. */
  readonly bound: number;
  /** (bound − value) / bound. */
  readonly gap: number;
  /** Contacts in the plan. */
  readonly assigned: number;
  readonly customers: number;
  /** From the first byte read to the plan checked and written. */
  readonly seconds: number;
  readonly peak_mb: number;
  readonly violated: readonly Violation[];
  readonly warnings: readonly string[];
  /** Where the minimums cannot all be met: which limits contradict one another, and by how much every plan misses. */
  readonly contradiction?: { readonly atLeast: number; readonly limits: readonly string[] };
}

function sayContradiction(
  { names }: PlanProblem,
  limitNames: readonly string[],
  { atLeast, limits, people }: Contradiction,
) {
  return {
    atLeast,
    limits: [
      ...limits.map(({ limit }) => limitNames[limit]!),
      ...people.map(({ person }) => `the minutes of ${names.people[person]}`),
    ],
  };
}

/** Reads a problem from a directory, plans, checks the plan anew, and writes it where asked. */
export async function planFromFiles(
  directory: string,
  options: {
    readonly out?: string | undefined;
    readonly threads?: number | undefined;
    readonly onStep?: (fraction: number, message: string) => void;
  },
): Promise<PlanFromFiles> {
  const started = performance.now();
  options.onStep?.(0, 'reading the files');
  const { problem, warnings } = readPlanFiles(directory);
  const { plan, solution, limitNames } = await planProblem(problem, {
    threads: options.threads ?? threadsFor(problem.candidates.count),
    onStep: (fraction, message) => options.onStep?.(0.1 + 0.8 * fraction, message),
  });
  options.onStep?.(0.95, 'checking the plan');
  const violated = checkPlan(problem, plan);
  if (options.out !== undefined) writePlan(options.out, problem, plan);
  const { value, bound } = solution;
  return {
    value,
    bound,
    gap: gapOf(solution),
    assigned: plan.length,
    customers: problem.names.customers.length,
    seconds: (performance.now() - started) / 1000,
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    violated,
    warnings,
    ...(solution.contradiction && { contradiction: sayContradiction(problem, limitNames, solution.contradiction) }),
  };
}
