import type { Crew, Total } from './crew.ts';
import type { Ask } from './evaluate.ts';
import { type Instance, oncePerMarket, type Prices } from './instance.ts';
import { boxStep } from './newton.ts';

/*
 *   a small share of the people ─▶ steps ─▶ a larger share ─▶ … ─▶ everybody: prices, and the least bound met
 *
 * The dual function falls by projected Newton steps within a box that grows while the model tells true and shrinks
 * where it does not. Every evaluation of the whole is a valid bound; the least is kept.
 */

export interface Bound {
  /** No plan is worth more. */
  readonly value: number;
  readonly prices: Prices;
  /** Dual evaluations, in evaluations of the whole. */
  readonly evaluations: number;
}

export interface DescentOptions {
  readonly start?: Prices;
  /** Stop when the model says that less than this share of the bound can be won. */
  readonly tolerance: number;
  readonly steps: number;
  /** Width of the first box, in mean gains; small where the start is near. */
  readonly trust: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (message: string) => void;
}

export interface Scales {
  /** A typical gain. */
  readonly gain: number;
  /** What a choice typically takes of each limit: 1, or a cost. */
  readonly of: Float64Array;
}

/** Steps that leave at least so many units in the sample are worth their while. */
const sampleUnits = 20_000;

export async function descend(crew: Crew, options: DescentOptions): Promise<Bound> {
  const { instance } = crew.board;
  const scales = scalesOf(instance);
  let prices: Prices = {
    limit: Float64Array.from(options.start?.limit ?? new Float64Array(instance.limits.count)),
    person: Float64Array.from(options.start?.person ?? new Float64Array(instance.people.count)),
  };
  let trust = options.trust;
  let evaluations = 0;
  if (options.start === undefined && instance.limits.count > 0) {
    for (let share = sampleUnits / instance.units; share < 0.3 && instance.people.count > 8; share *= 8) {
      const bound = instance.limits.bound.map((all) => all * share);
      const part = await descendOn(crew, scales, prices, { ...options, share, bound, trust, tolerance: 3e-5 });
      prices = part.prices;
      trust = Math.max(0.02, part.trust);
      evaluations += part.evaluations * share;
    }
  }
  const portion = { share: 1, bound: instance.limits.bound };
  const whole = await descendOn(crew, scales, prices, { ...options, ...portion, trust });
  const again = isMixed(crew) ? await evaluateSettled(crew, whole.prices, portion, settled, options.signal) : whole;
  const best = again.value < whole.value ? again : whole;
  options.onStep?.(`prices of people settled: ${best.value} of ${whole.value}`);
  return {
    value: safeBound(best.value),
    prices: best.prices,
    evaluations: evaluations + whole.evaluations,
  };
}

const mostSettling = 40;
const settled = 1e-6;
/** How far prices of people that answer to one another move to where they fit, by turns. */
const dampings = [0.7, 0.5] as const;

/**
 * The dual function at prices of the limits. Where units have candidates of several people, the price of one person's
 * minute answers to the others'; they are fitted in turns until the value falls by less than this share in two. Any prices
 * are a bound: the least is kept.
 */
export async function evaluateSettled(
  crew: Crew,
  start: Prices,
  portion: Portion,
  enough: number,
  signal?: AbortSignal,
): Promise<Here> {
  if (!isMixed(crew)) return evaluate(crew, start, portion, 0);
  const { limit } = start;
  let { person } = start;
  for (const damping of dampings) person = await fitPeople(crew, { limit, person }, portion, damping);
  let best: Here | undefined;
  let before = Infinity;
  for (let turn = 0; turn < mostSettling; turn++) {
    signal?.throwIfAborted();
    // What they come to is added up while they are fitted once more.
    const next = { fit: true, damping: dampings[turn % 2]!, precision: near };
    const here = await addedUp(crew, { limit, person }, portion, { ...next, sum: 'given', bandwidth: 0 });
    person = Float64Array.from(crew.board.fittedPrice);
    if (best === undefined || here.value < best.value) best = here;
    if (turn % 2 === 1) continue;
    if (before - best.value <= enough * Math.abs(best.value)) break;
    before = best.value;
  }
  return best!;
}

const isMixed = (crew: Crew) => crew.board.instance.blocks.visitor.length > 0;

/** Rounding of some 10⁹ additions is less than this share; so the bound is one in exact arithmetic too. */
export function safeBound(value: number): number {
  return value + Math.abs(value) * 1e-9;
}

export interface Here {
  readonly value: number;
  readonly slope: Float64Array;
  readonly total: Total;
  readonly prices: Prices;
}

/** A portion of the people, and of every shared limit what they have of it. */
export interface Portion {
  readonly share: number;
  readonly bound: Float64Array;
  /** What keeping a promise is worth, in the unit of gains; nothing where it is left out. */
  readonly stability?: number | undefined;
}

async function descendOn(crew: Crew, scales: Scales, start: Prices, options: DescentOptions & Portion) {
  const { limits } = crew.board.instance;
  let { trust } = options;
  let evaluations = 1;
  let here = await evaluate(crew, start, options, bandwidth(scales, trust));
  const damping = new Float64Array(limits.count);
  for (let step = 0; step < options.steps && limits.count > 0; step++) {
    options.signal?.throwIfAborted();
    const box = boxAround(crew.board.instance, here.prices, scales, trust);
    for (let i = 0; i < limits.count; i++)
      damping[i] =
        1e-3 * here.total.bends[i * limits.count + i]! + 1e-12 * (Math.abs(here.slope[i]!) / (scales.gain || 1));
    const { step: move, fall } = boxStep(here.slope, here.total.bends, damping, box.low, box.high);
    if (!(fall > options.tolerance * Math.abs(here.value))) break;
    const prices = { limit: here.prices.limit.map((price, i) => price + move[i]!), person: here.prices.person };
    const there = await evaluate(crew, prices, options, bandwidth(scales, trust));
    evaluations++;
    const ratio = (here.value - there.value) / fall;
    options.onStep?.(
      `share ${options.share.toFixed(3)} bound ${there.value.toPrecision(9)} of ${here.value.toPrecision(9)} expected fall ${(fall / here.value).toExponential(1)} ratio ${ratio.toFixed(2)} trust ${trust.toPrecision(2)}`,
    );
    if (there.value < here.value) here = there;
    trust *= ratio > 0.8 ? 1.6 : ratio > 0.4 ? 1 : ratio > 0 ? 0.6 : 0.3;
    trust = Math.min(trust, 4);
    if (trust < 1e-6) break;
  }
  return { value: here.value, prices: here.prices, trust, evaluations };
}

const bandwidth = (scales: Scales, trust: number) => scales.gain * Math.min(0.3, Math.max(0.02, trust));

/** Prices on their way to others need be no finer. */
const near = 1e-5;

/** The dual function and its slope at prices of the limits; people's minutes are priced on the way. */
export async function evaluate(crew: Crew, prices: Prices, portion: Portion, bandwidth: number): Promise<Here> {
  if (!isMixed(crew)) {
    const found = await addedUp(crew, prices, portion, { fit: true, sum: 'fitted', bandwidth, damping: 1 });
    return { ...found, prices: { limit: prices.limit, person: Float64Array.from(crew.board.fittedPrice) } };
  }
  let { person } = prices;
  for (const damping of dampings) person = await fitPeople(crew, { limit: prices.limit, person }, portion, damping);
  const given = { fit: false, sum: 'given', bandwidth, damping: 1 } as const;
  return addedUp(crew, { limit: prices.limit, person }, portion, given);
}

async function fitPeople(crew: Crew, prices: Prices, { share, stability }: Portion, damping: number) {
  const ask = { share, fit: true, sum: 'nothing', bandwidth: 0, damping, precision: near } as const;
  await crew.evaluate(prices, ask, stability);
  return Float64Array.from(crew.board.fittedPrice);
}

/** The dual function and its slope at these prices, or, where the ask says so, at those of people that fit. */
async function addedUp(
  crew: Crew,
  prices: Prices,
  { share, bound, stability }: Portion,
  ask: Omit<Ask, 'chunk' | 'chunks' | 'share'>,
): Promise<Here> {
  const total = await crew.evaluate(prices, { share, ...ask }, stability);
  const { sign, count } = crew.board.instance.limits;
  const slope = new Float64Array(count);
  let { value } = total;
  for (let i = 0; i < count; i++) {
    value += prices.limit[i]! * sign[i]! * bound[i]!;
    slope[i] = sign[i]! * bound[i]! - total.used[i]!;
  }
  return { value, slope, total, prices };
}

function boxAround({ limits }: Instance, { limit }: Prices, scales: Scales, trust: number) {
  const low = new Float64Array(limits.count);
  const high = new Float64Array(limits.count);
  for (let i = 0; i < limits.count; i++) {
    const reach = (trust * scales.gain) / scales.of[i]!;
    low[i] = Math.max(-limit[i]!, -reach);
    high[i] = Math.min(limits.priceCap[i]! - limit[i]!, reach);
  }
  return { low, high };
}

const scaleSample = 2e4;
/** Prices for a portion of the people only, from prices at hand: cheap, and near those of the whole. */
export async function descendOnSample(
  crew: Crew,
  start: Prices,
  of: Portion & Pick<DescentOptions, 'steps' | 'trust'>,
): Promise<Prices> {
  return (await descendOn(crew, roughScales(crew.board.instance), start, { ...of, tolerance: 1e-4 })).prices;
}

/** Typical sizes from a sample. */
export const roughScales = oncePerMarket((instance) => scalesOf(instance, scaleSample));

/** Typical sizes, from at most so many candidates at even distances. */
export function scalesOf(instance: Instance, most = 1e6): Scales {
  const { gain, kind, cost, kinds, limits } = instance;
  const candidates = instance.unitStart[instance.units]!;
  const stride = Math.max(1, Math.floor(candidates / most));
  const sum = new Float64Array(limits.count);
  const seen = new Float64Array(limits.count);
  let gains = 0;
  let positive = 0;
  for (let c = 0; c < candidates; c += stride) {
    if (gain[c]! > 0) {
      gains += gain[c]!;
      positive++;
    }
    for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++) {
      const limit = kinds.limit[i]!;
      sum[limit] = sum[limit]! + (limits.ofCost[limit] ? cost[c]! : 1);
      seen[limit] = seen[limit]! + 1;
    }
  }
  return {
    gain: positive > 0 ? gains / positive : 1,
    of: sum.map((total, i) => (total > 0 ? total / seen[i]! : 1)),
  };
}
