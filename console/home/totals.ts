import type { Result, routes } from '#contract';

export type DayOfWork = Result<typeof routes.workSummary>['days'][number];

/** The days together. */
export function totalsOf(days: readonly DayOfWork[]) {
  const sum = (of: 'planned' | 'done' | 'reached' | 'accepted') => days.reduce((total, day) => total + day[of], 0);
  return { planned: sum('planned'), done: sum('done'), reached: sum('reached'), accepted: sum('accepted') };
}
