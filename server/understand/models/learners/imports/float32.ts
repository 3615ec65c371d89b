/*
 * Other libraries round a value to 32 bits before they compare it. Rounding is monotone, so what they ask of the rounded
 * value is one comparison of the value itself, with a bound half-way between two neighbours of 32 bits.
 */
const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);
const doubles = new Float64Array(1);
const words = new BigInt64Array(doubles.buffer);

/** The largest Float64 below a finite one. */
export function before64(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  doubles[0] = value;
  words[0]! += value > 0 ? -1n : 1n;
  return doubles[0];
}
export const after64 = (value: number): number => -before64(-value);

/** The largest 32-bit number below one of 32 bits. */
export function before32(value: number): number {
  if (value === 0) return -1.401298464324817e-45;
  floats[0] = value;
  bits[0]! += value > 0 ? -1 : 1;
  return floats[0];
}
const after32 = (value: number): number => -before32(-value);

/** The largest Float64 that rounds to at most a number of 32 bits: x ≤ this as Float64 is fround(x) ≤ value. */
export function lastAtMost(value: number): number {
  const above = after32(value);
  if (!Number.isFinite(above)) return Number.MAX_VALUE;
  const middle = value / 2 + above / 2;
  // Half-way goes to the even one.
  return Math.fround(middle) <= value ? middle : before64(middle);
}

/** The largest Float64 that rounds to less than a number of 32 bits: x ≤ this as Float64 is fround(x) < value. */
export const lastBelow = (value: number): number => lastAtMost(before32(value));
