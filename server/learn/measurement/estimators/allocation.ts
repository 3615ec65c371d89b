import { chanceToBeBest } from './bayesian.ts';

/** One treated arm as seen so far. */
export interface ArmSoFar {
  readonly arm: string;
  readonly mean: number;
  readonly standardError: number;
}

/**
 * Shares of the treated targets of the next wave by Thompson sampling: each arm as often as it is the best one under
 * its posterior, none below the floor, so that every arm can still be told apart. The control group is not touched.
 * @param floor the least share of an arm; at most 1 / arms
 */
export function nextShares(arms: readonly ArmSoFar[], floor: number): { arm: string; share: number; best: number }[] {
  const chances = chanceToBeBest(arms.map(({ mean, standardError }) => ({ mean, sd: standardError })));
  const free = 1 - floor * arms.length;
  return arms.map(({ arm }, i) => {
    const best = chances[i] ?? 0;
    return { arm, share: floor + free * best, best };
  });
}
