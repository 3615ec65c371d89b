import { digitBits, digitOf, findStarts, newStarts } from './digits.ts';

/**
 * The places of a list in the order of its keys, the last key first and each of the others where those after it are equal:
 * a radix sort by the least digit first, as there are far too many offers to compare them in pairs.
 * @param keys of every place, each as long as the list
 */
export function radixOrder(keys: readonly Uint32Array[]): Uint32Array {
  const length = keys[0]?.length ?? 0;
  let places = Uint32Array.from({ length }, (_, i) => i);
  let next = new Uint32Array(length);
  const starts = newStarts();
  for (const key of keys) {
    const most = key.reduce((a, b) => (a > b ? a : b), 0);
    for (let shift = 0; shift < 32 && most >>> shift > 0; shift += digitBits) {
      findStarts(key, shift, starts);
      for (let i = 0; i < length; i++) next[starts[digitOf(key[places[i]!]!, shift)]!++] = places[i]!;
      [places, next] = [next, places];
    }
  }
  return places;
}

const bits = new DataView(new ArrayBuffer(4));

/** A number that rises as a 32-bit float does. */
export function risingBits(float32: number): number {
  bits.setFloat32(0, float32);
  const raw = bits.getUint32(0);
  return (raw >>> 31 === 1 ? ~raw : raw | 0x80000000) >>> 0;
}
