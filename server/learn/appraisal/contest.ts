import type { ContestFile } from '#contract';

/** What somebody who reached that gets: the reward at the base target, double at the stretch target, a deduction below the floor. */
export function reward(
  value: number | null,
  { base, stretch, floor, rewardYuan, penaltyYuan }: ContestFile,
): { reached: 'stretch' | 'base' | 'none' | 'below-floor'; rewardYuan: number } {
  if (value === null) return { reached: 'none', rewardYuan: 0 };
  if (value >= stretch) return { reached: 'stretch', rewardYuan: 2 * rewardYuan };
  if (value >= base) return { reached: 'base', rewardYuan };
  if (value < floor) return { reached: 'below-floor', rewardYuan: -penaltyYuan };
  return { reached: 'none', rewardYuan: 0 };
}

/**
 * What a contest will cost if people do as they did: the mean, and what is exceeded in one case of twenty, people being
 * independent (normal approximation of the sum of their rewards); and the most it can cost. Deductions are not counted on.
 */
export function contestBudget(
  past: readonly (number | null)[],
  file: ContestFile,
): { expectedYuan: number; highYuan: number; mostYuan: number } {
  const paid = past.map((value) => Math.max(0, reward(value, file).rewardYuan));
  const expectedYuan = paid.reduce((sum, yuan) => sum + yuan, 0);
  const mean = expectedYuan / paid.length;
  const variance = paid.reduce((sum, yuan) => sum + (yuan - mean) ** 2, 0);
  const mostYuan = 2 * file.rewardYuan * paid.length;
  return { expectedYuan, highYuan: Math.min(mostYuan, expectedYuan + 1.6448536 * Math.sqrt(variance)), mostYuan };
}
