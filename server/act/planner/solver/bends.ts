import type { Near, PricedKinds } from './fronts.ts';
import type { Instance } from './instance.ts';

/*
 * The dual function is a sum of very many small kinks, so that from afar it looks smooth. Its second derivative is
 * estimated from the units that are near a kink: those whose best and second-best choice differ by less than a
 * bandwidth h. Each adds (1/2h) · (a₁ − a₂)(a₁ − a₂)ᵀ, a being what a choice takes of the shared limits. As the price of
 * the person's minute answers to the other prices, its row is eliminated (Schur complement).
 */

const pair = { first: -1, second: -1, apart: 0 };
const difference = { count: 0, at: new Int32Array(256), by: new Float64Array(256) };
let slope = new Float64Array(16);
let touched = new Float64Array(16);

/**
 * Adds a block's bends to the estimate. `price` is that of a minute of the block's person.
 * @param near the block's candidates that fall short of being worth their prices by less than the bandwidth: others bend nothing
 */
export function addBends(
  instance: Instance,
  prices: PricedKinds,
  near: Near,
  block: number,
  price: number,
  bandwidth: number,
  bends: Float64Array,
): void {
  const count = instance.limits.count;
  if (slope.length < count) {
    slope = new Float64Array(count);
    touched = new Float64Array(count);
  }
  slope.fill(0);
  const person = instance.blocks.person[block]!;
  const weight = 1 / (2 * bandwidth);
  let own = 0;
  const first = instance.blocks.start[block]!;
  for (let unit = first; unit < instance.blocks.start[block + 1]!; unit++) {
    nearest(instance, prices, near, [unit, unit - first], person, price);
    if (pair.apart >= bandwidth || pair.first === pair.second) continue;
    const minutes = minutesFor(instance, pair.first, person) - minutesFor(instance, pair.second, person);
    compare(instance);
    for (let i = 0; i < difference.count; i++) {
      const by = weight * difference.by[i]!;
      const row = difference.at[i]! * count;
      for (let j = 0; j < difference.count; j++) {
        const cell = row + difference.at[j]!;
        bends[cell] = bends[cell]! + by * difference.by[j]!;
      }
      slope[difference.at[i]!] = slope[difference.at[i]!]! + by * minutes;
    }
    own += weight * minutes * minutes;
  }
  if (price > 0 && own > 0) eliminate(count, own, bends);
}

function eliminate(count: number, own: number, bends: Float64Array): void {
  let found = 0;
  for (let i = 0; i < count; i++) if (slope[i] !== 0) touched[found++] = i;
  for (let i = 0; i < found; i++) {
    const row = touched[i]!;
    for (let j = 0; j < found; j++) {
      const cell = row * count + touched[j]!;
      bends[cell] = bends[cell]! - (slope[row]! * slope[touched[j]!]!) / own;
    }
  }
}

function minutesFor(instance: Instance, candidate: number, person: number): number {
  return candidate >= 0 && instance.person[candidate] === person ? instance.minutes[candidate]! : 0;
}

/** The last choice that a unit takes and the first it leaves; -1 is nothing, with value 0. */
function nearest(
  instance: Instance,
  prices: PricedKinds,
  { candidate, value: values, end }: Near,
  [unit, place]: readonly [unit: number, place: number],
  person: number,
  price: number,
): void {
  const limit = instance.unitLimit[unit]!;
  let best = 0;
  let next = -Infinity;
  pair.first = -1;
  pair.second = -1;
  for (let i = place === 0 ? 0 : end[place - 1]!; i < end[place]!; i++) {
    const most = values[i]!;
    // Time only takes from it, so that of most candidates it need not be read.
    if (limit === 1 && most <= next) continue;
    const c = candidate[i]!;
    const who = instance.person[c]!;
    const time = who < 0 ? 0 : who === person ? price : prices.person[who]!;
    const value = most - time * instance.minutes[c]!;
    if (limit > 1) {
      // With several contacts each choice stands for itself, next to nothing.
      if (pair.second < 0 && Math.abs(value) < (pair.first < 0 ? Infinity : Math.abs(best)))
        [best, pair.first] = [value, c];
      continue;
    }
    if (value > best) {
      next = best;
      pair.second = pair.first;
      best = value;
      pair.first = c;
    } else if (value > next) {
      next = value;
      pair.second = c;
    }
  }
  pair.apart = limit > 1 ? Math.abs(best) : best - next;
}

/** What the one choice takes of the shared limits more than the other. */
function compare(instance: Instance): void {
  difference.count = 0;
  take(instance, pair.first, 1);
  take(instance, pair.second, -1);
}

function take({ kind, kinds, limits, cost }: Instance, candidate: number, times: number): void {
  if (candidate < 0) return;
  const k = kind[candidate]!;
  for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++) {
    const limit = kinds.limit[i]!;
    const by = times * limits.sign[limit]! * (limits.ofCost[limit] ? cost[candidate]! : 1);
    let at = 0;
    while (at < difference.count && difference.at[at] !== limit) at++;
    if (at === difference.count) {
      difference.at[difference.count] = limit;
      difference.by[difference.count++] = by;
    } else difference.by[at] = difference.by[at]! + by;
  }
}
