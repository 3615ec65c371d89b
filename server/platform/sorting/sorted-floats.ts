import { digitBits, digitOf, findStarts, newStarts } from './digits.ts';

const shifts = [0, digitBits, 2 * digitBits] as const;

/**
 * The numbers in rising order, as `toSorted` gives them, by their bits: those of a positive double rise with it, those of
 * a negative one fall. NaN is not looked for and must not be among them.
 */
export function sortedFloats(values: Float64Array): Float64Array {
  const length = values.length;
  let now = risingWords(values);
  let next = { low: new Int32Array(length), high: new Int32Array(length) };
  const starts = newStarts();
  for (const half of ['low', 'high'] as const)
    for (const shift of shifts) {
      const key = now[half];
      findStarts(key, shift, starts);
      for (let i = 0; i < length; i++) {
        const to = starts[digitOf(key[i]!, shift)]!++;
        next.low[to] = now.low[i]!;
        next.high[to] = now.high[i]!;
      }
      [now, next] = [next, now];
    }
  const bits = new Int32Array(2 * length);
  const [low, high] = isLittleEndian ? [0, 1] : [1, 0];
  for (let i = 0; i < length; i++) {
    const isPositive = now.high[i]! < 0;
    bits[2 * i + low] = isPositive ? now.low[i]! : ~now.low[i]!;
    bits[2 * i + high] = isPositive ? now.high[i]! & 0x7fffffff : ~now.high[i]!;
  }
  return new Float64Array(bits.buffer);
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** The halves of numbers that, taken as numbers from 0 up, rise as the values do. */
function risingWords(values: Float64Array): {
  low: Int32Array<ArrayBuffer>;
  high: Int32Array<ArrayBuffer>;
} {
  const bits = new Int32Array(values.slice().buffer);
  const [first, second] = isLittleEndian ? [0, 1] : [1, 0];
  const [low, high] = [new Int32Array(values.length), new Int32Array(values.length)];
  for (let i = 0; i < values.length; i++) {
    const [below, above] = [bits[2 * i + first]!, bits[2 * i + second]!];
    low[i] = above < 0 ? ~below : below;
    high[i] = above < 0 ? ~above : above | 0x80000000;
  }
  return { low, high };
}
