/**
 * A scheduling problem as typed arrays over shared memory, in canonical order: the same problem gives the same arrays,
 * whatever the order its rows came in.
 *
 * A unit is who decides: a customer, or a household that takes at most one. Its candidates lie side by side. Units lie
 * by the person most of their candidates belong to, so that a person's own customers are one stretch of memory.
 *
 * Bytes a candidate: gain 4 or 8, kind 2, cost 4 or 8, minutes 2, 4 or 8, person 4, and 2 for its day in a plan.
 */
export interface Instance {
  readonly units: number;
  /** Candidates of unit u are those from unitStart[u] up to unitStart[u + 1]. */
  readonly unitStart: Uint32Array;
  /** At most so many contacts of a unit; 65535 for no limit. */
  readonly unitLimit: Uint16Array;
  /** What a contact is expected to bring, net of its cost. */
  readonly gain: Float64Array | Float32Array;
  /** Row in `kinds`. */
  readonly kind: Uint16Array | Uint32Array;
  /** What a contact takes of the budgets; never below 0. */
  readonly cost: Float64Array | Int32Array;
  /** What a contact takes of its person's day. */
  readonly minutes: Float64Array | Uint16Array | Int32Array;
  /** Whose day it takes; -1 for nobody's. */
  readonly person: Int32Array;
  readonly kinds: Kinds;
  readonly people: People;
  readonly days: number;
  readonly channels: number;
  /** Contacts a channel can make on a day, channel by channel; Infinity where there is no limit. */
  readonly channelDay: Float64Array;
  readonly limits: Limits;
  readonly blocks: Blocks;
  /** True when every unit takes at most one contact: the usual case, which has a quicker way. */
  readonly oneEach: boolean;
}

/** What candidates have in common: everything by which the shared limits tell them apart. */
export interface Kinds {
  readonly count: number;
  readonly channel: Uint16Array;
  /** At most one contact of a group goes to a unit; -1 for no group. */
  readonly group: Int32Array;
  /** The shared limits that a kind counts in are kindLimit[limitStart[k] … limitStart[k + 1]]. */
  readonly limitStart: Uint32Array;
  readonly limit: Uint16Array;
}

/** Days of people; a person's days are rows dayStart[p] up to dayStart[p + 1]. */
export interface People {
  readonly count: number;
  readonly dayStart: Uint32Array;
  readonly day: Uint16Array;
  readonly minutes: Float64Array;
}

/** Linear limits that people share: sign × Σ (1 or cost) ≤ sign × bound. */
export interface Limits {
  readonly count: number;
  /** 1: at most the bound. -1: at least the bound. */
  readonly sign: Int8Array;
  /** 1 where cost is counted, 0 where contacts are. */
  readonly ofCost: Uint8Array;
  readonly bound: Float64Array;
  /** The channel whose days together the limit is; -1 for the others. */
  readonly channel: Int16Array;
  /** No price may go beyond it: what missing the limit by one is worth. Infinity for limits that must hold. */
  readonly priceCap: Float64Array;
}

/** Stretches of units to work on, cut at fixed places; person -1 where the units are nobody's. */
export interface Blocks {
  readonly count: number;
  readonly start: Uint32Array;
  readonly person: Int32Array;
  /** Units of other blocks with a candidate of this block's person: visitor[visitStart[b] … visitStart[b + 1]]. */
  readonly visitStart: Uint32Array;
  readonly visitor: Uint32Array;
}

/** What one more of each scarce thing is worth; candidates are chosen by their gain less what they take at these prices. */
export interface Prices {
  readonly limit: Float64Array;
  readonly person: Float64Array;
}

export const noLimit = 65_535;

const bytes = (count: number, width: number) => new SharedArrayBuffer(Math.max(8, count * width));

/** Arrays in memory that worker threads see too, all zero. */
export const shared = {
  float64: (count: number) => new Float64Array(bytes(count, 8), 0, count),
  float32: (count: number) => new Float32Array(bytes(count, 4), 0, count),
  int32: (count: number) => new Int32Array(bytes(count, 4), 0, count),
  uint32: (count: number) => new Uint32Array(bytes(count, 4), 0, count),
  uint16: (count: number) => new Uint16Array(bytes(count, 2), 0, count),
  uint8: (count: number) => new Uint8Array(bytes(count, 1), 0, count),
  int16: (count: number) => new Int16Array(bytes(count, 2), 0, count),
  int8: (count: number) => new Int8Array(bytes(count, 1), 0, count),
};

export function candidateCount(instance: Instance): number {
  return instance.unitStart[instance.units] ?? 0;
}

/** Looks for something once in a market: what changes from plan to plan is limits and days, not candidates and their gains. */
export function oncePerMarket<T>(look: (instance: Instance) => T): (instance: Instance) => T {
  const known = new WeakMap<Instance['gain'], { readonly found: T }>();
  return (instance) => {
    const { found } = known.get(instance.gain) ?? { found: look(instance) };
    known.set(instance.gain, { found });
    return found;
  };
}

/** The candidates that are in a plan, in rising order. Few of them are, so four are looked at in one. */
export function contactsIn(dayOf: Uint16Array): Uint32Array {
  // Four days as one number: 0 where all four are. (No day is 32,768, which would make the other zero, −0.)
  const quads = new Float64Array(dayOf.buffer, dayOf.byteOffset, dayOf.length >> 2);
  let contacts = new Uint32Array(4096);
  let count = 0;
  const look = (from: number, to: number) => {
    for (let c = from; c < to; c++) if (dayOf[c]! > 0) contacts[count++] = c;
  };
  for (let quad = 0; quad < quads.length; quad++) {
    if (quads[quad] === 0) continue;
    if (count + 8 > contacts.length) contacts = enlarged(contacts);
    look(4 * quad, 4 * quad + 4);
  }
  look(4 * quads.length, dayOf.length);
  return contacts.subarray(0, count);
}

function enlarged(of: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(of.length * 2);
  larger.set(of);
  return larger;
}

/** The minutes of all of a person's days together. */
export function minutesOf({ dayStart, minutes }: People, person: number): number {
  let sum = 0;
  for (let row = dayStart[person]!; row < dayStart[person + 1]!; row++) sum += minutes[row]!;
  return sum;
}

/** How the price of a kind is made of the prices of its limits: so much each contact, so much each unit of its cost. */
export function kindPrices(
  instance: Instance,
  limitPrice: Float64Array,
  each: Float64Array,
  ofCost: Float64Array,
): void {
  const { kinds, limits } = instance;
  for (let kind = 0; kind < kinds.count; kind++) {
    let count = 0;
    let cost = 0;
    for (let i = kinds.limitStart[kind]!; i < kinds.limitStart[kind + 1]!; i++) {
      const limit = kinds.limit[i]!;
      const price = limits.sign[limit]! * limitPrice[limit]!;
      if (limits.ofCost[limit]) cost += price;
      else count += price;
    }
    each[kind] = count;
    ofCost[kind] = cost;
  }
}
