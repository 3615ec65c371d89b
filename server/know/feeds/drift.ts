/** How the values of a field were spread: what the next period's drift is measured against. */
export type FieldProfile =
  /** `shares` has one more than `edges`: up to and with each edge, above the last; then the share of missing values. */
  | { readonly kind: 'number'; readonly edges: readonly number[]; readonly shares: readonly number[] }
  /** `shares` has two more than `categories`: all others, missing. */
  | { readonly kind: 'category'; readonly categories: readonly string[]; readonly shares: readonly number[] };
export type Profile = Readonly<Record<string, FieldProfile>>;

/** Above this the population has changed (the usual reading: below 0.1 stable, above 0.2 act). */
export const driftAt = 0.2;
const leastShare = 0.0001;

/** Population stability index: Σ (now − before) · ln(now / before), empty bins taken as 0.01%. */
export function populationStabilityIndex(before: readonly number[], now: readonly number[]): number {
  let sum = 0;
  for (const [index, share] of before.entries()) {
    const [a, b] = [Math.max(share, leastShare), Math.max(now[index] ?? 0, leastShare)];
    sum += (b - a) * Math.log(b / a);
  }
  return sum;
}

/** Counts up to each edge → the share of each bin, then of missing values. */
export function numberShares(upTo: readonly number[], known: number, total: number): number[] {
  if (total === 0) return [...upTo.map(() => 0), 0, 0];
  const bins = [...upTo, known].map((count, index) => (count - (index === 0 ? 0 : (upTo[index - 1] ?? 0))) / total);
  return [...bins, (total - known) / total];
}

export function categoryShares(counts: readonly number[], known: number, total: number): number[] {
  if (total === 0) return [...counts.map(() => 0), 0, 0];
  const named = counts.reduce((sum, count) => sum + count, 0);
  return [...counts.map((count) => count / total), (known - named) / total, (total - known) / total];
}
