import type { Estimate } from '#contract';
import { quantileOf } from './estimators/distributions.ts';
import { compare, nothing } from './estimators/effect.ts';
import type { GroupSums, Sums } from './report-sums.ts';
import type { Proportion } from './statistics.ts';

/*
 * Where chance drew whole groups (households, a person's customers, grids), customers of one group are alike, and a
 * thousand of them tell less than a thousand drawn one by one. Everything here is of one arm, whose groups are its own.
 */

const level = 0.95;
const tail = 1 - (1 - level) / 2;

/** No group stands in two arms or waves, so their sums add up. Undefined where groups were not drawn. */
export function addGroups(rows: readonly Pick<Sums, 'groups'>[]): GroupSums | undefined {
  const known = rows.flatMap(({ groups }) => (groups ? [groups] : []));
  if (known.length === 0) return undefined;
  const add = (name: keyof GroupSums) => known.reduce((sum, one) => sum + one[name], 0);
  return { count: add('count'), nn: add('nn'), ns: add('ns'), ss: add('ss'), nr: add('nr'), rr: add('rr') };
}

/**
 * The variance of a ratio Σy/Σn over groups, linearised, between groups: G/(G−1) Σ (y − R n)² / (Σn)². W. G. Cochran,
 * Sampling Techniques, 6.5; equal to CR1 of the regression on a constant.
 */
function varianceOfMean(
  { count, nn }: GroupSums,
  { n, sum, cross, squares }: { n: number; sum: number; cross: number; squares: number },
): number {
  const mean = sum / n;
  return ((count / (count - 1)) * Math.max(0, squares - 2 * mean * cross + mean ** 2 * nn)) / n ** 2;
}

/**
 * So many independent customers as these are worth, with the same rate: n over the design effect, and less for a
 * variance known from few groups only: times (z / t with G − 1 degrees of freedom)². Intervals made for independent
 * customers then hold. E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998). Where nobody or everybody has
 * succeeded there is no design effect, and each group counts as one. One group tells nothing: n is 0.
 */
export function independentWorth({ n, successes }: Proportion, groups: GroupSums): Proportion {
  if (n === 0 || groups.count < 2) return { n: 0, successes: 0 };
  const p = successes / n;
  const variance = varianceOfMean(groups, { n, sum: successes, cross: groups.ns, squares: groups.ss });
  const size = p * (1 - p) === 0 || variance === 0 ? groups.count : Math.min(n, (p * (1 - p)) / variance);
  const worth = size * (quantileOf(tail, Infinity) / quantileOf(tail, groups.count - 1)) ** 2;
  return { n: worth, successes: p * worth };
}

interface GroupedAmount {
  readonly n: number;
  readonly sum: number;
  readonly groups: GroupSums;
}

/** Difference of two means per customer, variances between groups, t with Welch's degrees of freedom of G − 1 of each arm. */
export function groupedDifference(treated: GroupedAmount, control: GroupedAmount): Estimate {
  if (Math.min(treated.groups.count, control.groups.count) < 2) return nothing;
  const arm = ({ n, sum, groups }: GroupedAmount) => ({
    mean: sum / n,
    variance: varianceOfMean(groups, { n, sum, cross: groups.nr, squares: groups.rr }),
    df: groups.count - 1,
  });
  return compare(arm(treated), arm(control), { level, distribution: 'welch' }).difference;
}
