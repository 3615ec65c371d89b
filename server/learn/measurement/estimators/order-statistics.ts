import { betaCdf } from './distributions.ts';

/** The values of a sample in the neighbourhood of a quantile, ascending, each with how often it stands there. */
export interface OrderedWindow {
  /** Of the whole sample. */
  readonly n: number;
  /** How many values of the sample lie below the window. */
  readonly below: number;
  readonly values: readonly { readonly value: number; readonly count: number }[];
}

/** Ranks further away than this many standard deviations of the bootstrap's rank have no weight that a double could hold. */
export const windowDeviations = 9;

/** The ranks, from 1, between which the window must reach. */
export function windowRanks(n: number, quantile: number): readonly [from: number, to: number] {
  const reach = Math.ceil(windowDeviations * Math.sqrt(n * quantile * (1 - quantile)) + 2);
  const centre = Math.round(n * quantile);
  return [Math.max(1, centre - reach), Math.min(n, centre + reach)];
}

/** Sample quantile by linear interpolation between order statistics: R. J. Hyndman and Y. Fan's type 7, numpy's default. */
export function quantileAt(window: OrderedWindow, quantile: number): number {
  const place = (window.n - 1) * quantile;
  const low = Math.floor(place);
  const lower = valueAtRank(window, low + 1);
  const upper = valueAtRank(window, Math.min(window.n, low + 2));
  return lower + (place - low) * (upper - lower);
}

function valueAtRank({ below, values }: OrderedWindow, rank: number): number {
  let reached = below;
  for (const { value, count } of values) {
    reached += count;
    if (reached >= rank) return value;
  }
  return values.at(-1)?.value ?? NaN;
}

/**
 * The standard error that the bootstrap of a quantile tends to with ever more resamples, without resampling: the
 * weights that the order statistics have in it are differences of a beta distribution. J. S. Maritz and R. G. Jarrett,
 * J. Am. Stat. Assoc. 73 (1978), as R. R. Wilcox gives it (Introduction to Robust Estimation, 3.5.3); equal to
 * `scipy.stats.mstats.mjci`.
 */
export function bootstrapError(window: OrderedWindow, quantile: number): number {
  const { n } = window;
  const m = Math.floor(quantile * n + 0.5);
  // Too few values on one side: the weights are not defined.
  if (m - 1 <= 0 || n - m <= 0) return NaN;
  const weightUpTo = (rank: number) => (rank <= 0 ? 0 : rank >= n ? 1 : betaCdf(rank / n, m - 1, n - m));
  const origin = valueAtRank(window, m);
  let [first, second] = [0, 0];
  let rank = window.below;
  let before = weightUpTo(rank);
  for (const { value, count } of window.values) {
    rank += count;
    const after = weightUpTo(rank);
    const weight = after - before;
    first += weight * (value - origin);
    second += weight * (value - origin) ** 2;
    before = after;
  }
  return Math.sqrt(Math.max(0, second - first ** 2));
}
