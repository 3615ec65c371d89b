import { createRandom } from './random.ts';
import { solve } from './matrix.ts';

export interface Pair {
  readonly first: number;
  readonly second: number;
  /** Mahalanobis distance of the covariates. */
  readonly distance: number;
}

/**
 * Units in pairs that are alike: the two nearest of all that are left, again and again, by Mahalanobis distance (R.
 * Greevy, B. Lu, J. Silber, P. Rosenbaum, Biostatistics 5 (2004), greedy). With an odd number one unit is left over: the
 * one that is like nobody.
 * @param rows one vector of covariates a unit, known before
 * @returns pairs by places in `rows`, the closest first
 */
export function nearestPairs(rows: readonly (readonly number[])[]): Pair[] {
  const distance = mahalanobis(rows);
  const all: Pair[] = [];
  for (let first = 0; first < rows.length; first++)
    for (let second = first + 1; second < rows.length; second++)
      all.push({ first, second, distance: distance(first, second) });
  all.sort((a, b) => a.distance - b.distance || a.first - b.first || a.second - b.second);
  const used = new Set<number>();
  return all.filter(({ first, second }) => {
    if (used.has(first) || used.has(second)) return false;
    used.add(first).add(second);
    return true;
  });
}

/** √((a−b)' S⁻¹ (a−b)), S the sample covariance; a covariate that does not vary tells nothing apart. */
function mahalanobis(rows: readonly (readonly number[])[]): (a: number, b: number) => number {
  const n = rows.length;
  const width = rows[0]?.length ?? 0;
  const places = Array.from({ length: width }, (_, i) => i);
  const mean = places.map((i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / n);
  const covariance = places.map((i) =>
    places.map(
      (j) =>
        rows.reduce((sum, row) => sum + ((row[i] ?? 0) - (mean[i] ?? 0)) * ((row[j] ?? 0) - (mean[j] ?? 0)), 0) /
        (n - 1),
    ),
  );
  const inverse = places.map((i) =>
    solve(
      covariance,
      places.map((j) => Number(i === j)),
    ),
  );
  return (a, b) => {
    const gap = places.map((i) => (rows[a]?.[i] ?? 0) - (rows[b]?.[i] ?? 0));
    const square = places.reduce(
      (sum, i) => sum + places.reduce((own, j) => own + (gap[i] ?? 0) * (inverse[i]?.[j] ?? 0) * (gap[j] ?? 0), 0),
      0,
    );
    return Math.sqrt(Math.max(0, square));
  };
}

/** Which of each pair is treated: a fair coin of the seed for each. */
export function drawWithinPairs(pairs: number, seed: number): ('first' | 'second')[] {
  const random = createRandom(seed);
  return Array.from({ length: pairs }, () => (random() < 0.5 ? 'first' : 'second'));
}
