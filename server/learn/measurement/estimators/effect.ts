import { quantileOf, twoSided } from './distributions.ts';

/** An estimate with its interval; null where nothing can be told. */
export interface Interval {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}
/** The estimated mean of one arm, its sampling variance, and the degrees of freedom of that variance. */
export interface ArmMean {
  readonly mean: number;
  readonly variance: number;
  readonly df: number;
}
/** An effect of treatment: what every design comes to. */
export interface Effect {
  readonly difference: Interval;
  /** Treated over control, less one. */
  readonly relative: Interval;
  readonly standardError: number;
  /** Infinite where the normal distribution is taken. */
  readonly df: number;
  readonly p: number | null;
}

export interface Inference {
  /** 0.95 for a 95% interval. */
  readonly level: number;
  /** Welch: t with the degrees of freedom of Welch and Satterthwaite; a number: t with so many; normal: large samples. */
  readonly distribution: 'welch' | 'normal' | number;
  /** Covariance of the two means, where units of one cluster stand in both arms. */
  readonly covariance?: number;
}

export const nothing: Interval = { estimate: null, low: null, high: null };
const unknown: Effect = { difference: nothing, relative: nothing, standardError: NaN, df: NaN, p: null };

/**
 * Difference and ratio of two means. The difference: B. L. Welch, Biometrika 34 (1947), degrees of freedom by
 * F. E. Satterthwaite, Biometrics Bulletin 2 (1946). The ratio less one: delta method, variance
 * σ²ₜ/c² + t²σ²꜀/c⁴ − 2tσₜ꜀/c³, with the same quantile as the difference.
 */
export function compare(treated: ArmMean, control: ArmMean, inference: Inference): Effect {
  const estimate = treated.mean - control.mean;
  const shared = inference.covariance ?? 0;
  const variance = treated.variance + control.variance - 2 * shared;
  if (!Number.isFinite(estimate) || !Number.isFinite(variance)) return unknown;
  const standardError = Math.sqrt(Math.max(0, variance));
  const df = degrees(treated, control, inference.distribution);
  const quantile = quantileOf(1 - (1 - inference.level) / 2, df);
  const half = quantile * standardError;
  return {
    difference: { estimate, low: estimate - half, high: estimate + half },
    relative: relative(treated, control, shared, quantile),
    standardError,
    df,
    p: standardError === 0 ? (estimate === 0 ? 1 : 0) : twoSided(estimate / standardError, df),
  };
}

function degrees(treated: ArmMean, control: ArmMean, distribution: Inference['distribution']): number {
  if (distribution === 'normal') return Infinity;
  if (typeof distribution === 'number') return distribution;
  const whole = (treated.variance + control.variance) ** 2;
  if (whole === 0) return Infinity;
  return whole / (treated.variance ** 2 / treated.df + control.variance ** 2 / control.df);
}

function relative(treated: ArmMean, control: ArmMean, shared: number, quantile: number): Interval {
  const { mean: t } = treated;
  const { mean: c } = control;
  if (c === 0) return nothing;
  const variance = treated.variance / c ** 2 + (t ** 2 * control.variance) / c ** 4 - (2 * t * shared) / c ** 3;
  const half = quantile * Math.sqrt(Math.max(0, variance));
  const estimate = t / c - 1;
  return { estimate, low: estimate - half, high: estimate + half };
}

/**
 * The p value of the pooled two-proportion z test (score test; as `proportions_ztest` of statsmodels, and the square
 * root of Pearson's chi-square without correction).
 */
export function pooledProportionTest(
  treated: { readonly n: number; readonly successes: number },
  control: { readonly n: number; readonly successes: number },
): number | null {
  if (treated.n === 0 || control.n === 0) return null;
  const rate = (treated.successes + control.successes) / (treated.n + control.n);
  const variance = rate * (1 - rate) * (1 / treated.n + 1 / control.n);
  const difference = treated.successes / treated.n - control.successes / control.n;
  return variance === 0 ? 1 : twoSided(difference / Math.sqrt(variance), Infinity);
}
