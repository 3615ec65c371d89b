import { areAlike } from './alike.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { descendByCuts, type Part } from './cuts.ts';
import { descendOnSample, evaluateSettled, type Portion, roughScales, safeBound } from './descent.ts';
import { inShare } from './evaluate.ts';
import { type Instance, oncePerMarket, type Prices } from './instance.ts';
import { favouring } from './mixture.ts';
import type { RefillAsk } from './refill.ts';
import { sampleOf } from './sample.ts';

/** So many units stand for all where prices are sought anew, or this share of them. */
const leastSample = 4000;
const sampleShare = 0.012;

const steps = { steps: 7, trust: 0.1 };
/** Prices of people at hand are near: after a turn that wins less of the bound, the next would win a fifth of it. */
const nearlySettled = 5e-3;
/** So much of a mean gain more, what is favoured is chosen over nothing where it is worth the same. */
const hardly = 1e-4;
const cuts = { tolerance: 1e-3, steps: 60, trust: 0.3 };

/** What a changed problem is looked at with. */
export interface Change {
  /** Prices at hand. */
  readonly prices: Prices;
  /** What the plan at hand uses of every shared limit. */
  readonly use: Float64Array;
  readonly stability: number;
}

export interface Sought {
  /** Those at which promises are worth keeping. */
  readonly keeping: Prices;
  /** Where customers are alike, the mixture of what they choose at those. */
  readonly parts?: readonly Part[];
}

export interface Search {
  /** What is to be taken back of promises must have been. */
  readonly keeping: () => Promise<Sought>;
  /** Sets the threads to work before it returns. */
  readonly refill: (sought: Sought, ask: RefillAsk) => ReturnType<Crew['refill']>;
  /** Prices of plans that need not keep any promise. Threads may be at work meanwhile. */
  readonly plain: (sought: Sought) => Promise<Prices>;
}

/** Prices for a problem of which a shared limit has changed, sought on a sample of the people. */
export function seekPrices(crew: Crew, change: Change): Search {
  const { instance, dayOf } = crew.board;
  const share = Math.min(1, Math.max(leastSample / Math.max(1, instance.units), sampleShare));
  const portion = { share, bound: boundOfSample(instance, dayOf, change.use, share) };
  const start = closing(instance, change.prices);
  return (areAlike(instance) ? byCuts : bySteps)(crew, change, portion, start);
}

/** The bound at prices of the limits, and what people's minutes are worth at them. */
export async function boundAt(
  crew: Crew,
  prices: Prices,
): Promise<{ readonly bound: number; readonly prices: Prices }> {
  const whole = { share: 1, bound: crew.board.instance.limits.bound };
  const settled = await evaluateSettled(crew, prices, whole, nearlySettled);
  return { bound: safeBound(settled.value), prices: settled.prices };
}

function bySteps(crew: Crew, { prices: { person }, stability }: Change, portion: Portion, start: Prices): Search {
  const { instance } = crew.board;
  // Looks at no promises, so that it may begin before some are taken back.
  const begun = descendOnSample(crew, start, { ...portion, ...steps });
  return {
    keeping: async () => {
      const found = await descendOnSample(crew, await begun, { ...portion, ...steps, stability });
      return { keeping: forAll(instance, person, found, portion.share) };
    },
    refill: ({ keeping }, ask) => crew.refill(keeping, { ...ask, stability }),
    plain: async () => forAll(instance, person, await begun, portion.share),
  };
}

/**
 * Where customers are alike: what the parts of the sample's mixture choose is favoured in everybody's days. It takes many
 * looks, so that the sample is taken out, and looked at by this thread alone: to tell others would take longer.
 */
function byCuts(crew: Crew, { prices: { person }, stability }: Change, portion: Portion, start: Prices): Search {
  const { instance, dayOf } = crew.board;
  const sample = sampleOf(instance, dayOf, portion.share);
  const here = { ...cuts, bound: portion.bound };
  const alone = gatherCrew(sample.instance, 1);
  return {
    keeping: async () => {
      alone.turnTo(sample.instance, sample.promised());
      const kept = await descendByCuts(alone, start, { ...here, stability });
      return { keeping: forAll(instance, person, kept.prices, portion.share), parts: await kept.mix(here.bound) };
    },
    refill: async ({ keeping, parts = [] }, ask) => {
      const { gain } = roughScales(instance);
      crew.turnTo(await favouring(crew, parts, { less: gain, more: hardly * gain, stability }), dayOf);
      const offers = await crew.refill(keeping, { ...ask, stability });
      crew.turnTo(instance, dayOf);
      return offers;
    },
    plain: async ({ keeping }) => {
      const { prices } = await descendByCuts(alone, keeping, here);
      return forAll(instance, person, prices, portion.share);
    },
  };
}

/** Prices found on a sample: those of people who are not in it are taken to have changed in the measure of theirs. */
function forAll({ blocks }: Instance, before: Float64Array, { limit, person: found }: Prices, share: number): Prices {
  const sampled = blocks.person.filter((person, block) => person >= 0 && inShare(block, share));
  let [was, is] = [0, 0];
  for (const person of sampled) {
    was += before[person]!;
    is += found[person]!;
  }
  const person = was > 0 ? before.map((price) => (price * is) / was) : before.slice();
  for (const of of sampled) person[of] = found[of]!;
  return { limit, person };
}

/**
 * What the sample has of every shared limit: the measure is what the plan at hand uses there, as people differ in what they use.
 * @param used by the whole plan, of every limit
 */
function boundOfSample(instance: Instance, dayOf: Uint16Array, used: Float64Array, share: number): Float64Array {
  const { blocks, unitStart, units, limits } = instance;
  const here = new Float64Array(limits.count);
  let unitsHere = 0;
  for (let block = 0; block < blocks.count; block++) {
    if (!inShare(block, share)) continue;
    const [from, to] = [blocks.start[block]!, blocks.start[block + 1]!];
    unitsHere += to - from;
    addPromises(here, instance, dayOf, unitStart[from]!, unitStart[to]!);
  }
  const some = unitsHere / Math.max(1, units);
  return limits.bound.map((bound, i) => bound * (used[i]! > 0 && here[i]! > 0 ? here[i]! / used[i]! : some));
}

function addPromises(used: Float64Array, instance: Instance, dayOf: Uint16Array, from: number, to: number): void {
  for (let c = from; c < to; c++) if (dayOf[c]! > 0) addTo(used, instance, c);
}

function addTo(used: Float64Array, { kind, kinds, limits, cost }: Instance, c: number): void {
  for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++) {
    const limit = kinds.limit[i]!;
    used[limit] = used[limit]! + (limits.ofCost[limit] ? cost[c]! : 1);
  }
}

export const greatestGain = oncePerMarket(({ gain }) => {
  let most = 0;
  for (let c = 0; c < gain.length; c++) if (gain[c]! > most) most = gain[c]!;
  return most;
});

/** What is closed has the highest price there is: it costs the bound nothing, as there is none of it. */
function closing(instance: Instance, prices: Prices): Prices {
  const { limits } = instance;
  const most = greatestGain(instance);
  const isClosed = (i: number) => limits.bound[i] === 0 && limits.sign[i]! > 0 && !limits.ofCost[i];
  if (!prices.limit.some((price, i) => isClosed(i) && price < most)) return prices;
  return { ...prices, limit: prices.limit.map((price, i) => (isClosed(i) ? Math.max(price, most) : price)) };
}

export function atPrices({ limits }: Instance, { limit }: Prices): number {
  let sum = 0;
  for (let i = 0; i < limits.count; i++) if (limit[i]! > 0) sum += limit[i]! * limits.sign[i]! * limits.bound[i]!;
  return sum;
}
