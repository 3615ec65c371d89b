import { chance } from '../learners/chance.ts';
import { poissonOne } from './poisson.ts';
import { curvePoints, figuresOf, rankingOf, type Figures, type Interval, type Judged } from './curve.ts';

export interface Judgement {
  readonly qini: Interval;
  readonly area: Interval;
  readonly effect: Interval;
  readonly upliftAt: readonly { readonly share: number; readonly uplift: Interval }[];
  readonly curve: readonly { readonly share: number; readonly uplift: Interval }[];
}

const resamples = 200;
const level = 0.95;

/**
 * What targeting by a score is worth, with percentile intervals over resampled customers (Efron 1979). The same seed gives
 * the same intervals, and different scores of the same customers are judged on the same resamples.
 */
export function judge(judged: Judged, shares: readonly number[], seed: number): Judgement {
  const ranking = rankingOf(judged.score);
  const own = judged.weights ?? new Float64Array(judged.score.length).fill(1);
  const estimate = figuresOf(ranking, judged, own, shares);
  const weights = new Float64Array(own.length);
  const drawn: Figures[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < own.length; i++) weights[i] = own[i]! * poissonOne(chance(seed, r, i));
    drawn.push(figuresOf(ranking, judged, weights, shares));
  }
  const interval = (of: (figures: Figures) => number): Interval => {
    const sorted = drawn.map(of).sort((a, b) => a - b);
    const at = (p: number): number =>
      sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(p * (sorted.length - 1))))] ?? 0;
    return { estimate: of(estimate), low: at((1 - level) / 2), high: at(1 - (1 - level) / 2) };
  };
  return {
    qini: interval((f) => f.qini),
    area: interval((f) => f.area),
    effect: interval((f) => f.effect),
    upliftAt: shares.map((share, i) => ({ share, uplift: interval((f) => f.upliftAt[i] ?? 0) })),
    curve: curvePoints.map((share, i) => ({ share, uplift: interval((f) => f.curve[i] ?? 0) })),
  };
}

/** Tenths by falling score: what was foretold, and what was seen. Weighted rows count as the customers they stand for. */
export function upliftDeciles(
  judged: Judged,
): { decile: number; customers: number; predicted: number; observed: Interval }[] {
  const { order } = rankingOf(judged.score);
  return Array.from({ length: 10 }, (_, d) => {
    const rows = order.subarray(Math.floor((d * order.length) / 10), Math.floor(((d + 1) * order.length) / 10));
    let [n, foretold] = [0, 0];
    for (const row of rows) {
      const weight = judged.weights?.[row] ?? 1;
      n += weight;
      foretold += weight * judged.score[row]!;
    }
    return {
      decile: d + 1,
      customers: rows.length,
      predicted: n === 0 ? 0 : foretold / n,
      observed: upliftOfRows(judged, rows),
    };
  });
}

interface ArmSums {
  n: number;
  sum: number;
  squares: number;
  squaredWeights: number;
}

const normalQuantile = 1.959963984540054;

/** Treated less control among some rows, with its normal 95% interval of unequal variances. */
export function upliftOfRows({ treated, outcome, weights }: Judged, rows: Int32Array): Interval {
  const none = (): ArmSums => ({ n: 0, sum: 0, squares: 0, squaredWeights: 0 });
  const [control, contacted] = [none(), none()];
  for (const row of rows) {
    const of = treated[row] === 1 ? contacted : control;
    const weight = weights?.[row] ?? 1;
    of.n += weight;
    of.sum += weight * outcome[row]!;
    of.squares += weight * outcome[row]! ** 2;
    of.squaredWeights += weight ** 2;
  }
  if (control.n === 0 || contacted.n === 0) return { estimate: 0, low: 0, high: 0 };
  const [mean, variance] = [
    (of: ArmSums) => of.sum / of.n,
    // The effective number of weighted rows (Kish 1965).
    (of: ArmSums) => Math.max(0, of.squares / of.n - (of.sum / of.n) ** 2) / (of.n ** 2 / of.squaredWeights),
  ];
  const estimate = mean(contacted) - mean(control);
  const reach = normalQuantile * Math.sqrt(variance(contacted) + variance(control));
  return { estimate, low: estimate - reach, high: estimate + reach };
}
