import { blocksOfChunk } from './evaluate.ts';
import { emptyFronts, type Fronts, gatherFronts, pick, type PricedKinds } from './fronts.ts';
import type { Instance } from './instance.ts';
import { bestFilling } from './fill-day.ts';

/*
 * One person's days, at prices of everything shared:
 *
 *   choices at the prices ─▶ sure ones first, the longest onto the emptiest day ─▶ what is left of each day is filled
 *   from those near the margin, by dynamic programming over minutes
 *
 * Shared limits are kept here only through their prices; what that leaves over is set right afterwards.
 */

/** In `dayOf`: chosen, on a day yet to be found (it takes nobody's minutes). */
export const anyDay = 65_535;

/** A unit that could take minutes of this person: what each choice brings beyond the best that takes none. */
export interface Item {
  readonly u: number;
  /** The choice that takes none of these minutes, or -1. */
  readonly rest: number;
  /** Choices with minutes: places in the fronts. */
  readonly from: number;
  readonly to: number;
  readonly restValue: number;
  /** The best choice at the price of the minute, and how much better it is than the next. Negative: it is not taken. */
  best: number;
  margin: number;
  /** What the best choice brings beyond its minutes at their price. */
  surplus: number;
}

/** The fronts of the block under work. */
export const fronts: Fronts = emptyFronts();

/** Takes down a choice: its place in the fronts, its unit's place there, and day + 1 or `anyDay`. */
export type Place = (at: number, u: number, day: number) => void;

export function packChunk(
  instance: Instance,
  prices: PricedKinds,
  { chunk, chunks }: { readonly chunk: number; readonly chunks: number },
  dayOf: Uint16Array,
): void {
  const [from, to] = blocksOfChunk(instance, chunk, chunks);
  const place: Place = (at, _, day) => {
    dayOf[fronts.candidate[at]!] = day;
  };
  for (let block = from; block < to; block++) packBlock(instance, prices, block, place);
}

function packBlock(instance: Instance, prices: PricedKinds, block: number, place: Place): void {
  const { blocks, people } = instance;
  const person = blocks.person[block]!;
  gatherFronts(instance, prices, block, fronts);
  if (person < 0) {
    for (let u = 0; u < fronts.units; u++) {
      const chosen = pick(instance, fronts, u, 0);
      for (let i = 0; i < chosen.count; i++) place(chosen.at[i]!, u, anyDay);
    }
    return;
  }
  const own = blocks.start[block + 1]! - blocks.start[block]!;
  const price = prices.person[person]!;
  const items: Item[] = [];
  for (let u = 0; u < fronts.units; u++) collect(instance, u, u < own, person, price, items, place);
  const [firstRow, lastRow] = [people.dayStart[person]!, people.dayStart[person + 1]!];
  const left = Float64Array.from(people.minutes.subarray(firstRow, lastRow));
  const near = placeSure(instance, items, left, firstRow, place);
  for (const item of fillDays(instance, near, left, firstRow, place))
    if (item.rest >= 0) place(item.rest, item.u, anyDay);
}

/** At this share of the price of a minute, contacts are looked for that are not quite worth it. */
const nearly = 0.9;

/** Finds what a unit would do; units that are better served without this person's minutes are settled at once. */
export function collect(
  instance: Instance,
  u: number,
  own: boolean,
  person: number,
  price: number,
  items: Item[],
  place: Place,
): void {
  const { candidate, value, minutes, start } = fronts;
  const isOther = (at: number) => {
    const who = instance.person[candidate[at]!]!;
    return who >= 0 && who !== person;
  };
  if (instance.unitLimit[fronts.unit[u]!]! > 1) {
    const sure = pick(instance, fronts, u, price).count;
    // What is not quite worth its minutes may still fill a day.
    let chosen = pick(instance, fronts, u, nearly * price);
    if (chosen.count <= sure) chosen = pick(instance, fronts, u, price);
    for (let i = 0; i < chosen.count; i++) {
      const at = chosen.at[i]!;
      const time = minutes[at]!;
      if (time > 0) items.push(itemOf(u, at, value[at]! - price * time));
      else if (own && !isOther(at)) place(at, u, anyDay);
    }
    return;
  }
  const [from, to] = [start[u]!, start[u + 1]!];
  // Within a front at most one choice takes no minutes; it is brought to the end.
  let end = to;
  for (let at = from; at < end; at++)
    if (minutes[at] === 0) {
      swapChoices(at, --end);
      at--;
    }
  const rest = end < to ? end : -1;
  const restValue = rest < 0 ? 0 : value[rest]!;
  const { best, net: bestNet, next } = bestChoice(from, end, restValue, price);
  const elsewhere = rest >= 0 && isOther(rest);
  if (best < 0) {
    if (rest >= 0 && own && !elsewhere) place(rest, u, anyDay);
    return;
  }
  // A visitor is this person's to plan when this person is its best choice; its home plans it otherwise.
  if (bestNet <= 0 && (elsewhere || !own)) return;
  items.push({
    u,
    rest: elsewhere || !own ? -1 : rest,
    from,
    to: end,
    restValue,
    best,
    margin: bestNet > 0 ? bestNet - next : bestNet,
    surplus: bestNet,
  });
}

/** One choice of a unit that may have several. */
export const itemOf = (u: number, at: number, net: number): Item => ({
  u,
  rest: -1,
  from: at,
  to: at + 1,
  restValue: 0,
  best: at,
  margin: net,
  surplus: net,
});

/** The choice with minutes that is worth most at the price of a minute, and the best of the others or nothing. */
function bestChoice(from: number, end: number, restValue: number, price: number) {
  let best = -1;
  let most = -Infinity;
  let next = 0;
  for (let at = from; at < end; at++) {
    const net = fronts.value[at]! - restValue - price * fronts.minutes[at]!;
    next = Math.max(next, Math.min(net, most));
    if (net <= most) continue;
    most = net;
    best = at;
  }
  return { best, net: most, next };
}

function swapChoices(a: number, b: number): void {
  for (const column of [fronts.value, fronts.minutes, fronts.candidate]) {
    const kept = column[a]!;
    column[a] = column[b]!;
    column[b] = kept;
  }
}

/** Days keep room for so many of the longest contacts, to be filled exactly from those near the margin. */
const roomForLongest = 2;
const mostRoom = 0.35;

/** Places the choices that are clearly best. @returns the others. */
export function placeSure(
  instance: Instance,
  items: Item[],
  left: Float64Array,
  firstRow: number,
  place: Place,
): Item[] {
  // Most are not worth their minutes: their order does not matter here.
  const near = items.filter(({ margin }) => !(margin > 0));
  const wanted = items.filter(({ margin }) => margin > 0).sort((a, b) => b.margin - a.margin || a.u - b.u);
  let longest = 0;
  for (const { best } of wanted) longest = Math.max(longest, fronts.minutes[best]!);
  let budget = 0;
  for (let d = 0; d < left.length; d++) budget += left[d]! - Math.min(roomForLongest * longest, mostRoom * left[d]!);
  let sure = 0;
  while (sure < wanted.length) {
    budget -= fronts.minutes[wanted[sure]!.best]!;
    if (budget < 0) break;
    sure++;
  }
  near.push(...wanted.slice(sure));
  const first = wanted.slice(0, sure).sort((a, b) => fronts.minutes[b.best]! - fronts.minutes[a.best]! || a.u - b.u);
  const spread = spreadOver(instance, firstRow, left.length);
  for (const item of first) {
    const c = fronts.candidate[item.best]!;
    const at = spread.dayFor(c, fronts.minutes[item.best]!, left);
    if (at < 0) {
      near.push(item);
      continue;
    }
    left[at] = left[at]! - fronts.minutes[item.best]!;
    spread.count(c, at);
    place(item.best, item.u, instance.people.day[firstRow + at]! + 1);
  }
  return near;
}

/**
 * Spreads a person's contacts of each limited channel over the days in the measure of the channel's capacity, so that
 * over all people no day of a channel is much fuller than another; otherwise onto the emptiest day.
 */
function spreadOver(instance: Instance, firstRow: number, dayCount: number) {
  const { kind, kinds, channelDay, days, people, channels } = instance;
  const counts = new Float64Array(channels * dayCount);
  return {
    count: (c: number, at: number) => {
      counts[kinds.channel[kind[c]!]! * dayCount + at]! += 1;
    },
    dayFor: (c: number, time: number, left: Float64Array): number => {
      const channel = kinds.channel[kind[c]!]!;
      let best = -1;
      let least = Infinity;
      for (let d = 0; d < dayCount; d++) {
        if (left[d]! < time) continue;
        const capacity = channelDay[channel * days + people.day[firstRow + d]!]!;
        if (!(capacity > 0)) continue;
        const load = capacity < Infinity ? (counts[channel * dayCount + d]! + 1) / capacity : 0;
        if (load > least || (load === least && best >= 0 && left[d]! <= left[best]!)) continue;
        least = load;
        best = d;
      }
      return best;
    },
  };
}

function isOpen({ kind, kinds, channelDay, days, people }: Instance, candidate: number, row: number): boolean {
  return channelDay[kinds.channel[kind[candidate]!]! * days + people.day[row]!]! > 0;
}

/** Fills what is left of each day. @returns the items that were not placed */
export function fillDays(
  instance: Instance,
  items: readonly Item[],
  left: Float64Array,
  firstRow: number,
  place: Place,
): readonly Item[] {
  const near = items.toSorted((a, b) => b.surplus - a.surplus || a.u - b.u);
  const order = Array.from(left.keys()).sort((a, b) => left[b]! - left[a]! || a - b);
  for (const [i, d] of order.entries()) {
    if (near.length === 0) break;
    // Nearly until the last day it is better to fill days exactly than with the best.
    const later = 1 - 1 / (order.length - i) ** 3;
    const isAllowed = (at: number) => isOpen(instance, fronts.candidate[at]!, firstRow + d);
    const { taken } = bestFilling(near, fronts, left[d]!, isAllowed, later);
    for (const { item, at } of taken) {
      left[d] = left[d]! - fronts.minutes[at]!;
      place(at, near[item]!.u, instance.people.day[firstRow + d]! + 1);
    }
    // From the last: the places of those before it stay.
    for (const { item } of taken) near.splice(item, 1);
  }
  return near;
}
