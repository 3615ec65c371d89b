/**
 * How many to draw of each stratum, so that every one has its share of the sample to within one: whole numbers that add
 * up to `size`, or all of them where there are no more (largest remainder; of equal remainders the earlier stratum).
 */
export function quotasOf(counts: readonly number[], size: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= size) return [...counts];
  const exact = counts.map((count) => (count * size) / total);
  const quotas = exact.map(Math.floor);
  const left = size - quotas.reduce((sum, quota) => sum + quota, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, remainder: share - Math.floor(share) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) quotas[i]! += 1;
  return quotas;
}
