import { type Demand, demandAt, emptyFronts, type Fronts, gatherFronts, pick, type PricedKinds } from './fronts.ts';
import { type Instance, minutesOf } from './instance.ts';
import { addBends } from './bends.ts';

/*
 * One chunk of blocks at given prices of the shared limits:
 *
 *   candidates ─▶ fronts of a person's units ─▶ the price of the person's minute, exact ─▶ choices ─▶ value, use, bends
 */

/** What a chunk comes to. Sums over chunks are made in the order of chunks, so that they do not depend on threads. */
export interface ChunkResult {
  /** Σ over units of the value of their choices, and over people of price × minutes. */
  value: number;
  /** Of every shared limit, in its own sign: contacts or cost. */
  readonly used: Float64Array;
  /** How the use bends with the prices: limit × limit, positive semi-definite, an estimate. */
  readonly bends: Float64Array;
}

export interface Ask {
  readonly chunk: number;
  readonly chunks: number;
  /** Take only part of the blocks, a fixed one, of about this share: 1 for all. */
  readonly share: number;
  /** Fit the prices of people's minutes. */
  readonly fit: boolean;
  /** At which prices of people's minutes value and use are added up, if at all. */
  readonly sum: 'given' | 'fitted' | 'nothing';
  /** Choices whose value differs by less count as near; 0: no bends are wanted. */
  readonly bandwidth: number;
  /** How far a person's price moves from the old to the fitted one; below 1 where units have candidates of several people. */
  readonly damping: number;
  /** By what share a fitted price may be off; as little as shows in no bound where it is left out. */
  readonly precision?: number;
}

const fronts: Fronts = emptyFronts();
const demand: Demand = { value: 0, minutes: 0 };

/** The blocks of a chunk: fixed by the instance and the number of chunks alone. */
export function blocksOfChunk(
  { blocks }: Instance,
  chunk: number,
  chunks: number,
): readonly [from: number, to: number] {
  return [Math.floor((blocks.count * chunk) / chunks), Math.floor((blocks.count * (chunk + 1)) / chunks)];
}

/** Whether a block is in the part of this share. */
export function inShare(block: number, share: number): boolean {
  return share >= 1 || (Math.imul(block + 1, 2_654_435_761) >>> 0) / 4_294_967_296 < share;
}

/** @param fitted receives the prices of the chunk's people; may be `prices.person` itself where units are one person's. */
export function evaluateChunk(
  instance: Instance,
  prices: PricedKinds,
  ask: Ask,
  fitted: Float64Array,
  result: ChunkResult,
): void {
  result.value = 0;
  result.used.fill(0);
  if (ask.bandwidth > 0) result.bends.fill(0);
  const [from, to] = blocksOfChunk(instance, ask.chunk, ask.chunks);
  for (let block = from; block < to; block++)
    if (inShare(block, ask.share)) evaluateBlock(instance, prices, ask, block, fitted, result);
}

/** Adds one block's value and use to the result, and fits its person's price, as is asked. */
export function evaluateBlock(
  instance: Instance,
  prices: PricedKinds,
  ask: Ask,
  block: number,
  fitted: Float64Array,
  result: ChunkResult,
): void {
  const person = instance.blocks.person[block]!;
  if (person < 0 && ask.sum === 'nothing') return;
  gatherFronts(instance, prices, block, fronts, ask.bandwidth);
  const own = instance.blocks.start[block + 1]! - instance.blocks.start[block]!;
  const minutes = person < 0 ? 0 : minutesOf(instance.people, person);
  const old = person < 0 ? 0 : prices.person[person]!;
  if (person < 0 || ask.sum === 'given') {
    result.value += old * minutes + addUse(instance, old, 1, own, result.used);
    if (ask.bandwidth > 0) addBends(instance, prices, fronts.near, block, old, ask.bandwidth, result.bends);
  }
  if (person < 0 || !ask.fit) return;
  const { low, high, weight } = fitPrice(instance, fronts, minutes, old, ask.precision);
  fitted[person] = old + ask.damping * (high - old);
  if (ask.sum !== 'fitted') return;
  result.value += high * minutes + addUse(instance, high, 1 - weight, own, result.used);
  if (weight > 0) addUse(instance, low, weight, own, result.used);
  if (ask.bandwidth > 0) addBends(instance, prices, fronts.near, block, high, ask.bandwidth, result.bends);
}

/** Adds what the block's own units take at a price of a minute; gives their value. */
function addUse(instance: Instance, price: number, weight: number, own: number, used: Float64Array): number {
  const { kind, kinds, cost, limits } = instance;
  let value = 0;
  for (let u = 0; u < own; u++) {
    const chosen = pick(instance, fronts, u, price);
    for (let i = 0; i < chosen.count; i++) {
      const at = chosen.at[i]!;
      const c = fronts.candidate[at]!;
      value += fronts.value[at]! - price * fronts.minutes[at]!;
      const k = kind[c]!;
      for (let j = kinds.limitStart[k]!; j < kinds.limitStart[k + 1]!; j++) {
        const limit = kinds.limit[j]!;
        used[limit] = used[limit]! + weight * limits.sign[limit]! * (limits.ofCost[limit] ? cost[c]! : 1);
      }
    }
  }
  return value;
}

const steps = 60;
/** A fitted price that is off by so little does not show in the bound. */
const finest = 1e-8;

/** Demand at a price of a minute, and what the choices are worth then. */
interface Point {
  readonly price: number;
  readonly minutes: number;
  readonly value: number;
}

/**
 * The price of a person's minute at which the minutes fit: demand falls with the price, in steps. Between `low`, where
 * it is too much, and `high`, where it fits, lies the step; `weight` is the share of `low` that just fills the minutes.
 * @param precision by what share the value may be off
 */
export function fitPrice(
  instance: Instance,
  fronts: Fronts,
  minutes: number,
  old: number,
  precision = finest,
): { low: number; high: number; weight: number } {
  const at = (price: number): Point => {
    demandAt(instance, fronts, price, demand);
    return { price, minutes: demand.minutes, value: demand.value };
  };
  let low = at(0);
  if (low.minutes <= minutes) return { low: 0, high: 0, weight: 0 };
  let high = at(old > 0 ? old : low.value / low.minutes);
  while (high.minutes > minutes) {
    low = high;
    high = at(high.price * (old > 0 ? 1.25 : 2));
  }
  const narrow = (price: number) => {
    const between = at(price);
    if (between.minutes <= minutes) high = between;
    else low = between;
  };
  if (low.price === 0 && old > 0) narrow(high.price * 0.75);
  for (let step = 0; step < steps; step++) {
    const most = Math.max(minutes - high.minutes, low.minutes - minutes);
    if ((high.price - low.price) * most <= precision * high.price * (minutes + 1)) break;
    const next = priceBetween(low, high, minutes, step, precision);
    if (!(next > low.price && next < high.price)) break;
    narrow(next);
  }
  const step = low.minutes - high.minutes;
  return { low: low.price, high: high.price, weight: step > 0 ? (minutes - high.minutes) / step : 0 };
}

/**
 * By turns aims at the minutes, which is good where steps are small and many, and just above and below where the tangents
 * cross: where steps are large, the one that is sought lies there, and is enclosed by the two.
 */
function priceBetween(low: Point, high: Point, minutes: number, step: number, precision: number): number {
  const fall = low.minutes - high.minutes;
  if (step % 3 === 0) {
    const aim = Math.min(0.9, Math.max(0.1, (low.minutes - minutes) / fall));
    return low.price + (high.price - low.price) * aim;
  }
  const crossing = (low.value + low.minutes * low.price - high.value - high.minutes * high.price) / fall;
  const hair = (precision * crossing) / 8;
  const isAbove = step % 3 === 1 ? crossing + hair < high.price : !(crossing - hair > low.price);
  const next = isAbove ? crossing + hair : crossing - hair;
  return next > low.price && next < high.price ? next : (low.price + high.price) / 2;
}
