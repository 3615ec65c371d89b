import { compare, type ArmMean, type Effect, type Inference } from './effect.ts';
import { form, type Matrix } from './matrix.ts';
import { clusterScores, cupedTheta, means, pool, size, varianceOf, type Moments, type Origin } from './moments.ts';

/** The units of one arm within one stratum. */
export interface Cell {
  readonly stratum: string;
  readonly moments: Moments;
}
/** What the variables are: the outcome first (a ratio: numerator, denominator), the covariates after it. */
export interface Shape {
  readonly kind: 'plain' | 'ratio';
  readonly covariates: number;
}
/** What all arms share: CUPED's θ and covariate means, and the strata's shares of all units. */
export interface Frame {
  readonly shape: Shape;
  readonly origin: Origin;
  readonly theta: readonly number[];
  readonly covariateMeans: readonly number[];
  /** Each stratum's share of all units; one stratum has share 1. */
  readonly shares: ReadonlyMap<string, number>;
}

const outcomes = ({ kind }: Shape) => (kind === 'ratio' ? 2 : 1);

/** @param arms the cells of every arm that is analysed together, control too */
export function frameOf(arms: readonly (readonly Cell[])[], shape: Shape, origin: Origin): Frame {
  const cells = arms.flat();
  const pooled = pool(cells.map(({ moments }) => withoutClusters(moments)));
  const places = Array.from({ length: shape.covariates }, (_, i) => outcomes(shape) + i);
  const mean = means(pooled);
  const theta = shape.covariates === 0 ? [] : cupedTheta(pooled, outcomeWeights(shape, origin, mean), places);
  const units = size(pooled);
  const shares = new Map<string, number>();
  for (const { stratum, moments } of cells) shares.set(stratum, (shares.get(stratum) ?? 0) + size(moments) / units);
  return { shape, origin, theta, covariateMeans: places.map((place) => mean[place] ?? 0), shares };
}

const withoutClusters = ({ units }: Moments): Moments => ({ units });

/** The linear form of the outcome about its mean: y itself, or the ratio linearised (delta method): (num − R den) / mean den. */
function outcomeWeights(shape: Shape, origin: Origin, mean: readonly number[]): number[] {
  if (shape.kind === 'plain') return [1];
  const numerator = (origin[0] ?? 0) + (mean[0] ?? 0);
  const denominator = (origin[1] ?? 0) + (mean[1] ?? 0);
  return [1 / denominator, -numerator / denominator ** 2];
}

/** One arm: its mean as adjusted, and the linear form whose mean it is. */
interface ArmLine {
  readonly mean: number;
  readonly weights: readonly number[];
  readonly units: number;
}

function lineOf(cells: readonly Cell[], frame: Frame): ArmLine {
  const { shape, origin, theta } = frame;
  const mean = postStratified(cells, frame);
  const [first = NaN, second = NaN] = mean.map((value, i) => value + (origin[i] ?? 0));
  const raw = shape.kind === 'ratio' ? first / second : first;
  const shift = theta.reduce(
    (sum, slope, i) => sum + slope * ((mean[outcomes(shape) + i] ?? 0) - (frame.covariateMeans[i] ?? 0)),
    0,
  );
  return {
    mean: raw - shift,
    weights: [...outcomeWeights(shape, origin, mean), ...theta.map((slope) => -slope)],
    units: cells.reduce((sum, { moments }) => sum + size(moments), 0),
  };
}

/** Means of the variables, each stratum with its share of everybody. */
function postStratified(cells: readonly Cell[], { shares }: Frame): number[] {
  const byStratum = cells.map(({ stratum, moments }) => ({ share: shares.get(stratum) ?? 0, mean: means(moments) }));
  return (byStratum[0]?.mean ?? []).map((_, i) =>
    byStratum.reduce((sum, { share, mean }) => sum + share * (mean[i] ?? 0), 0),
  );
}

/** The mean of an arm and its variance, units independent: Σ (W²/n) s² over the strata (W. G. Cochran, Sampling Techniques, 5A.9). */
export function independentMean(cells: readonly Cell[], frame: Frame): ArmMean {
  const line = lineOf(cells, frame);
  const variance = cells.reduce((sum, { stratum, moments }) => {
    const share = frame.shares.get(stratum) ?? 0;
    return sum + (share ** 2 * varianceOf(moments, line.weights)) / size(moments);
  }, 0);
  return { mean: line.mean, variance, df: line.units - 1 };
}

/** What clusters need beside the cells. */
export interface Clustering {
  /** Distinct clusters over both arms. */
  readonly clusters: number;
  /** Σ over clusters standing in both arms of U_treated U_control', where there are any. */
  readonly across?: Matrix;
}

/**
 * The effect with the cluster-robust variance CR1: that of the regression on the treatment with
 * G/(G−1) · (N−1)/(N−2), and t with G − 1 degrees of freedom (statsmodels OLS, `cov_type='cluster', use_t=True`; Stata).
 * K.-Y. Liang and S. L. Zeger, Biometrika 73 (1986); C. Cameron and D. Miller, J. Human Resources 50 (2015).
 */
export function clusteredEffect(
  treated: readonly Cell[],
  control: readonly Cell[],
  frame: Frame,
  clustering: Clustering,
  inference: Inference,
): Effect {
  const [t, c] = [lineOf(treated, frame), lineOf(control, frame)];
  const [n, g] = [t.units + c.units, clustering.clusters];
  const factor = (g / (g - 1)) * ((n - 1) / (n - 2));
  const armMean = (cells: readonly Cell[], line: ArmLine): ArmMean => ({
    mean: line.mean,
    variance: factor * scoreSquares(cells, line, frame),
    df: g - 1,
  });
  const covariance = clustering.across ? factor * crossScores(treated, control, t, c, clustering.across) : 0;
  return compare(armMean(treated, t), armMean(control, c), { ...inference, covariance });
}

function scoreSquares(cells: readonly Cell[], line: ArmLine, frame: Frame): number {
  return cells.reduce((sum, { stratum, moments }) => {
    const share = frame.shares.get(stratum) ?? 0;
    return sum + (share / size(moments)) ** 2 * clusterScores(moments, line.weights);
  }, 0);
}

function crossScores(
  treated: readonly Cell[],
  control: readonly Cell[],
  t: ArmLine,
  c: ArmLine,
  across: Matrix,
): number {
  const centred = (cells: readonly Cell[], { weights }: ArmLine) => {
    const mean = means(pool(cells.map(({ moments }) => withoutClusters(moments))));
    return [-mean.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0), ...weights];
  };
  return form(centred(treated, t), across, centred(control, c)) / (t.units * c.units);
}

/** Small strata as one, so that each has at least two units in every arm. `merged` says how many were put together. */
export function mergeSmallStrata(arms: readonly (readonly Cell[])[]): { arms: Cell[][]; merged: number } {
  const strata = new Set(arms.flat().map(({ stratum }) => stratum));
  const small = [...strata].filter((stratum) =>
    arms.some((cells) => size(cells.find((cell) => cell.stratum === stratum)?.moments ?? empty) < 2),
  );
  if (small.length === 0 || strata.size === 1) return { arms: arms.map((cells) => [...cells]), merged: 0 };
  const put = new Set(small);
  return {
    merged: small.length,
    arms: arms.map((cells) => {
      const rest = cells.filter(({ stratum }) => put.has(stratum));
      const kept = cells.filter(({ stratum }) => !put.has(stratum));
      return rest.length === 0 ? kept : [...kept, { stratum: 'rest', moments: pool(rest.map((c) => c.moments)) }];
    }),
  };
}
const empty: Moments = { units: [[0]] };
