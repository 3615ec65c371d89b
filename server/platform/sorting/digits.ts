export const digitBits = 11;
const digits = 1 << digitBits;

/** The digit of a key that begins at the bit `shift`. */
export const digitOf = (key: number, shift: number): number => (key >>> shift) & (digits - 1);

export const newStarts = (): Uint32Array => new Uint32Array(digits);

/** Finds for each digit where its keys begin when they stand in the order of that digit. */
export function findStarts(keys: Int32Array, shift: number, starts: Uint32Array): void {
  starts.fill(0);
  for (let i = 0; i < keys.length; i++) starts[digitOf(keys[i]!, shift)]!++;
  let start = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = starts[digit]!;
    starts[digit] = start;
    start += count;
  }
}
