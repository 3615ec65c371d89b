import type { Calibration, ModelDocument } from '#query';
import { scoreOfSum } from '#query';
import { take } from './table.ts';

/** Rows a model has not learnt from: their sums before the link (see `marginsOf`), and how many each stands for. */
export interface Unseen {
  readonly margins: Float64Array;
  readonly target: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Fits a calibration of a model on rows it has not learnt from.
 * @returns the model with the calibration in place of the one it had
 */
export function calibrate<M extends ModelDocument>(model: M, kind: Calibration['kind'], unseen: Unseen): M {
  const plain = uncalibrated(model);
  const { margins, target, weights } = unseen;
  const calibration =
    kind === 'platt' ? fitPlatt(margins, target, weights) : fitIsotonic(scoresOf(plain, margins), target, weights);
  return { ...plain, calibration };
}

/**
 * The correction that foretells unseen rows best: Platt's curve, the isotonic one, or none. Each is fitted on one half of
 * the rows and asked of the other, both ways; a correction has to lower the log loss by more than the standard error of
 * the gain, and the isotonic has to beat Platt's as clearly. What is chosen is fitted on all of the rows.
 */
export function chooseCalibration<M extends ModelDocument>(model: M, unseen: Unseen): M {
  const plain = uncalibrated(model);
  const rows = Int32Array.from(unseen.target.keys());
  const halves = [rows.filter((row) => row % 2 === 0), rows.filter((row) => row % 2 === 1)] as const;
  const lossesOf = (kind: Calibration['kind'] | 'none'): Float64Array => {
    const losses = new Float64Array(rows.length);
    for (const [fitted, asked] of [halves, halves.toReversed() as unknown as typeof halves]) {
      const used = kind === 'none' ? plain : calibrate(plain, kind, rowsOf(unseen, fitted));
      for (const row of asked) losses[row] = logLoss(scoreOfSum(used, unseen.margins[row]!), unseen.target[row]!);
    }
    return losses;
  };
  let best: { kind: Calibration['kind'] | 'none'; losses: Float64Array } = { kind: 'none', losses: lossesOf('none') };
  for (const kind of ['platt', 'isotonic'] as const) {
    const losses = lossesOf(kind);
    if (isClearlyLess(losses, best.losses, unseen.weights)) best = { kind, losses };
  }
  return best.kind === 'none' ? plain : calibrate(plain, best.kind, unseen);
}

function uncalibrated<M extends ModelDocument>(model: M): M {
  const plain = { ...model };
  delete (plain as { calibration?: Calibration }).calibration;
  return plain;
}

const rowsOf = ({ margins, target, weights }: Unseen, rows: Int32Array): Unseen => ({
  margins: take(margins, rows),
  target: take(target, rows),
  weights: take(weights, rows),
});

function logLoss(score: number, y: number): number {
  const p = Math.min(Math.max(score, 1e-6), 1 - 1e-6);
  return y === 1 ? -Math.log(p) : -Math.log(1 - p);
}

/** Whether the weighted mean of the differences is below 0 by more than its standard error. */
function isClearlyLess(losses: Float64Array, than: Float64Array, weights: Float64Array): boolean {
  const all = weights.reduce((sum, w) => sum + w, 0);
  const mean = weights.reduce((sum, w, i) => sum + w * (losses[i]! - than[i]!), 0) / all;
  const squares = weights.reduce((sum, w, i) => sum + (w * (losses[i]! - than[i]! - mean)) ** 2, 0);
  return mean < -Math.sqrt(squares) / all;
}

const scoresOf = (model: ModelDocument, margins: Float64Array) => margins.map((sum) => scoreOfSum(model, sum));
const ones = (of: Float64Array): Float64Array => new Float64Array(of.length).fill(1);

/**
 * Logistic regression of the outcome on the sum, by Newton steps, with Platt's smoothed targets (Platt 1999; Lin, Lin and
 * Weng 2007).
 */
export function fitPlatt(
  margins: Float64Array,
  target: Float64Array,
  weights = ones(target),
): Extract<Calibration, { kind: 'platt' }> {
  const positives = target.reduce((sum, y) => sum + y, 0);
  const yes = (positives + 1) / (positives + 2);
  const no = 1 / (target.length - positives + 2);
  let slope = 1;
  let shift = 0;
  for (let step = 0; step < 50; step++) {
    const sums = { slope: 0, shift: 0, aa: 1e-9, ab: 0, bb: 1e-9 };
    for (const [row, x] of margins.entries()) {
      const p = 1 / (1 + Math.exp(-(slope * x + shift)));
      const error = p - (target[row] === 1 ? yes : no);
      const weight = weights[row]! * Math.max(p * (1 - p), 1e-12);
      sums.slope += weights[row]! * error * x;
      sums.shift += weights[row]! * error;
      sums.aa += weight * x * x;
      sums.ab += weight * x;
      sums.bb += weight;
    }
    const determinant = sums.aa * sums.bb - sums.ab * sums.ab;
    const bySlope = (sums.bb * sums.slope - sums.ab * sums.shift) / determinant;
    const byShift = (sums.aa * sums.shift - sums.ab * sums.slope) / determinant;
    slope -= bySlope;
    shift -= byShift;
    if (Math.abs(bySlope) + Math.abs(byShift) < 1e-10) break;
  }
  return { kind: 'platt', slope, shift };
}

/** At most so many points, since each becomes a branch in SQL. */
const mostPoints = 30;

/**
 * The monotone curve nearest to the outcomes by least squares: neighbours that fall are pooled until none does (Ayer et
 * al. 1955). Each pool is a point at its mean score.
 */
export function fitIsotonic(
  scores: Float64Array,
  target: Float64Array,
  weights = ones(target),
): Extract<Calibration, { kind: 'isotonic' }> {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]! || a - b);
  let pools: Pool[] = [];
  for (const row of order) {
    const weight = weights[row]!;
    let pool: Pool = { weight, scored: weight * scores[row]!, positives: weight * target[row]! };
    for (let last = pools.at(-1); last && mustPool(last, pool); last = pools.at(-1)) {
      pools.pop();
      pool = pooled(last, pool);
    }
    pools.push(pool);
  }
  while (pools.length > mostPoints) pools = halved(pools);
  return { kind: 'isotonic', points: pools.map((pool) => ({ at: meanScore(pool), score: rateOf(pool) })) };
}

interface Pool {
  readonly weight: number;
  readonly scored: number;
  readonly positives: number;
}
const meanScore = ({ scored, weight }: Pool) => scored / weight;
const rateOf = ({ positives, weight }: Pool) => positives / weight;
const pooled = (a: Pool, b: Pool): Pool => ({
  weight: a.weight + b.weight,
  scored: a.scored + b.scored,
  positives: a.positives + b.positives,
});
const mustPool = (a: Pool, b: Pool) => rateOf(a) >= rateOf(b) || meanScore(a) >= meanScore(b);

/** Joins neighbours two by two: what rose still rises. */
const halved = (pools: readonly Pool[]): Pool[] =>
  pools.flatMap((pool, i) => (i % 2 === 1 ? [] : pools[i + 1] ? [pooled(pool, pools[i + 1]!)] : [pool]));
