import type { PlannedFigures, TestPlan } from '#contract';
import { detectableEffect, powerOf, unitsNeeded, varianceFactor, type PlannedTest } from './estimators/power.ts';

/** What a test needs, or what it can see: before anything is done. Pure. */
export function planTest(plan: TestPlan): PlannedFigures {
  const { metric, control, alpha, power, effect, units, capacityPerDay, clusters } = plan;
  const test: PlannedTest = {
    metric,
    control,
    alpha,
    comparisons: plan.comparisons,
    covariateCorrelation: plan.covariateCorrelation,
    betweenStrata: plan.betweenStrata,
    ...(clusters && { clusters }),
  };
  const needed = effect === undefined ? null : unitsNeeded(test, effect, power);
  const all = needed === null ? null : Math.ceil(needed);
  const days = (count: number | null) =>
    count === null || capacityPerDay === undefined ? null : Math.ceil((count * (1 - control)) / capacityPerDay);
  return {
    varianceFactor: varianceFactor(test),
    unitsNeeded: all,
    clustersNeeded: all === null || !clusters ? null : Math.ceil(all / clusters.size),
    daysNeeded: days(all),
    power: effect === undefined || units === undefined ? null : powerOf(test, effect, units),
    detectable: units === undefined ? null : detectableEffect(test, units, power),
    days: days(units ?? null),
  };
}
