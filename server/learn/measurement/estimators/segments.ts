import { chiSquareTail, normal } from './distributions.ts';

export interface SegmentEffect {
  readonly segment: string;
  readonly estimate: number;
  readonly standardError: number;
}
export interface Heterogeneity {
  /** The mean effect when segments differ: random effects. */
  readonly mean: number;
  readonly meanError: number;
  /** Variance of the true effects between segments. */
  readonly between: number;
  /** Cochran's test that all segments have the same effect. */
  readonly q: number;
  readonly p: number;
  readonly segments: readonly {
    readonly segment: string;
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
    /** The weight of the segment's own data; the rest is the mean of all. */
    readonly ownWeight: number;
  }[];
}

/**
 * Effects by segment drawn towards their mean, the more the less is known of each: empirical Bayes with the variance
 * between segments by R. DerSimonian and N. Laird, Control. Clin. Trials 7 (1986) (statsmodels `combine_effects`,
 * method 'dl'); the shrunken effects after C. Morris, J. Am. Stat. Assoc. 78 (1983), the error of the mean counted in.
 */
export function shrink(effects: readonly SegmentEffect[], level: number): Heterogeneity | null {
  const known = effects.filter(({ estimate, standardError }) => Number.isFinite(estimate) && standardError > 0);
  if (known.length < 2) return null;
  const weights = known.map(({ standardError }) => 1 / standardError ** 2);
  const [w1, w2] = [sum(weights), sum(weights.map((w) => w ** 2))];
  const fixed = sum(known.map(({ estimate }, i) => estimate * (weights[i] ?? 0))) / w1;
  const q = sum(known.map(({ estimate }, i) => (weights[i] ?? 0) * (estimate - fixed) ** 2));
  const df = known.length - 1;
  const between = Math.max(0, (q - df) / (w1 - w2 / w1));
  const random = known.map(({ standardError }) => 1 / (standardError ** 2 + between));
  const meanVariance = 1 / sum(random);
  const mean = sum(known.map(({ estimate }, i) => estimate * (random[i] ?? 0))) * meanVariance;
  const z = normal.quantile(1 - (1 - level) / 2);
  return {
    mean,
    meanError: Math.sqrt(meanVariance),
    between,
    q,
    p: chiSquareTail(q, df),
    segments: known.map(({ segment, estimate, standardError }) => {
      const own = between / (between + standardError ** 2);
      const shrunken = own * estimate + (1 - own) * mean;
      const half = z * Math.sqrt(own * standardError ** 2 + (1 - own) ** 2 * meanVariance);
      return { segment, estimate: shrunken, low: shrunken - half, high: shrunken + half, ownWeight: own };
    }),
  };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
