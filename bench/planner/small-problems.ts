import { checkPlan, planProblem } from '#act/planner';
import { bestValue } from '../../server/act/planner/testing/oracle.ts';
import { randomProblem } from '../../server/act/planner/testing/random-problem.ts';

/**
 * Random small problems of every kind of limit, a third of them with minimums that may be impossible, against brute force:
 * limits kept, value never above the best and near it, bound never below it.
 */
export async function smallProblems(count: number): Promise<readonly string[]> {
  const failed: string[] = [];
  let [loss, compared, impossible, proved] = [0, 0, 0, 0];
  for (let seed = 0; seed < count; seed++) {
    const problem = randomProblem(50_000 + seed, {
      customers: 2 + (seed % 14),
      strangers: seed % 4 === 0,
      households: seed % 5 === 0,
      contacts: seed % 7 === 0 ? 2 : 1,
      minimums: seed % 3 === 0,
    });
    const best = await bestValue(problem);
    const { plan, solution } = await planProblem(problem, { threads: 1 });
    const broken = checkPlan(problem, plan);
    if (best === undefined) {
      impossible++;
      if (solution.contradiction) proved++;
      if (!broken.every(({ limit }) => limit.startsWith('least'))) failed.push(`seed ${seed}: ${broken[0]!.limit}`);
      continue;
    }
    compared++;
    if (best > 0) loss += (best - solution.value) / best;
    if (broken.length > 0) failed.push(`seed ${seed}: ${broken[0]!.limit}`);
    if (solution.value > best + 1e-6) failed.push(`seed ${seed}: the value is above the best`);
    if (solution.bound < best - 1e-6) failed.push(`seed ${seed}: the bound is below the best`);
  }
  const mean = loss / Math.max(1, compared);
  console.log(
    `${count} small problems: ${compared} compared with brute force, ${(Math.max(0, mean) * 100).toFixed(4)}% below the best on average; ${impossible} with minimums that cannot all be met, ${proved} of them proved so`,
  );
  if (mean > 0.005) failed.push(`small problems: ${(mean * 100).toFixed(2)}% below the best`);
  return failed;
}
