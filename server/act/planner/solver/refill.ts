import { radixOrder, risingBits } from '#platform/sorting';
import { fitPrice } from './evaluate.ts';
import { gatherFronts, pick, type PricedKinds } from './fronts.ts';
import { type Instance, minutesOf, shared } from './instance.ts';
import { rowOf } from './ledger.ts';
import { anyDay, collect, fillDays, fronts, type Item, itemOf, type Place, placeSure } from './pack.ts';

/*
 * A person's days with promises on them, at prices of everything shared, keeping a promise being worth something too:
 *
 *   promises whose unit has something better ─▶ given up ─▶ units that have none, and those ─▶ sure ones, then what is
 *   left of each day is filled from those near the margin
 *
 * Nothing is written here: what would be done is offered, and taken where the shared limits allow it.
 */

export interface RefillAsk {
  /** Minutes that promises leave, by row of `people`. */
  readonly left: Float64Array;
  /** 1 for the blocks that are looked at; undefined for all. */
  readonly only?: Uint8Array | undefined;
}

/** Offers in the order in which they are taken. */
export interface Ordered {
  readonly list: Float64Array;
  /** Those that break a promise come first, as what they free is counted on. Of each sort, or of all, what brings most. */
  readonly breakingFirst: boolean;
}

/** Which of two offers of lists in the same order comes first: below 0 the one. */
export function compareOffers(one: Ordered, at: number, other: Ordered, there: number): number {
  const [a, b] = [one.list, other.list];
  const breaks = a[at + 3]! >= 0;
  if (one.breakingFirst && breaks !== b[there + 3]! >= 0) return breaks ? -1 : 1;
  return b[there + 4]! - a[at + 4]! || a[at]! - b[there]!;
}

export function inOrder({ list: written, length }: Offers, breakingFirst: boolean): Ordered {
  const count = length / offerSize;
  const [candidates, benefits, kinds] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const at = i * offerSize;
    candidates[i] = written[at]!;
    benefits[i] = ~risingBits(written[at + 4]!);
    kinds[i] = breakingFirst && written[at + 3]! < 0 ? 1 : 0;
  }
  const places = radixOrder([candidates, benefits, kinds]);
  const list = shared.float64(length);
  for (let i = 0; i < count; i++) copyOffer(written, places[i]!, list, i);
  return { list, breakingFirst };
}

function copyOffer(from: Float64Array, offer: number, to: Float64Array, place: number): void {
  for (let field = 0; field < offerSize; field++) to[place * offerSize + field] = from[offer * offerSize + field]!;
}

/**
 * An offer is so many numbers: candidate, its unit, day + 1 (or anyDay), the promise given up for it or -1, what it
 * brings at the prices, as a 32-bit float, and the candidate's kind, cost, minutes and person: they are at hand where
 * offers are made, and lie all over the memory for who takes them by what they bring.
 */
export const offerSize = 9;

/** Offers as they are written, one after the other. */
export interface Offers {
  list: Float64Array;
  length: number;
}

export const noOffers = (): Offers => ({ list: new Float64Array(1024 * offerSize), length: 0 });

/** @param day + 1, or `anyDay` */
export function writeOffer(
  { kind, cost, minutes, person }: Instance,
  offers: Offers,
  c: number,
  unit: number,
  day: number,
  promise: number,
  benefit: number,
): void {
  if (offers.length === offers.list.length) enlarge(offers);
  const { list, length } = offers;
  list[length] = c;
  list[length + 1] = unit;
  list[length + 2] = day;
  list[length + 3] = promise;
  list[length + 4] = Math.fround(benefit);
  list[length + 5] = kind[c]!;
  list[length + 6] = cost[c]!;
  list[length + 7] = minutes[c]!;
  list[length + 8] = person[c]!;
  offers.length = length + offerSize;
}

function enlarge(offers: Offers): void {
  const larger = new Float64Array(offers.list.length * 2);
  larger.set(offers.list);
  offers.list = larger;
}

/** Adds the offers of blocks `from` up to `to`. */
export function refillBlocks(
  instance: Instance,
  prices: PricedKinds,
  dayOf: Uint16Array,
  { left, only }: RefillAsk,
  [from, to]: readonly [from: number, to: number],
  offers: Offers,
): void {
  for (let block = from; block < to; block++)
    if (only === undefined || only[block] === 1) refillBlock(instance, prices, dayOf, left, block, offers);
}

/** A price of a minute that orders what is near the margin need be no finer: at 10⁻⁸ the plans are worth the same. */
const roughly = 1e-3;

function refillBlock(
  instance: Instance,
  prices: PricedKinds,
  dayOf: Uint16Array,
  minutesLeft: Float64Array,
  block: number,
  offers: Offers,
): void {
  const { blocks, people } = instance;
  const person = blocks.person[block]!;
  gatherFronts(instance, prices, block, fronts);
  const own = blocks.start[block + 1]! - blocks.start[block]!;
  const price =
    person < 0 ? 0 : fitPrice(instance, fronts, minutesOf(people, person), prices.person[person]!, roughly).high;
  const firstRow = person < 0 ? 0 : people.dayStart[person]!;
  const left = person < 0 ? minutesLeft.slice(0, 0) : minutesLeft.slice(firstRow, people.dayStart[person + 1]);
  const worth = (c: number) => worthOf(instance, prices, person, price, c);
  /** By place in the fronts: the promise that a unit would give up. */
  const givenUp = new Map<number, number>();
  const place: Place = (at, u, day) => {
    const c = fronts.candidate[at]!;
    if (dayOf[c]! > 0) return;
    const promise = givenUp.size === 0 ? -1 : (givenUp.get(u) ?? -1);
    if (promise >= 0) givenUp.delete(u);
    writeOffer(instance, offers, c, fronts.unit[u]!, day, promise, worth(c) - (promise < 0 ? 0 : worth(promise)));
  };
  const items: Item[] = [];
  for (let u = 0; u < fronts.units; u++) {
    const promise = promiseOf(instance, dayOf, fronts.unit[u]!);
    if (promise >= 0 && instance.unitLimit[fronts.unit[u]!]! > 1) {
      if (u < own) collectMore(instance, dayOf, u, price, items, place);
      continue;
    }
    if (promise >= 0) {
      if (u >= own || !hasBetter(instance, u, price, promise)) continue;
      givenUp.set(u, promise);
      giveBack(instance, dayOf, person, promise, firstRow, left, 1);
    }
    collect(instance, u, u < own, person, price, items, place);
  }
  if (person < 0) return;
  const near = placeSure(instance, items, left, firstRow, place);
  // Who would have given up a promise and found no day keeps it.
  for (const [, promise] of givenUp) giveBack(instance, dayOf, person, promise, firstRow, left, -1);
  const others = givenUp.size === 0 ? near : near.filter(({ u }) => !givenUp.has(u));
  for (const item of fillDays(instance, others, left, firstRow, place))
    if (item.rest >= 0) place(item.rest, item.u, anyDay);
}

/** The first promise of a unit, or -1. */
function promiseOf({ unitStart }: Instance, dayOf: Uint16Array, unit: number): number {
  for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) if (dayOf[c]! > 0) return c;
  return -1;
}

/** What a unit that may have several contacts takes beside its promises, which stand. */
function collectMore(
  instance: Instance,
  dayOf: Uint16Array,
  u: number,
  price: number,
  items: Item[],
  place: Place,
): void {
  const { at: places, count } = pick(instance, fronts, u, price);
  for (let i = 0; i < count; i++) {
    const at = places[i]!;
    if (dayOf[fronts.candidate[at]!]! > 0) continue;
    const time = fronts.minutes[at]!;
    if (time > 0) items.push(itemOf(u, at, fronts.value[at]! - price * time));
    else if (instance.person[fronts.candidate[at]!]! < 0) place(at, u, anyDay);
  }
}

function hasBetter(instance: Instance, u: number, price: number, promise: number): boolean {
  const chosen = pick(instance, fronts, u, price);
  return chosen.count > 0 && fronts.candidate[chosen.at[0]!] !== promise;
}

/** Gives a promise's minutes back to its day (times 1), or takes them again (-1). */
function giveBack(
  instance: Instance,
  dayOf: Uint16Array,
  person: number,
  promise: number,
  firstRow: number,
  left: Float64Array,
  times: 1 | -1,
): void {
  if (instance.person[promise] !== person || instance.minutes[promise] === 0) return;
  const row = rowOf(instance, person, dayOf[promise]! - 1) - firstRow;
  left[row] = left[row]! + times * instance.minutes[promise]!;
}

/** At the block's own price of a minute, what keeping a promise is worth included. */
function worthOf(instance: Instance, prices: PricedKinds, person: number, price: number, c: number): number {
  const k = instance.kind[c]!;
  const who = instance.person[c]!;
  const time = who < 0 ? 0 : who === person ? price : prices.person[who]!;
  const { worth, dayOf } = prices.promises;
  const bonus = dayOf[c]! > 0 ? worth : 0;
  return (
    instance.gain[c]! + bonus - prices.each[k]! - prices.ofCost[k]! * instance.cost[c]! - time * instance.minutes[c]!
  );
}
