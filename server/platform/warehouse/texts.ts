import type { Texts } from './blocks.ts';

/** By name: its place among them. */
export const placesOf = <T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, number> =>
  new Map(all.map((one, i) => [nameOf(one), i]));

/** By row: the place of its text among those that are known, -1 for another one and for none. */
export function places({ codes, values }: Texts, known: ReadonlyMap<string, number>): Int32Array {
  const place = Int32Array.from(values, (name) => known.get(name) ?? -1);
  return codes.map((code) => (code < 0 ? -1 : place[code]!));
}

/** By row: the number of its text, -1 for none; texts that are not known yet get the next numbers, in the order of rows. */
export function numbered({ codes, values }: Texts, known: Map<string, number>): Int32Array {
  const unknown = -2;
  const numbers = new Int32Array(values.length).fill(unknown);
  return codes.map((code) => {
    if (code < 0) return -1;
    if (numbers[code] === unknown) numbers[code] = numberOf(known, values[code]!);
    return numbers[code]!;
  });
}

function numberOf(known: Map<string, number>, name: string): number {
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, known.size);
  return known.size - 1;
}
