import type { Operator } from './operator.ts';

/** Ten digits after the leading 1; 3¹⁸ has no factor in common with 10⁹, so no two customers share a number. */
export const phoneDigits = (index: number): number => 3_000_000_000 + (((index + 1) * 387_420_489) % 1_000_000_000);

/** A point inside a cell of four corners. */
export function pointIn(
  corners: Operator['served'][number]['corners'],
  u: number,
  v: number,
): readonly [number, number] {
  const at = (k: 0 | 1) =>
    (corners[0][k] * (1 - u) + corners[1][k] * u) * (1 - v) + (corners[3][k] * (1 - u) + corners[2][k] * u) * v;
  return [at(0), at(1)];
}
