import { type CsvRecord } from './csv.ts';

/** Texts by number, in the order they were first met; found by their bytes, so that a text met again makes no string. */
export interface NameList {
  count: number;
  /** The number of the text in this field; a new one when it is new and `mayAdd`, else -1. */
  readonly find: (record: CsvRecord, field: number, mayAdd: boolean) => number;
  /** @throws TypeError when a text is not UTF-8. */
  readonly texts: () => string[];
}

export function nameList(): NameList {
  let slots = new Int32Array(1 << 10);
  let start = new Uint32Array(1 << 9);
  let hashes = new Int32Array(1 << 9);
  let pool = new Uint8Array(1 << 13);
  let latest = -1;
  const list: NameList = { count: 0, find, texts };
  return list;

  function isSame(number: number, bytes: Uint8Array, from: number, length: number): boolean {
    const at = start[number]!;
    if (start[number + 1]! - at !== length) return false;
    for (let i = 0; i < length; i++) if (pool[at + i] !== bytes[from + i]) return false;
    return true;
  }

  function find({ bytes, start: starts, end }: CsvRecord, field: number, mayAdd: boolean): number {
    const from = starts[field]!;
    const length = end[field]! - from;
    // Rows of one customer mostly follow one another.
    if (latest >= 0 && isSame(latest, bytes, from, length)) return latest;
    let hash = 0x811c9dc5;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[from + i]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]! - 1;
      if (number < 0) return mayAdd ? add(bytes, from, length, hash, slot) : -1;
      if (hashes[number] === hash && isSame(number, bytes, from, length)) return (latest = number);
    }
  }

  function add(bytes: Uint8Array, from: number, length: number, hash: number, slot: number): number {
    const number = list.count++;
    if (list.count + 1 >= start.length) {
      start = grown(start, new Uint32Array(start.length * 2));
      hashes = grown(hashes, new Int32Array(start.length));
    }
    const at = start[number]!;
    while (at + length > pool.length) pool = grown(pool, new Uint8Array(pool.length * 2));
    pool.set(bytes.subarray(from, from + length), at);
    start[number + 1] = at + length;
    hashes[number] = hash;
    slots[slot] = number + 1;
    if (list.count * 2 > slots.length) rehash();
    return (latest = number);
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < list.count; number++) {
      let slot = hashes[number]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
  }

  function texts(): string[] {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return Array.from({ length: list.count }, (_, i) => utf8.decode(pool.subarray(start[i], start[i + 1])));
  }
}

function grown<T extends Uint8Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Sorts names and says where each of them went: by code units, as every machine does. */
export function sortNames(
  names: readonly string[],
  compare: (a: string, b: string) => number = byCodeUnits,
): { readonly sorted: string[]; readonly rank: Uint32Array } {
  const order = Uint32Array.from(names.keys());
  let isSorted = true;
  for (let i = 1; i < names.length && isSorted; i++) isSorted = compare(names[i - 1]!, names[i]!) <= 0;
  if (!isSorted) order.sort((a, b) => compare(names[a]!, names[b]!));
  const rank = new Uint32Array(names.length);
  for (const [at, i] of order.entries()) rank[i] = at;
  return { sorted: Array.from(order, (i) => names[i]!), rank };
}

export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole numbers by their size, everything else as text: days are dates or numbers. */
export function byDay(a: string, b: string): number {
  const number = /^\d{1,15}$/;
  if (number.test(a) && number.test(b)) return Number(a) - Number(b) || byCodeUnits(a, b);
  return byCodeUnits(a, b);
}
