import { rankingOf } from './curve.ts';

/** Spearman's rank correlation; ties have their mean rank. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const mean = (x.length - 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mean) * (y[i]! - mean);
    xx += (x[i]! - mean) ** 2;
    yy += (y[i]! - mean) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

function ranksOf(values: Float64Array): Float64Array {
  const { order, ends } = rankingOf(values);
  const ranks = new Float64Array(values.length);
  let from = 0;
  for (const end of ends) {
    for (let i = from; i < end; i++) ranks[order[i]!] = (from + end - 1) / 2;
    from = end;
  }
  return ranks;
}
