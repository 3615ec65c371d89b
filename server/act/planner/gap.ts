/** Less than this, in the unit of gains, is what rounding leaves of nothing. */
export const leastBound = 1e-6;

/** By what share of the best there is a plan may be worth less; 0 where nothing can be gained. */
export function gapOf({ value, bound }: { readonly value: number; readonly bound: number }): number {
  return bound > leastBound ? (bound - value) / bound : 0;
}
