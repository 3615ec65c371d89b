import { at, form, solve, total, type Matrix } from './matrix.ts';

/**
 * Sufficient statistics of some units: Σ u u' where u = (1, v₁, …, vₖ) and the v are measured from an origin near their
 * mean, so that the sums of squares keep their digits. `units[0][0]` is the number of units.
 */
export interface Moments {
  readonly units: Matrix;
  /** The same of clusters: Σ U U' where U is the sum of u over the units of a cluster. `clusters[0][0]` is the sum of squared sizes. */
  readonly clusters?: ClusterMoments;
}
export interface ClusterMoments {
  readonly count: number;
  readonly totals: Matrix;
}
/** What stands for 0 in the sums, one number a variable. */
export type Origin = readonly number[];

export const size = ({ units }: Moments): number => at(units, 0, 0);

/** Means of the variables, from the origin. */
export function means(moments: Moments): number[] {
  const n = size(moments);
  return (moments.units[0] ?? []).slice(1).map((sum) => sum / n);
}

/** Sample covariance of the variables (divisor n − 1). */
export function covariance(moments: Moments): number[][] {
  const n = size(moments);
  const mean = means(moments);
  return mean.map((a, i) => mean.map((b, j) => (at(moments.units, i + 1, j + 1) - n * a * b) / (n - 1)));
}

/** Sample variance of Σ wᵢ vᵢ. */
export function varianceOf(moments: Moments, weights: readonly number[]): number {
  return Math.max(0, form(weights, covariance(moments), weights));
}

/** Several groups as one. Only where no cluster stands in two of them do the clusters add up. */
export function pool(groups: readonly Moments[]): Moments {
  const clusters = groups.flatMap((group) => (group.clusters ? [group.clusters] : []));
  return {
    units: total(groups.map((group) => group.units)),
    ...(clusters.length === groups.length &&
      clusters.length > 0 && {
        clusters: {
          count: clusters.reduce((sum, { count }) => sum + count, 0),
          totals: total(clusters.map(({ totals }) => totals)),
        },
      }),
  };
}

/**
 * Σ over clusters of (Σ over the cluster's units of (w'v − its mean))²: the meat of the cluster-robust variance of a mean.
 */
export function clusterScores(moments: Moments, weights: readonly number[]): number {
  if (!moments.clusters) throw new Error('These moments have no clusters');
  const { totals } = moments.clusters;
  const mean = means(moments).reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
  const centred = [-mean, ...weights];
  return Math.max(0, form(centred, totals, centred));
}

/**
 * CUPED's θ: the regression of Σ wᵢ vᵢ on the covariates over all units pooled, cov(x,x)⁻¹ cov(x,y). A. Deng, Y. Xu,
 * R. Kohavi, T. Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data",
 * WSDM 2013. `weights` name the outcome among the first variables, `covariates` the places of the others.
 */
export function cupedTheta(pooled: Moments, weights: readonly number[], covariates: readonly number[]): number[] {
  const cov = covariance(pooled);
  const xx = covariates.map((i) => covariates.map((j) => at(cov, i, j)));
  const xy = covariates.map((i) => weights.reduce((sum, weight, j) => sum + weight * at(cov, i, j), 0));
  return solve(xx, xy);
}
