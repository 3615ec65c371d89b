import type { Instance } from './instance.ts';

/**
 * The choices of the units of one person, cut down to what the price of the person's time can still decide: value at
 * the prices of everything else, and the minutes taken of this person.
 */
export interface Fronts {
  units: number;
  unit: Uint32Array;
  start: Uint32Array;
  value: Float64Array;
  minutes: Float64Array;
  candidate: Uint32Array;
  /** Of the block's own units the candidates whose prices, before that of time, are all but their worth. */
  readonly near: Near;
}

/** Candidates, unit by unit, and what each is worth at the prices, before that of time. */
export interface Near {
  candidate: Uint32Array;
  value: Float64Array;
  /** Of each unit, where its candidates end. */
  end: Uint32Array;
}

const noneNear = (): Near => ({
  candidate: new Uint32Array(4096),
  value: new Float64Array(4096),
  end: new Uint32Array(1024),
});

export interface PricedKinds {
  readonly each: Float64Array;
  readonly ofCost: Float64Array;
  readonly person: Float64Array;
  /** What keeping a promise is worth, 0 where they do not count; and in `dayOf` which they are (0: none). */
  readonly promises: { readonly worth: number; readonly dayOf: Uint16Array };
}

export function emptyFronts(): Fronts {
  return {
    units: 0,
    unit: new Uint32Array(1024),
    start: new Uint32Array(1025),
    value: new Float64Array(8192),
    minutes: new Float64Array(8192),
    candidate: new Uint32Array(8192),
    near: noneNear(),
  };
}

function room(fronts: Fronts, units: number, choices: number): void {
  if (fronts.unit.length < units) {
    const [unit, start] = [fronts.unit, fronts.start];
    fronts.unit = new Uint32Array(units * 2);
    fronts.start = new Uint32Array(units * 2 + 1);
    fronts.unit.set(unit);
    fronts.start.set(start);
  }
  if (fronts.value.length >= choices) return;
  const { value, minutes, candidate } = fronts;
  fronts.value = new Float64Array(choices * 2);
  fronts.minutes = new Float64Array(choices * 2);
  fronts.candidate = new Uint32Array(choices * 2);
  fronts.value.set(value);
  fronts.minutes.set(minutes);
  fronts.candidate.set(candidate);
}

/** Those of the units that visit are looked at here. */
const visiting = noneNear();

/**
 * Gathers the fronts of a block: its own units, then those that visit.
 * @param nearly what candidates may fall short of being worth their prices to be among those near
 */
export function gatherFronts(instance: Instance, prices: PricedKinds, block: number, fronts: Fronts, nearly = 0): void {
  const { blocks } = instance;
  fronts.units = 0;
  fronts.start[0] = 0;
  const person = blocks.person[block]!;
  const [from, to] = [blocks.start[block]!, blocks.start[block + 1]!];
  findNear(instance, prices, from, to, -nearly, fronts.near);
  addFronts(instance, prices, person, from, to, fronts.near, fronts);
  for (let i = blocks.visitStart[block]!; i < blocks.visitStart[block + 1]!; i++) {
    const unit = blocks.visitor[i]!;
    findNear(instance, prices, unit, unit + 1, 0, visiting);
    addFronts(instance, prices, person, unit, unit + 1, visiting, fronts);
  }
}

/** Adds the fronts of units `from` up to `to`, whose candidates lie side by side. */
function addFronts(
  instance: Instance,
  prices: PricedKinds,
  person: number,
  from: number,
  to: number,
  near: Near,
  fronts: Fronts,
): void {
  const { unitStart } = instance;
  const candidates = unitStart[to]! - unitStart[from]!;
  room(fronts, fronts.units + to - from + 1, fronts.start[fronts.units]! + candidates + 1);
  let at = 0;
  for (let unit = from; unit < to; unit++) {
    const first = fronts.start[fronts.units]!;
    let end = first;
    for (const last = near.end[unit - from]!; at < last; at++)
      if (near.value[at]! > 0) end = addChoice(instance, prices, person, unit, near, at, first, end, fronts);
    fronts.unit[fronts.units] = unit;
    fronts.start[++fronts.units] = end;
  }
}

/**
 * Finds the candidates that are worth more than `least` before the price of time. Most are not: they are passed over with
 * as little reading as can be. What the others take is then read in one loop that only reads, as it lies apart.
 */
function findNear(instance: Instance, prices: PricedKinds, from: number, to: number, least: number, near: Near): void {
  const { unitStart, gain, kind, cost, person, minutes } = instance;
  const candidates = unitStart[to]! - unitStart[from]!;
  if (near.candidate.length <= candidates) {
    near.candidate = new Uint32Array(2 * candidates);
    near.value = new Float64Array(2 * candidates);
  }
  if (near.end.length < to - from) near.end = new Uint32Array(2 * (to - from));
  const { each, ofCost } = prices;
  const { worth: bonus, dayOf } = prices.promises;
  const { candidate, value, end } = near;
  let count = 0;
  let c = unitStart[from]!;
  for (let unit = from; unit < to; unit++) {
    for (const last = unitStart[unit + 1]!; c < last; c++) {
      const k = kind[c]!;
      const worth = gain[c]! - each[k]! - ofCost[k]! * cost[c]! + (dayOf[c]! > 0 ? bonus : 0);
      // Without a branch: which are worthwhile cannot be foretold.
      candidate[count] = c;
      value[count] = worth;
      count += Number(worth > least);
    }
    end[unit - from] = count;
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += person[candidate[i]!]! + minutes[candidate[i]!]!;
  if (Number.isNaN(sum)) throw new RangeError('A block names a candidate that is not there');
}

/**
 * Adds a worthwhile candidate to its unit's front, which lies from `first` up to `end`.
 * @param at its place among those near
 * @returns the front's new end
 */
function addChoice(
  instance: Instance,
  prices: PricedKinds,
  person: number,
  unit: number,
  near: Near,
  at: number,
  first: number,
  end: number,
  { value: values, minutes: takes, candidate: candidates }: Fronts,
): number {
  const c = near.candidate[at]!;
  let value = near.value[at]!;
  let take = 0;
  const who = instance.person[c]!;
  if (who >= 0) {
    if (who === person) take = instance.minutes[c]!;
    else value -= prices.person[who]! * instance.minutes[c]!;
    if (!(value > 0)) return end;
  }
  let kept = end;
  // Of those that take one contact, only the choices matter that no other beats with as few minutes.
  if (!(instance.unitLimit[unit]! > 1)) {
    kept = first;
    for (let i = first; i < end; i++) if (takes[i]! <= take && values[i]! >= value) return end;
    for (let i = first; i < end; i++) {
      if (takes[i]! >= take && values[i]! <= value) continue;
      values[kept] = values[i]!;
      takes[kept] = takes[i]!;
      candidates[kept++] = candidates[i]!;
    }
  }
  values[kept] = value;
  takes[kept] = take;
  candidates[kept] = c;
  return kept + 1;
}

/** The sum of what the units would choose at a price of a minute: their value, and the minutes it takes. */
export interface Demand {
  value: number;
  minutes: number;
}

export function demandAt(instance: Instance, fronts: Fronts, price: number, demand: Demand): void {
  if (!instance.oneEach) return demandOfMany(instance, fronts, price, demand);
  const { start, value, minutes, units } = fronts;
  let sum = 0;
  let taken = 0;
  let i = 0;
  for (let u = 0; u < units; u++) {
    const end = start[u + 1]!;
    let best = 0;
    let takes = 0;
    for (; i < end; i++) {
      const net = value[i]! - price * minutes[i]!;
      if (net > best) {
        best = net;
        takes = minutes[i]!;
      }
    }
    sum += best;
    taken += takes;
  }
  demand.value = sum;
  demand.minutes = taken;
}

const picked = { count: 0, at: new Int32Array(64) };

function demandOfMany(instance: Instance, fronts: Fronts, price: number, demand: Demand): void {
  demand.value = 0;
  demand.minutes = 0;
  for (let u = 0; u < fronts.units; u++) {
    pick(instance, fronts, u, price);
    for (let i = 0; i < picked.count; i++) {
      const at = picked.at[i]!;
      demand.value += fronts.value[at]! - price * fronts.minutes[at]!;
      demand.minutes += fronts.minutes[at]!;
    }
  }
}

/** The choices, at a price of a minute, of the u-th unit of the fronts: its best, at most its limit, one of a group. The answer holds until the next call. */
export function pick(instance: Instance, fronts: Fronts, u: number, price: number): typeof picked {
  const { kind, kinds } = instance;
  const limit = instance.unitLimit[fronts.unit[u]!]!;
  const [from, to] = [fronts.start[u]!, fronts.start[u + 1]!];
  if (picked.at.length < to - from) picked.at = new Int32Array((to - from) * 2);
  picked.count = 0;
  const wanted = Math.min(limit, to - from);
  while (picked.count < wanted) {
    let best = 0;
    let at = -1;
    for (let i = from; i < to; i++) {
      const net = fronts.value[i]! - price * fronts.minutes[i]!;
      if (net > best && (limit === 1 || isFree(kinds.group[kind[fronts.candidate[i]!]!]!, i, fronts, instance))) {
        best = net;
        at = i;
      }
    }
    if (at < 0) break;
    picked.at[picked.count++] = at;
  }
  return picked;
}

function isFree(group: number, at: number, fronts: Fronts, { kind, kinds }: Instance): boolean {
  for (let i = 0; i < picked.count; i++) {
    const other = picked.at[i]!;
    if (other === at) return false;
    if (group >= 0 && kinds.group[kind[fronts.candidate[other]!]!] === group) return false;
  }
  return true;
}
