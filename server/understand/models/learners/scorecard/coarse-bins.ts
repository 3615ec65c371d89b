import type { BinnedField } from '../trees/bin-table.ts';

/** Rows of a bin, by weight: those with the event and those without. */
export interface Counts {
  readonly positive: number;
  readonly negative: number;
}
/** Neighbouring fine bins (texts: neighbouring in rate) that became one. */
export interface CoarseBin extends Counts {
  readonly fine: readonly number[];
}

export interface Coarseness {
  readonly bins: number;
  /** Weight that each bin has at least. */
  readonly least: number;
  /** Bins of a number follow one direction: the given one, or with 0 the one that fits better. */
  readonly direction: -1 | 0 | 1 | undefined;
}

/** Bins that differ less than chance would make one differ in ten are one (likelihood ratio, χ² with one degree of freedom). */
const leastDifference = 2.71;

/** Joins fine bins until each is large enough, differs from its neighbours, and there are few enough. */
export function coarsen(field: BinnedField, fine: readonly Counts[], coarseness: Coarseness): CoarseBin[] {
  const bins = fine
    .map((counts, i): CoarseBin => ({ ...counts, fine: [i] }))
    .filter((bin) => bin.positive + bin.negative > 0);
  if (field.type === 'text')
    return merge(
      bins.toSorted((a, b) => rateOf(a) - rateOf(b) || a.fine[0]! - b.fine[0]!),
      coarseness,
    );
  const { direction } = coarseness;
  if (direction === undefined) return merge(bins, coarseness);
  const ways = (direction === 0 ? [1, -1] : [direction]).map((way) => merge(poolFalls(bins, way), coarseness));
  return ways.reduce((best, way) => (likelihood(way) > likelihood(best) ? way : best));
}

const rateOf = ({ positive, negative }: Counts) => positive / (positive + negative);
const joined = (a: CoarseBin, b: CoarseBin): CoarseBin => ({
  fine: [...a.fine, ...b.fine],
  positive: a.positive + b.positive,
  negative: a.negative + b.negative,
});

/** Pools neighbours against the direction until none is left (Ayer et al. 1955). */
function poolFalls(bins: readonly CoarseBin[], direction: number): CoarseBin[] {
  const pooled: CoarseBin[] = [];
  for (let bin of bins) {
    for (let last = pooled.at(-1); last && (rateOf(bin) - rateOf(last)) * direction <= 0; last = pooled.at(-1)) {
      pooled.pop();
      bin = joined(last, bin);
    }
    pooled.push(bin);
  }
  return pooled;
}

function merge(bins: readonly CoarseBin[], { bins: most, least }: Coarseness): CoarseBin[] {
  const left = [...bins];
  while (left.length > 1) {
    let at = 0;
    let difference = Infinity;
    for (let i = 0; i + 1 < left.length; i++) {
      const isSmall = weightOf(left[i]!) < least || weightOf(left[i + 1]!) < least;
      // Whoever is too small goes first, with the neighbour it differs from least.
      const of = between(left[i]!, left[i + 1]!) - (isSmall ? 1e12 : 0);
      if (of < difference) [at, difference] = [i, of];
    }
    if (difference >= leastDifference && left.length <= most) break;
    left.splice(at, 2, joined(left[at]!, left[at + 1]!));
  }
  return left;
}

const weightOf = ({ positive, negative }: Counts) => positive + negative;

/** Twice what the likelihood loses when two bins become one. */
const between = (a: CoarseBin, b: CoarseBin): number => 2 * (ofOne(a) + ofOne(b) - ofOne(joined(a, b)));
const likelihood = (bins: readonly CoarseBin[]) => bins.reduce((sum, bin) => sum + ofOne(bin), 0);
function ofOne({ positive, negative }: Counts): number {
  const all = positive + negative;
  return (
    (positive > 0 ? positive * Math.log(positive / all) : 0) + (negative > 0 ? negative * Math.log(negative / all) : 0)
  );
}
