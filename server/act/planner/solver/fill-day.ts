import type { Fronts } from './fronts.ts';
import type { Item } from './pack.ts';

export interface Filling {
  /** Place of the item in the list, and its choice as a place in the fronts. */
  readonly taken: readonly { readonly item: number; readonly at: number }[];
}

/** A day's minutes are counted in at most so many steps; finer minutes are rounded up, which never overfills. */
export const mostSteps = 1024;
/** So many of the best items are looked at for a day, or as many as fill it this many times over. */
const leastItems = 24;
const timesOver = 3;

let best = new Float64Array(mostSteps + 1);
let choice = new Uint8Array(0);

/** In which steps the minutes of a day are counted. */
export function stepsOf(room: number): { readonly step: number; readonly steps: number } {
  const step = Number.isInteger(room) && room <= mostSteps ? 1 : room / mostSteps;
  return { step, steps: Math.floor(room / step + 1e-9) };
}

/** What an item's best choice brings beyond its minutes at their price. */
export function surplusOf(item: Item, { value, minutes }: Fronts, price: number): number {
  return value[item.best]! - item.restValue - price * minutes[item.best]!;
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
  price: number,
  later: number,
): Filling {
  const { value, minutes } = fronts;
  const { step, steps } = stepsOf(room);
  if (steps <= 0) return { taken: [] };
  let count = 0;
  for (let over = 0; count < items.length && (count < leastItems || over < timesOver * room); count++)
    over += minutes[items[count]!.best]!;
  const width = steps + 1;
  if (choice.length < count * width) choice = new Uint8Array(count * width * 2);
  best.fill(0, 0, width);
  choice.fill(0, 0, count * width);
  for (let i = 0; i < count; i++) {
    const item = items[i]!;
    const row = i * width;
    const options = Math.min(item.to - item.from, 255);
    const base = item.restValue + later * Math.max(0, surplusOf(item, fronts, price));
    for (let w = steps; w > 0; w--) {
      let most = best[w]!;
      for (let o = 0; o < options; o++) {
        const at = item.from + o;
        const time = Math.ceil(minutes[at]! / step - 1e-9);
        if (time > w) continue;
        const sum = best[w - time]! + value[at]! - base;
        if (sum > most && isAllowed(at)) {
          most = sum;
          choice[row + w] = o + 1;
        }
      }
      best[w] = most;
    }
  }
  return { taken: trace(items, minutes, count, width, steps, step) };
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
