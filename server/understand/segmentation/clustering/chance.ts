/** A stream of numbers in [0, 1) that follows from a seed and the places it is for (mulberry32, Ettinger 2017). */
export type Chance = () => number;

export function chanceOf(seed: number, ...places: readonly number[]): Chance {
  let state = places.reduce((mixed, place) => mix(mixed ^ Math.imul(place + 1, 0x9e3779b1)), mix(seed));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** So many different places from 0 to n - 1, ascending (Floyd's algorithm); all of them where there are no more. */
export function sampleOf(n: number, size: number, chance: Chance): Int32Array {
  if (size >= n) return Int32Array.from({ length: n }, (_, i) => i);
  const chosen = new Set<number>();
  for (let i = n - size; i < n; i++) {
    const place = Math.floor(chance() * (i + 1));
    chosen.add(chosen.has(place) ? i : place);
  }
  return Int32Array.from(chosen).toSorted();
}

/** So many places drawn with replacement. */
export const bootstrapOf = (n: number, chance: Chance): Int32Array =>
  Int32Array.from({ length: n }, () => Math.floor(chance() * n));
