import { solve } from './matrix.ts';

/** Rows of donors' outcomes: one a period, one column a donor. */
type Periods = readonly (readonly number[])[];

/**
 * Weights of the donors, none below 0, together 1, with which their outcomes come nearest (least squares) to those of
 * the treated unit before it was treated. A. Abadie, A. Diamond, J. Hainmueller, J. Am. Stat. Assoc. 105 (2010), outcomes
 * of all periods before as predictors. Active set: donors come in while that lowers the sum of squares, and go out at 0.
 * As weights add up to 1, the misfit is that of the donors' differences to the treated unit, which keeps the digits. A
 * ridge of 10⁻¹² of their scale picks the evenest weights where several fit alike.
 */
export function donorWeights(before: Periods, treated: readonly number[]): number[] {
  const donors = before[0]?.length ?? 0;
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const columns = Array.from({ length: donors }, (_, j) => before.map((row, t) => (row[j] ?? 0) - (treated[t] ?? 0)));
  const scale = Math.max(...columns.map((own) => dot(own, own)), Number.MIN_VALUE);
  const gram = columns.map((a, i) => columns.map((b, j) => dot(a, b) + (i === j ? 1e-12 * scale : 0)));
  const gradient = (weights: readonly number[], j: number) => dot(gram[j] ?? [], weights);
  const misfit = (j: number) => gram[j]?.[j] ?? 0;
  const start = columns.reduce((best, _, j) => (misfit(j) < misfit(best) ? j : best), 0);
  let weights = columns.map((_, j) => Number(j === start));
  let active = [start];
  for (let round = 0; round < 50 * donors + 100; round++) {
    const level = gradient(weights, active[0] ?? 0);
    const next = columns.reduce((best, _, j) => {
      if (active.includes(j)) return best;
      return best < 0 || gradient(weights, j) < gradient(weights, best) ? j : best;
    }, -1);
    if (next < 0 || gradient(weights, next) >= level - 1e-12 * scale) break;
    active = [...active, next];
    ({ weights, active } = settle(gram, weights, active));
  }
  return weights;
}

/** The best weights of the active donors; those that would fall below 0 go out, one after the other. */
function settle(
  gram: Periods,
  weights: readonly number[],
  active: readonly number[],
): { weights: number[]; active: number[] } {
  let current = [...weights];
  let left = [...active];
  for (;;) {
    const wanted = bestOf(gram, left);
    const falling = left.filter((_, i) => (wanted[i] ?? 0) <= 0);
    if (falling.length === 0) {
      const settled = current.map(() => 0);
      for (const [i, j] of left.entries()) settled[j] = wanted[i] ?? 0;
      return { weights: settled, active: left };
    }
    const way = (j: number) => {
      const [from, to] = [current[j] ?? 0, wanted[left.indexOf(j)] ?? 0];
      return from / Math.max(from - to, Number.MIN_VALUE);
    };
    const step = Math.min(1, ...falling.map(way));
    const moved = [...current];
    for (const [i, j] of left.entries()) moved[j] = (current[j] ?? 0) + step * ((wanted[i] ?? 0) - (current[j] ?? 0));
    const out = falling.reduce((first, j) => (way(j) < way(first) ? j : first), falling[0] ?? 0);
    moved[out] = 0;
    current = moved;
    left = left.filter((j) => j !== out);
  }
}

/** Least squares of the donors with weights that add up to 1: the first weight is one less the others. */
function bestOf(gram: Periods, of: readonly number[]): number[] {
  const [first = 0, ...others] = of;
  const g = (i: number, j: number) => gram[i]?.[j] ?? 0;
  const matrix = others.map((i) => others.map((j) => g(i, j) - g(i, first) - g(first, j) + g(first, first)));
  const right = others.map((i) => g(first, first) - g(i, first));
  const rest = solve(matrix, right);
  return [1 - rest.reduce((sum, weight) => sum + weight, 0), ...rest];
}

export interface SyntheticFit {
  readonly weights: readonly number[];
  /** Treated less synthetic, of every period. */
  readonly gaps: readonly number[];
  /** Root mean square of the gaps before, and after. */
  readonly errorBefore: number;
  readonly errorAfter: number;
  /** Mean of the gaps after. */
  readonly effect: number;
}

/**
 * @param panel one row a period, one column a unit
 * @param treated the column of the treated unit; `donors` those that may stand for it
 * @param periodsBefore how many of the first periods lie before treatment
 */
export function syntheticFit(
  panel: Periods,
  treated: number,
  donors: readonly number[],
  periodsBefore: number,
): SyntheticFit {
  const of = (row: readonly number[]) => donors.map((j) => row[j] ?? NaN);
  const own = panel.map((row) => row[treated] ?? NaN);
  const weights = donorWeights(panel.slice(0, periodsBefore).map(of), own.slice(0, periodsBefore));
  const gaps = panel.map(
    (row, t) => (own[t] ?? NaN) - of(row).reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0),
  );
  const rootMean = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, gap) => sum + gap ** 2, 0) / values.length);
  const after = gaps.slice(periodsBefore);
  return {
    weights,
    gaps,
    errorBefore: rootMean(gaps.slice(0, periodsBefore)),
    errorAfter: rootMean(after),
    effect: after.reduce((sum, gap) => sum + gap, 0) / after.length,
  };
}

/**
 * Whether the treated unit departs more than units that were not treated: each donor in its turn as if it had been, and
 * the share of all units whose error after over error before is at least that of the treated one.
 */
export function placeboTest(panel: Periods, treated: number, donors: readonly number[], periodsBefore: number) {
  const ratio = ({ errorAfter, errorBefore }: SyntheticFit) =>
    errorBefore === 0 ? (errorAfter === 0 ? 0 : Infinity) : errorAfter / errorBefore;
  const fit = syntheticFit(panel, treated, donors, periodsBefore);
  const placebos = donors.map((donor) =>
    syntheticFit(
      panel,
      donor,
      donors.filter((other) => other !== donor),
      periodsBefore,
    ),
  );
  const own = ratio(fit);
  const asLarge = placebos.filter((placebo) => ratio(placebo) >= own).length;
  return { fit, ratio: own, placeboRatios: placebos.map(ratio), p: (1 + asLarge) / (1 + donors.length) };
}
