import { digitBits, digitOf, findStarts, newStarts } from './digits.ts';

/**
 * The places of a list in the order of its keys, the last key first and each of the others where those after it are equal:
 * a radix sort by the least digit first, as there are far too many offers to compare them in pairs.
 * @param keys of every place, each as long as the list: 32 bits, taken as a number from 0 up
 */
export function radixOrder(keys: readonly Int32Array[]): Uint32Array {
  const length = keys[0]?.length ?? 0;
  let places = new Uint32Array(length).map((_, i) => i);
  let next = new Uint32Array(length);
  const starts = newStarts();
  for (const key of keys) {
    const used = bitsUsed(key);
    for (let shift = 0; shift < 32 && used >>> shift !== 0; shift += digitBits) {
      findStarts(key, shift, starts);
      putInOrder(key, shift, starts, places, next);
      [places, next] = [next, places];
    }
  }
  return places;
}

/** Loops stand in functions of their own: called often, they are compiled after the first of them, not at the end. */
function putInOrder(key: Int32Array, shift: number, starts: Uint32Array, places: Uint32Array, next: Uint32Array): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    next[starts[digitOf(key[place]!, shift)]!++] = place;
  }
}

function bitsUsed(key: Int32Array): number {
  let used = 0;
  for (let i = 0; i < key.length; i++) used |= key[i]!;
  return used;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** 32 bits that, as a number from 0 up, rise as a 32-bit float does. */
export function risingBits(float32: number): number {
  float[0] = float32;
  const raw = bits[0]!;
  return raw < 0 ? ~raw : raw | 0x80000000;
}
