import { areAlike } from './alike.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { descendByCuts, type Part } from './cuts.ts';
import { descendOnSample, evaluateSettled, roughScales, safeBound, type Scales } from './descent.ts';
import type { Instance, Prices } from './instance.ts';
import { favouring } from './mixture.ts';
import type { RefillAsk } from './refill.ts';
import { type Sample, sampleOf } from './sample.ts';

/** So many units stand for all where prices are sought anew, or this share of them. */
const leastSample = 4000;
const sampleShare = 0.012;

const steps = { steps: 7, trust: 0.1 };
/** Prices that keep promises are sought from those at hand, which are farther. */
const firstSteps = { steps: 14, trust: 0.1 };
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
  /** Prices of plans that need not keep any promise, from those that keep them. Threads may be at work meanwhile. */
  readonly plain: (sought: Sought) => Promise<Prices>;
}

/** Prices for a problem of which a shared limit has changed, sought on a sample of the people. */
export function seekPrices(crew: Crew, change: Change): Search {
  const { instance, dayOf } = crew.board;
  const share = Math.min(1, Math.max(leastSample / Math.max(1, instance.units), sampleShare));
  const start = closing(instance, change.prices);
  const sample = sampleOf(instance, dayOf, start, share, greatestGain(instance));
  const here = { sample, bound: boundOfSample(sample, change.use, instance.units), scales: roughScales(instance) };
  return (areAlike(instance) ? byCuts : bySteps)(crew, change, here, start);
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

interface Here {
  readonly sample: Sample;
  /** What it has of every shared limit. */
  readonly bound: Float64Array;
  /** Those of the whole. */
  readonly scales: Scales;
}

function bySteps(
  crew: Crew,
  { prices: { person }, stability }: Change,
  { sample, ...here }: Here,
  start: Prices,
): Search {
  // To tell other threads would take longer than the sample takes.
  const alone = gatherCrew(sample.instance, 1);
  return {
    keeping: async () => {
      alone.turnTo(sample.instance, sample.promised());
      const found = await descendOnSample(alone, start, { ...here, ...firstSteps, stability });
      return { keeping: forAll(person, found, sample) };
    },
    refill: ({ keeping }, ask) => crew.refill(keeping, { ...ask, stability }),
    plain: async ({ keeping }) => {
      const found = await descendOnSample(alone, keeping, { ...here, ...steps });
      return forAll(person, found, sample);
    },
  };
}

/** Where customers are alike: what the parts of the sample's mixture choose is favoured in everybody's days. */
function byCuts(
  crew: Crew,
  { prices: { person }, stability }: Change,
  { sample, ...here }: Here,
  start: Prices,
): Search {
  const { instance, dayOf } = crew.board;
  const alone = gatherCrew(sample.instance, 1);
  return {
    keeping: async () => {
      alone.turnTo(sample.instance, sample.promised());
      const kept = await descendByCuts(alone, start, { ...here, ...cuts, stability });
      return { keeping: forAll(person, kept.prices, sample), parts: await kept.mix(here.bound) };
    },
    refill: async ({ keeping, parts = [] }, ask) => {
      const { gain } = here.scales;
      crew.turnTo(await favouring(crew, parts, { less: gain, more: hardly * gain, stability }), dayOf);
      const offers = await crew.refill(keeping, { ...ask, stability });
      crew.turnTo(instance, dayOf);
      return offers;
    },
    plain: async ({ keeping }) => {
      const { prices } = await descendByCuts(alone, keeping, { ...here, ...cuts });
      return forAll(person, prices, sample);
    },
  };
}

/** Prices found on a sample: those of people who are not in it are taken to have changed in the measure of theirs. */
function forAll(before: Float64Array, { limit, person: found }: Prices, { instance: { blocks } }: Sample): Prices {
  const sampled = blocks.person.filter((person) => person >= 0);
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
 * @param units of the whole
 */
function boundOfSample({ instance, promised, units: own }: Sample, used: Float64Array, units: number): Float64Array {
  const { unitStart, limits } = instance;
  const here = new Float64Array(limits.count);
  const dayOf = promised();
  for (let c = 0; c < unitStart[own]!; c++) if (dayOf[c]! > 0) addTo(here, instance, c);
  const some = own / Math.max(1, units);
  return limits.bound.map((bound, i) => bound * (used[i]! > 0 && here[i]! > 0 ? here[i]! / used[i]! : some));
}

function addTo(used: Float64Array, { kind, kinds, limits, cost }: Instance, c: number): void {
  for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++) {
    const limit = kinds.limit[i]!;
    used[limit] = used[limit]! + (limits.ofCost[limit] ? cost[c]! : 1);
  }
}

/** Looked for once in a market: what changes is limits and days. */
const greatest = new WeakMap<Instance['gain'], number>();

export function greatestGain({ gain }: Instance): number {
  let most = greatest.get(gain) ?? -1;
  if (most >= 0) return most;
  most = 0;
  for (let c = 0; c < gain.length; c++) if (gain[c]! > most) most = gain[c]!;
  greatest.set(gain, most);
  return most;
}

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
