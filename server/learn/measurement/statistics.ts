import type { Estimate } from '#contract';
import { chiSquareTail } from './estimators/distributions.ts';

/** Successes among `n`. */
export interface Proportion {
  readonly n: number;
  readonly successes: number;
}
/** Sufficient statistics of an amount: how many, their sum, the sum of their squares. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/** The normal quantile of a two-sided 95% interval. */
const z = 1.959963984540054;
export const nothing: Estimate = { estimate: null, low: null, high: null };

/** Success rate with Wilson's score interval: E. B. Wilson, JASA 22 (1927). */
export function rate({ n, successes }: Proportion): Estimate {
  return n === 0 ? nothing : scoreInterval(successes / n, n);
}

/** Wilson's interval of a rate seen in n units; n need not be whole, where a weighted sample is worth so many. */
export function scoreInterval(p: number, n: number): Estimate {
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  // Rounding must not push the bound past the estimate where the rate is 0 or 1.
  return { estimate: p, low: Math.min(p, Math.max(0, centre - half)), high: Math.max(p, Math.min(1, centre + half)) };
}

/** Difference of two rates, treated less control: hybrid score interval, R. G. Newcombe, Stat. Med. 17 (1998), method 10. */
export function difference(treated: Proportion, control: Proportion): Estimate {
  const [t, c] = [rate(treated), rate(control)];
  if (
    t.estimate === null ||
    c.estimate === null ||
    t.low === null ||
    c.low === null ||
    t.high === null ||
    c.high === null
  )
    return nothing;
  const d = t.estimate - c.estimate;
  return {
    estimate: d,
    low: d - Math.hypot(t.estimate - t.low, c.high - c.estimate),
    high: d + Math.hypot(t.high - t.estimate, c.estimate - c.low),
  };
}

/** Relative lift, ratio of the rates less one, by the normal approximation of its logarithm: D. Katz et al., Biometrics 34 (1978). */
export function relativeLift(treated: Proportion, control: Proportion): Estimate {
  if (treated.n === 0 || control.n === 0 || control.successes === 0) return nothing;
  const ratio = treated.successes / treated.n / (control.successes / control.n);
  if (treated.successes === 0) return { estimate: -1, low: null, high: null };
  const half = z * Math.sqrt(1 / treated.successes - 1 / treated.n + 1 / control.successes - 1 / control.n);
  return { estimate: ratio - 1, low: ratio * Math.exp(-half) - 1, high: ratio * Math.exp(half) - 1 };
}

/** Difference of two means with Welch's variance and the normal quantile: groups are hundreds at least where it matters. */
export function differenceOfMeans(treated: Moments, control: Moments): Estimate {
  if (treated.n < 2 || control.n < 2) return nothing;
  const d = treated.sum / treated.n - control.sum / control.n;
  const half = z * Math.sqrt(variance(treated) / treated.n + variance(control) / control.n);
  return { estimate: d, low: d - half, high: d + half };
}

function variance({ n, sum, squares }: Moments): number {
  return Math.max(0, (squares - (sum * sum) / n) / (n - 1));
}

/**
 * Pearson's chi-square test that groups have the sizes their shares promise; the p value. Null where there is nothing
 * to compare.
 */
export function sampleRatio(groups: readonly { readonly n: number; readonly share: number }[]): number | null {
  const real = groups.filter(({ share }) => share > 0);
  const total = real.reduce((sum, { n }) => sum + n, 0);
  const shares = real.reduce((sum, { share }) => sum + share, 0);
  if (real.length < 2 || total === 0) return null;
  const chiSquare = real.reduce((sum, { n, share }) => {
    const expected = (total * share) / shares;
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  return chiSquareTail(chiSquare, real.length - 1);
}

export function scaled({ estimate, low, high }: Estimate, factor: number): Estimate {
  const times = (x: number | null) => (x === null ? null : x * factor);
  return { estimate: times(estimate), low: times(low), high: times(high) };
}
