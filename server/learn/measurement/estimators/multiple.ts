/** Which error is held: of any false alarm among all (Holm), or the share of false ones among the alarms (Benjamini–Hochberg). */
export type Adjustment = 'holm' | 'bh' | 'none';

/**
 * Adjusted p values, in the order given. Holm: S. Holm, Scand. J. Statist. 6 (1979), step-down; Benjamini–Hochberg:
 * J. R. Statist. Soc. B 57 (1995), step-up. What has no p value has no adjusted one and is not counted.
 */
export function adjust(ps: readonly (number | null)[], how: Adjustment): (number | null)[] {
  if (how === 'none') return [...ps];
  const known = ps.flatMap((p, place) => (p === null ? [] : [{ p, place }])).toSorted((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = ps.map(() => null);
  const values = how === 'holm' ? stepDown(known.map(({ p }) => p)) : stepUp(known.map(({ p }) => p));
  for (const [rank, { place }] of known.entries()) adjusted[place] = values[rank] ?? null;
  return adjusted;
}

function stepDown(sorted: readonly number[]): number[] {
  let largest = 0;
  return sorted.map((p, rank) => (largest = Math.min(1, Math.max(largest, (sorted.length - rank) * p))));
}

function stepUp(sorted: readonly number[]): number[] {
  let least = 1;
  return sorted
    .map((p, rank) => (p * sorted.length) / (rank + 1))
    .toReversed()
    .map((p) => (least = Math.min(least, p)))
    .toReversed();
}
