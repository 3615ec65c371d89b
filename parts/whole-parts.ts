/**
 * Whole numbers for the parts of a sum, so that what is read adds up: each part is cut, and what is left of the rounded
 * total goes to the largest remainders (Hare and Niemeyer's method of apportionment).
 */
export function wholeParts(parts: readonly number[]): { readonly total: number; readonly parts: readonly number[] } {
  // Nothing is 0, and never −0.
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0)) + 0;
  const cut = parts.map(Math.floor);
  const left = total - cut.reduce((sum, part) => sum + part, 0);
  const byRemainder = parts
    .map((part, i) => ({ i, remainder: part - Math.floor(part) }))
    .toSorted((a, b) => b.remainder - a.remainder)
    .slice(0, left);
  const more = new Set(byRemainder.map(({ i }) => i));
  return { total, parts: cut.map((part, i) => part + Number(more.has(i))) };
}
