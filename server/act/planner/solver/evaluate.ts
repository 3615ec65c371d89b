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
  /** Fit the prices of people's minutes; false: take them as they are. */
  readonly fit: boolean;
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

/** Adds one block's value and use to the result. */
export function evaluateBlock(
  instance: Instance,
  prices: PricedKinds,
  ask: Ask,
  block: number,
  fitted: Float64Array,
  result: ChunkResult,
): void {
  const person = instance.blocks.person[block]!;
  gatherFronts(instance, prices, block, fronts);
  const own = instance.blocks.start[block + 1]! - instance.blocks.start[block]!;
  if (person < 0) {
    result.value += addUse(instance, 0, 1, own, result.used);
    if (ask.bandwidth > 0) addBends(instance, prices, block, 0, ask.bandwidth, result.bends);
    return;
  }
  const minutes = minutesOf(instance.people, person);
  const old = prices.person[person]!;
  if (!ask.fit) {
    result.value += old * minutes + addUse(instance, old, 1, own, result.used);
    if (ask.bandwidth > 0) addBends(instance, prices, block, old, ask.bandwidth, result.bends);
    return;
  }
  const { low, high, weight } = fitPrice(instance, fronts, minutes, old, ask.precision);
  fitted[person] = old + ask.damping * (high - old);
  result.value += high * minutes + addUse(instance, high, 1 - weight, own, result.used);
  if (weight > 0) addUse(instance, low, weight, own, result.used);
  if (ask.bandwidth > 0) addBends(instance, prices, block, high, ask.bandwidth, result.bends);
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
  demandAt(instance, fronts, 0, demand);
  if (demand.minutes <= minutes) return { low: 0, high: 0, weight: 0 };
  let [low, tooMuch] = [0, demand.minutes];
  let high = old > 0 ? old : demand.value / demand.minutes;
  for (;;) {
    demandAt(instance, fronts, high, demand);
    if (demand.minutes <= minutes) break;
    [low, tooMuch] = [high, demand.minutes];
    high *= old > 0 ? 1.25 : 2;
  }
  let fits = demand.minutes;
  if (low === 0 && old > 0) {
    const near = high * 0.75;
    demandAt(instance, fronts, near, demand);
    if (demand.minutes <= minutes) [high, fits] = [near, demand.minutes];
    else [low, tooMuch] = [near, demand.minutes];
  }
  for (let step = 0; step < steps; step++) {
    if ((high - low) * Math.max(minutes - fits, tooMuch - minutes) <= precision * high * (minutes + 1)) break;
    // By turns halving and aiming at the minutes: steps are uneven, and halving alone is slow.
    const aim = step % 3 === 2 ? 0.5 : Math.min(0.9, Math.max(0.1, (tooMuch - minutes) / (tooMuch - fits)));
    const middle = low + (high - low) * aim;
    if (!(middle > low && middle < high)) break;
    demandAt(instance, fronts, middle, demand);
    if (demand.minutes <= minutes) [high, fits] = [middle, demand.minutes];
    else [low, tooMuch] = [middle, demand.minutes];
  }
  return { low, high, weight: tooMuch > fits ? (minutes - fits) / (tooMuch - fits) : 0 };
}
