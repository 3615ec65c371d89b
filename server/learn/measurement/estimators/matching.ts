import { solve } from './matrix.ts';

/** One unit: its outcome and its score. */
export interface ScoredUnit {
  readonly outcome: number;
  readonly score: number;
  /** Place among the units that were given. */
  readonly index: number;
}

/**
 * The log odds of being treated given the covariates: logistic regression by Newton's method (as statsmodels `Logit`).
 * @param rows one vector of covariates a unit
 */
export function propensityScores(rows: readonly (readonly number[])[], treated: readonly boolean[]): number[] {
  const vectors = standardised(rows).map((row) => [1, ...row]);
  const width = vectors[0]?.length ?? 1;
  let slopes = Array.from({ length: width }, () => 0);
  const score = (vector: readonly number[]) => vector.reduce((sum, x, i) => sum + x * (slopes[i] ?? 0), 0);
  for (let round = 0; round < 50; round++) {
    const gradient = Array.from({ length: width }, () => 0);
    const hessian = Array.from({ length: width }, () => Array.from({ length: width }, () => 0));
    for (const [i, vector] of vectors.entries()) {
      const p = 1 / (1 + Math.exp(-score(vector)));
      for (let a = 0; a < width; a++) {
        const x = vector[a] ?? 0;
        gradient[a] = (gradient[a] ?? 0) + (Number(treated[i]) - p) * x;
        const row = hessian[a] as number[];
        for (let b = 0; b < width; b++) row[b] = (row[b] ?? 0) + p * (1 - p) * x * (vector[b] ?? 0);
      }
    }
    const step = solve(hessian, gradient);
    slopes = slopes.map((slope, i) => slope + (step[i] ?? 0));
    if (Math.max(...step.map(Math.abs)) < 1e-12) break;
  }
  return vectors.map(score);
}

function standardised(rows: readonly (readonly number[])[]): number[][] {
  const width = rows[0]?.length ?? 0;
  const n = rows.length;
  const scale = Array.from({ length: width }, (_, i) => {
    const mean = rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / n;
    const sd = Math.sqrt(rows.reduce((sum, row) => sum + ((row[i] ?? 0) - mean) ** 2, 0) / n);
    return { mean, sd: sd === 0 ? 1 : sd };
  });
  return rows.map((row) => row.map((x, i) => (x - (scale[i]?.mean ?? 0)) / (scale[i]?.sd ?? 1)));
}

export interface Matched {
  /** Average effect on the treated. */
  readonly effect: number;
  readonly variance: number;
  /** Mean outcome of the controls matched to the treated, each as often as it was taken. */
  readonly controlMean: number;
  /** How often each control was taken, by its `index`; those that were not taken are left out. */
  readonly taken: ReadonlyMap<number, number>;
}

/**
 * Each treated unit beside the control with the nearest score, controls taken again and again. The average of the
 * differences and its variance: A. Abadie and G. Imbens, Econometrica 74 (2006), theorem 7 (one match, effect on the
 * treated), σ² of a control from the control nearest to it; the score is taken as known.
 */
export function matchedEffect(treated: readonly ScoredUnit[], control: readonly ScoredUnit[]): Matched {
  const sorted = control.toSorted((a, b) => a.score - b.score || a.outcome - b.outcome);
  const taken = new Map<number, number>();
  const differences: number[] = [];
  let controlSum = 0;
  for (const { outcome, score } of treated) {
    const place = nearest(sorted, score);
    const other = sorted[place]?.outcome ?? NaN;
    taken.set(place, (taken.get(place) ?? 0) + 1);
    differences.push(outcome - other);
    controlSum += other;
  }
  const n = treated.length;
  const effect = differences.reduce((sum, d) => sum + d, 0) / n;
  let squares = differences.reduce((sum, d) => sum + (d - effect) ** 2, 0);
  for (const [place, times] of taken) squares += times * (times - 1) * noise(sorted, place);
  return {
    effect,
    variance: squares / n ** 2,
    controlMean: controlSum / n,
    taken: new Map([...taken].map(([place, times]) => [sorted[place]?.index ?? -1, times])),
  };
}

/** The place of the nearest score; of two equally near the lower one. */
function nearest(sorted: readonly ScoredUnit[], score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.score ?? Infinity) < score) low = middle + 1;
    else high = middle;
  }
  if (low === sorted.length) return low - 1;
  if (low === 0) return 0;
  return score - (sorted[low - 1]?.score ?? -Infinity) <= (sorted[low]?.score ?? Infinity) - score ? low - 1 : low;
}

/** Variance of the outcome at a control's score: half the squared difference to the control beside it. */
function noise(sorted: readonly ScoredUnit[], place: number): number {
  const own = sorted[place];
  const before = sorted[place - 1];
  const after = sorted[place + 1];
  if (!own || (!before && !after)) return 0;
  const gap = (other: ScoredUnit | undefined) => (other ? Math.abs(other.score - own.score) : Infinity);
  const other = gap(before) <= gap(after) ? before : after;
  return ((other?.outcome ?? own.outcome) - own.outcome) ** 2 / 2;
}

/** Difference of the means in standard deviations of the treated, before and after matching (P. Rosenbaum and D. Rubin 1985). */
export function standardisedDifferences(
  treated: readonly number[],
  control: readonly { readonly value: number; readonly times: number }[],
): { readonly before: number; readonly after: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const own = mean(treated);
  const sd = Math.sqrt(treated.reduce((sum, x) => sum + (x - own) ** 2, 0) / (treated.length - 1));
  const taken = control.reduce((sum, { times }) => sum + times, 0);
  const after = control.reduce((sum, { value, times }) => sum + value * times, 0) / taken;
  const all = mean(control.map(({ value }) => value));
  const inSd = (other: number) => (sd === 0 ? 0 : (own - other) / sd);
  return { before: inSd(all), after: inSd(after) };
}
