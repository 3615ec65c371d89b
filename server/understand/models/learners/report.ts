/** Scores against what happened, on rows the model has not seen. Weights let a sample speak for all: absent, each row counts once. */

export interface Judged {
  readonly scores: Float64Array;
  /** 1 or 0. */
  readonly target: Float64Array;
  readonly weights?: Float64Array | undefined;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface Report {
  readonly rows: number;
  readonly positives: number;
  /** Area under the ROC curve with its 95% interval. */
  readonly auc: { readonly estimate: number; readonly low: number; readonly high: number };
  readonly averagePrecision: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly liftTopDecile: number;
  readonly roc: readonly CurvePoint[];
  readonly precisionRecall: readonly CurvePoint[];
  readonly deciles: readonly Decile[];
  readonly calibration: readonly CalibrationBand[];
}

/** A tenth of the rows by falling score. */
export interface Decile {
  readonly decile: number;
  readonly rows: number;
  readonly positives: number;
  /** Its rate over the rate of all. */
  readonly lift: number;
  /** Share of all positives in this tenth and those before. */
  readonly gain: number;
}
export interface CalibrationBand {
  readonly predicted: number;
  readonly observed: number;
  readonly rows: number;
}

/** Points of a curve that is drawn; more cannot be seen. */
const curvePoints = 200;

export function reportOf(judged: Judged): Report {
  const steps = stepsOf(judged);
  const deciles = decilesOf(steps);
  return {
    rows: judged.scores.length,
    positives: judged.target.reduce((sum, y) => sum + y, 0),
    auc: aucWithInterval(judged),
    averagePrecision: averagePrecisionOf(steps),
    brier: brierOf(judged),
    logLoss: logLossOf(judged),
    liftTopDecile: deciles[0]?.lift ?? NaN,
    roc: rocOf(steps),
    precisionRecall: precisionRecallOf(steps),
    deciles,
    calibration: calibrationOf(steps),
  };
}

/** Rows of equal score, falling: weight of those with the event and without. */
interface Step {
  readonly score: number;
  readonly rows: number;
  readonly positive: number;
  readonly negative: number;
}

function stepsOf({ scores, target, weights }: Judged): Step[] {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const steps: { score: number; rows: number; positive: number; negative: number }[] = [];
  for (const row of order) {
    const weight = weights ? weights[row]! : 1;
    let step = steps.at(-1);
    if (step?.score !== scores[row]) steps.push((step = { score: scores[row]!, rows: 0, positive: 0, negative: 0 }));
    step!.rows++;
    if (target[row] === 1) step!.positive += weight;
    else step!.negative += weight;
  }
  return steps;
}

const totals = (steps: readonly Step[]) => ({
  positive: steps.reduce((sum, step) => sum + step.positive, 0),
  negative: steps.reduce((sum, step) => sum + step.negative, 0),
});

/** The chance that one with the event scores above one without, ties counting half (Mann and Whitney 1947). */
export function areaUnderRoc(scores: Float64Array, target: Float64Array, weights?: Float64Array): number {
  const steps = stepsOf({ scores, target, weights });
  const { positive, negative } = totals(steps);
  let below = negative;
  let sum = 0;
  for (const step of steps) {
    below -= step.negative;
    sum += step.positive * (below + step.negative / 2);
  }
  return sum / (positive * negative);
}

/**
 * DeLong, DeLong and Clarke-Pearson 1988: the variance of the area from each row's share of it, on the scale of the
 * logit, so that the interval stays between 0 and 1.
 */
function aucWithInterval({ scores, target, weights }: Judged): Report['auc'] {
  const steps = stepsOf({ scores, target, weights });
  const all = totals(steps);
  const estimate = areaUnderRoc(scores, target, weights);
  let belowNegative = all.negative;
  let abovePositive = 0;
  const spread = { positive: 0, negative: 0 };
  const count = { positive: target.reduce((sum, y) => sum + y, 0), negative: 0 };
  count.negative = target.length - count.positive;
  for (const step of steps) {
    belowNegative -= step.negative;
    const ofPositive = (belowNegative + step.negative / 2) / all.negative;
    const ofNegative = (abovePositive + step.positive / 2) / all.positive;
    abovePositive += step.positive;
    spread.positive += step.positive * (ofPositive - estimate) ** 2;
    spread.negative += step.negative * (ofNegative - estimate) ** 2;
  }
  const variance =
    spread.positive / all.positive / Math.max(count.positive - 1, 1) +
    spread.negative / all.negative / Math.max(count.negative - 1, 1);
  const inner = estimate * (1 - estimate);
  if (!(inner > 0)) return { estimate, low: estimate, high: estimate };
  const logit = Math.log(estimate / (1 - estimate));
  const reach = (1.959964 * Math.sqrt(variance)) / inner;
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return { estimate, low: back(logit - reach), high: back(logit + reach) };
}

/** Σ (recall gained) · precision, over the scores in falling order. */
function averagePrecisionOf(steps: readonly Step[]): number {
  const { positive } = totals(steps);
  let hits = 0;
  let misses = 0;
  let sum = 0;
  for (const step of steps) {
    hits += step.positive;
    misses += step.negative;
    sum += (step.positive * hits) / (hits + misses);
  }
  return sum / positive;
}

/** Mean squared difference of score and outcome (Brier 1950). */
function brierOf({ scores, target, weights }: Judged): number {
  let sum = 0;
  let total = 0;
  for (const [row, score] of scores.entries()) {
    const weight = weights ? weights[row]! : 1;
    sum += weight * (score - target[row]!) ** 2;
    total += weight;
  }
  return sum / total;
}

function logLossOf({ scores, target, weights }: Judged): number {
  let sum = 0;
  let total = 0;
  for (const [row, score] of scores.entries()) {
    const weight = weights ? weights[row]! : 1;
    const p = Math.min(Math.max(target[row] === 1 ? score : 1 - score, 1e-15), 1);
    sum -= weight * Math.log(p);
    total += weight;
  }
  return sum / total;
}

function rocOf(steps: readonly Step[]): CurvePoint[] {
  const { positive, negative } = totals(steps);
  let hits = 0;
  let misses = 0;
  const points: CurvePoint[] = [{ x: 0, y: 0 }];
  for (const step of steps) {
    hits += step.positive;
    misses += step.negative;
    points.push({ x: misses / negative, y: hits / positive });
  }
  return thinned(points);
}

/** x: recall, y: precision; from the first hit on, and at the end the rate of all. */
function precisionRecallOf(steps: readonly Step[]): CurvePoint[] {
  const { positive } = totals(steps);
  let hits = 0;
  let misses = 0;
  const points: CurvePoint[] = [];
  for (const step of steps) {
    hits += step.positive;
    misses += step.negative;
    if (hits > 0) points.push({ x: hits / positive, y: hits / (hits + misses) });
  }
  return thinned(points);
}

/** Evenly along the curve, with its ends. */
function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  if (points.length <= curvePoints) return [...points];
  const last = points.length - 1;
  return Array.from({ length: curvePoints }, (_, i) => points[Math.round((i * last) / (curvePoints - 1))]!);
}

/** Cuts the weight of all rows into equal parts; rows of one score are shared out, so that ties favour nobody. */
function parts(steps: readonly Step[], count: number) {
  const { positive, negative } = totals(steps);
  const each = (positive + negative) / count;
  const found = Array.from({ length: count }, () => ({ rows: 0, positive: 0, negative: 0, scored: 0 }));
  let done = 0;
  for (const step of steps) {
    const weight = step.positive + step.negative;
    for (let left = weight; left > each * 1e-9;) {
      const at = Math.min(count - 1, Math.floor(done / each + 1e-9));
      const taken = at === count - 1 ? left : Math.min(left, (at + 1) * each - done);
      const share = taken / weight;
      const part = found[at]!;
      part.rows += step.rows * share;
      part.positive += step.positive * share;
      part.negative += step.negative * share;
      part.scored += step.score * taken;
      done += taken;
      left -= taken;
    }
  }
  return found;
}

function decilesOf(steps: readonly Step[]): Decile[] {
  const { positive, negative } = totals(steps);
  const rate = positive / (positive + negative);
  let before = 0;
  return parts(steps, 10).map((part, i) => {
    before += part.positive;
    return {
      decile: i + 1,
      rows: Math.round(part.rows),
      positives: Math.round(part.positive),
      lift: part.positive / (part.positive + part.negative) / rate,
      gain: before / positive,
    };
  });
}

/** Tenths by rising score: the mean of what was foretold beside the share of what happened. */
function calibrationOf(steps: readonly Step[]): CalibrationBand[] {
  return parts(steps, 10)
    .filter(({ positive, negative }) => positive + negative > 0)
    .map(({ rows, positive, negative, scored }) => ({
      predicted: scored / (positive + negative),
      observed: positive / (positive + negative),
      rows: Math.round(rows),
    }))
    .toReversed();
}
