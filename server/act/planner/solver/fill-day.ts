import type { Fronts } from './fronts.ts';
import type { Item } from './pack.ts';

export interface Filling {
  /** Place of the item in the list, and its choice as a place in the fronts; the last of the list first. */
  readonly taken: readonly { readonly item: number; readonly at: number }[];
}

/** A day's minutes are counted in at most so many steps; finer minutes are rounded up, which never overfills. */
export const mostSteps = 1024;
/** So many of the best items are looked at for a day, or as many as fill it this many times over. */
const leastItems = 24;
const timesOver = 3;

/** By minutes: the most that the items so far bring; and beside it the same with one item more. */
let best = new Float64Array(mostSteps + 1);
let withNext = new Float64Array(mostSteps + 1);
let choice = new Uint8Array(0);

/** In which steps the minutes of a day are counted. @param grain whole minutes that all contacts are multiples of; 0 for none */
export function stepsOf(room: number, grain = 0): { readonly step: number; readonly steps: number } {
  const whole = grain > 0 ? grain : Number.isInteger(room) ? 1 : Infinity;
  const step = room / whole <= mostSteps && whole < Infinity ? whole : room / mostSteps;
  return { step, steps: Math.floor(room / step + 1e-9) };
}

/**
 * The most valuable set of items, one choice each, that fits into `room` minutes: a multiple-choice knapsack, exact up to
 * the rounding of minutes. An item that is not taken today may be taken on another day: so only the share `later` of its
 * surplus is no reason to take it now. With 1, days are filled exactly rather than with the best; with 0 it is the last day.
 */
export function bestFilling(
  items: readonly Item[],
  fronts: Fronts,
  room: number,
  isAllowed: (at: number) => boolean,
  later: number,
): Filling {
  const { minutes } = fronts;
  if (!(room > 0)) return { taken: [] };
  let count = 0;
  for (let over = 0; count < items.length && (count < leastItems || over < timesOver * room); count++)
    over += minutes[items[count]!.best]!;
  const { step, steps } = stepsOf(room, grainOf(items, count, minutes));
  const width = steps + 1;
  if (choice.length < count * width) choice = new Uint8Array(count * width * 2);
  best.fill(0, 0, width);
  choice.fill(0, 0, count * width);
  for (let i = 0; i < count; i++) {
    const item = items[i]!;
    const base = item.restValue + later * Math.max(0, item.surplus);
    const options = takeDown(item, fronts, isAllowed, base, step);
    weigh(options, i * width, steps);
  }
  return { taken: trace(items, minutes, count, width, steps, step) };
}

/** The greatest number of whole minutes that goes into all of these; 0 where some are no whole minutes. */
function grainOf(items: readonly Item[], count: number, minutes: Float64Array): number {
  let grain = 0;
  for (let i = 0; i < count; i++)
    for (let at = items[i]!.from; at < items[i]!.to; at++) {
      let [a, b] = [grain, minutes[at]!];
      if (!Number.isInteger(b)) return 0;
      while (b > 0) [a, b] = [b, a % b];
      grain = a;
    }
  return grain;
}

/** Of the choices of an item that the day allows: place, steps, and what each brings. */
const place = new Uint8Array(255);
const time = new Int32Array(255);
const gain = new Float64Array(255);

/** @returns how many there are */
function takeDown(
  { from, to }: Item,
  { value, minutes }: Fronts,
  isAllowed: (at: number) => boolean,
  base: number,
  step: number,
): number {
  let options = 0;
  for (let o = 0; o < Math.min(to - from, 255); o++) {
    if (!isAllowed(from + o)) continue;
    place[options] = o + 1;
    time[options] = Math.ceil(minutes[from + o]! / step - 1e-9);
    gain[options++] = value[from + o]! - base;
  }
  return options;
}

/** Lets one item be taken, or not, beside those before it: choice after choice, as it is the innermost loop of all. */
function weigh(options: number, row: number, steps: number): void {
  const [before, now] = [best, withNext];
  now.set(before.subarray(0, steps + 1));
  for (let o = 0; o < options; o++) {
    const [taken, brings, at] = [time[o]!, gain[o]!, place[o]!];
    for (let w = taken; w <= steps; w++) {
      const sum = before[w - taken]! + brings;
      if (sum > now[w]!) {
        now[w] = sum;
        choice[row + w] = at;
      }
    }
  }
  [best, withNext] = [now, before];
}

function trace(
  items: readonly Item[],
  minutes: Float64Array,
  count: number,
  width: number,
  steps: number,
  step: number,
) {
  const taken: { item: number; at: number }[] = [];
  let w = steps;
  for (let i = count - 1; i >= 0; i--) {
    const chosen = choice[i * width + w]!;
    if (chosen === 0) continue;
    const at = items[i]!.from + chosen - 1;
    taken.push({ item: i, at });
    w -= Math.ceil(minutes[at]! / step - 1e-9);
  }
  return taken;
}
