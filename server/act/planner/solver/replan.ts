import { acceptOffers } from './accept.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { descendOnSample } from './descent.ts';
import { evaluateBlock, inShare } from './evaluate.ts';
import { contactsIn, type Instance, kindPrices, type Prices, shared } from './instance.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { repair } from './repair.ts';
import { reuse } from './reuse.ts';
import { takeBackImpossible } from './take-back.ts';
import { planScore, worthAt } from './values.ts';

/*
 *   the promises made ─▶ those the change makes impossible are taken back ─▶ their customers are served otherwise where
 *   they can be ─▶ what came free goes to others ─▶ the bound, at the old prices
 *
 * A change is told by the instance itself: minutes of a sick person's days 0, the limit of a closed offer 0.
 */

/** The plan at hand, and the problem it was made for. */
export interface Promised {
  readonly dayOf: Uint16Array;
  /** The candidates in it, in rising order, where they are at hand. */
  readonly promises?: Uint32Array;
  readonly prices: Prices;
  /** The problem before, and the bound at exactly these prices; where it is not at hand the bound is worked out anew. */
  readonly instance?: Instance;
  readonly priceBound?: number;
}

export interface ReplanOptions {
  readonly threads: number;
  /** What breaking a promise that could be kept costs, in the unit of gains: only a change that brings more may break it. */
  readonly stability: number;
  /** Threads that are at work on the same candidates already; they are left running. */
  readonly crew?: Crew;
}

export interface Replanned {
  readonly dayOf: Uint16Array;
  readonly promises: Uint32Array;
  readonly value: number;
  readonly bound: number;
  readonly priceBound: number;
  readonly contacts: number;
  readonly prices: Prices;
  /** Promises that the change made impossible, and of the others those kept and broken. */
  readonly lost: number;
  readonly kept: number;
  readonly broken: number;
}

/** Of the promises that could be kept, at most this share is broken. */
const mostBroken = 0.05;

/** Up to so many units, all are looked at one by one for what still fits. */
const fewUnits = 50_000;

/** Plans anew from the plan and the prices at hand, changing few promises. */
export async function replan(instance: Instance, promised: Promised, options: ReplanOptions): Promise<Replanned> {
  const most = greatestGain(instance);
  // Worth more than any gain, no promise is ever broken; beyond that the numbers would only drown the gains.
  const stability = Math.min(options.stability, 2 * most);
  const dayOf = shared.uint16(instance.kind.length);
  const promises = promised.promises ?? contactsIn(promised.dayOf);
  const before = isSameMarket(instance, promised) ? promised : undefined;
  const crew = options.crew ?? gatherCrew(instance, before ? 1 : options.threads);
  try {
    const turned = crew.turnTo(instance, dayOf, promised.dayOf);
    const ledger = { ...openLedger(instance, promised.dayOf, promises), dayOf };
    await turned;
    const market = before ? undefined : seekPrices(crew, { promised, use: useOf(ledger), stability, most });
    // Meanwhile: prices that keep no promises are sought without looking at them.
    const lost = takeBackImpossible(ledger, promises, worthAt(instance, promised.prices));
    const possible = promises.length - lost.length;
    const sought = await market?.keeping();
    const keeping = sought?.keeping ?? promised.prices;
    const only = before ? blocksLookedAt(instance, before.instance, lost) : undefined;
    const offers = await crew.refill(keeping, { left: sharedCopy(ledger.minutesLeft), only, stability });
    const bounded = sought && market?.bound(sought);
    const mayBreak = Math.floor(possible * mostBroken);
    const { broken, taken } = acceptOffers(ledger, offers, mayBreak);
    const { bound, prices } = bounded ? await bounded : boundByTerms(instance, before!);
    const blocks = Array.from({ length: instance.blocks.count }, (_, block) => block);
    const isLookedOver = only !== undefined || instance.units <= fewUnits;
    if (isLookedOver)
      reuse(ledger, worthAt(instance, prices), {
        blocks: only ? blocks.filter((block) => only[block] === 1) : blocks,
        stability,
        mayBreak: mayBreak - broken.length,
      });
    const isInDebt = ledger.limitLeft.some((left) => left < 0);
    if (isInDebt) repair(ledger, worthAt(instance, keeping));
    const isAsOffered = !isLookedOver && !isInDebt;
    const contacts = isAsOffered ? changed(promises, [...lost, ...broken], taken) : contactsIn(dayOf);
    const made = planScore(instance, dayOf, contacts);
    const kept = isAsOffered
      ? possible - broken.length
      : countSame(promises, promised.dayOf, dayOf) - countSame(lost, promised.dayOf, dayOf);
    return {
      dayOf,
      promises: contacts,
      value: made.value,
      contacts: made.contacts,
      bound: Math.max(bound + made.value - made.score, made.value),
      priceBound: bound,
      prices,
      lost: lost.length,
      kept,
      broken: possible - kept,
    };
  } finally {
    if (!options.crew) await crew.close();
  }
}

/** A list in rising order without some, and with others, which may have been among those. */
function changed(rising: Uint32Array, without: readonly number[], others: readonly number[]): Uint32Array {
  const [gone, added] = [new Uint32Array(without).sort(), new Uint32Array(others).sort()];
  const all = new Uint32Array(rising.length + added.length);
  let [left, next, count] = [0, 0, 0];
  for (let i = 0; i < rising.length; i++) {
    const c = rising[i]!;
    while (next < added.length && added[next]! < c) all[count++] = added[next++]!;
    const isGone = left < gone.length && gone[left] === c;
    if (isGone) left++;
    if (isGone && added[next] !== c) continue;
    if (added[next] === c) next++;
    all[count++] = c;
  }
  while (next < added.length) all[count++] = added[next++]!;
  return all.subarray(0, count);
}

function countSame(candidates: ArrayLike<number>, before: Uint16Array, now: Uint16Array): number {
  let same = 0;
  for (let i = 0; i < candidates.length; i++) if (now[candidates[i]!] === before[candidates[i]!]) same++;
  return same;
}

/** What the plan uses of every shared limit: contacts or cost. */
const useOf = ({ instance: { limits }, limitLeft }: Ledger) =>
  limitLeft.map((left, i) => limits.bound[i]! - left * limits.sign[i]!);

function sharedCopy(of: Float64Array): Float64Array {
  const copy = shared.float64(of.length);
  copy.set(of);
  return copy;
}

/** Whether only people's minutes changed: the prices of what is shared stay then, and only the terms of those people are new. */
function isSameMarket({ limits, blocks }: Instance, promised: Promised): promised is Required<Promised> {
  const { instance: before, priceBound } = promised;
  const isSame = before?.limits.bound.every((bound, i) => bound === limits.bound[i]) === true;
  return isSame && priceBound !== undefined && blocks.visitor.length === 0;
}

/** So many units stand for all where prices are sought anew, or this share of them. */
const leastSample = 4000;
const sampleShare = 0.012;

/**
 * Prices and a bound for a problem of which a shared limit has changed, sought on a sample of the people. `keeping` are the
 * prices at which promises are worth keeping; the bound is that of plans that need not keep any, so that only `keeping`
 * looks at promises.
 */
function seekPrices(
  crew: Crew,
  { promised, use, stability, most }: { promised: Promised; use: Float64Array; stability: number; most: number },
) {
  const { instance } = crew.board;
  const isMixed = instance.blocks.visitor.length > 0;
  const share = (of: number) => boundOfSample(instance, promised.dayOf, use, of);
  const sample = { units: Math.max(leastSample, sampleShare * instance.units), steps: 7, trust: 0.1, bound: share };
  const { person } = promised.prices;
  const begun = descendOnSample(crew, closing(instance, promised.prices, most), sample);
  return {
    /** Looks at promises, so what is to be taken back of them must have been. */
    keeping: async (): Promise<SoughtPrices> => {
      const plain = await begun;
      const { limit } = await descendOnSample(crew, plain, { ...sample, stability });
      return { plain: { limit: plain.limit, person }, keeping: { limit, person } };
    },
    /** Sets the threads to work before it returns. */
    bound: async ({ plain }: SoughtPrices) => {
      const total = await crew.evaluate(plain, { share: 1, fit: !isMixed, bandwidth: 0, damping: 1 });
      const whole = total.value + atPrices(instance, plain);
      const prices = { limit: plain.limit, person: Float64Array.from(crew.board.fittedPrice) };
      return { bound: whole + Math.abs(whole) * 1e-9, prices };
    },
  };
}

interface SoughtPrices {
  readonly plain: Prices;
  readonly keeping: Prices;
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
    for (let c = unitStart[from]!; c < unitStart[to]!; c++) if (dayOf[c]! > 0) addTo(here, instance, c);
  }
  const some = unitsHere / Math.max(1, units);
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

function greatestGain({ gain }: Instance): number {
  let most = greatest.get(gain) ?? -1;
  if (most >= 0) return most;
  most = 0;
  for (let c = 0; c < gain.length; c++) if (gain[c]! > most) most = gain[c]!;
  greatest.set(gain, most);
  return most;
}

/** What is closed has the highest price there is: it costs the bound nothing, as there is none of it. */
function closing({ limits }: Instance, prices: Prices, most: number): Prices {
  const isClosed = (i: number) => limits.bound[i] === 0 && limits.sign[i]! > 0 && !limits.ofCost[i];
  if (!prices.limit.some((price, i) => isClosed(i) && price < most)) return prices;
  return { ...prices, limit: prices.limit.map((price, i) => (isClosed(i) ? Math.max(price, most) : price)) };
}

function atPrices({ limits }: Instance, { limit }: Prices): number {
  let sum = 0;
  for (let i = 0; i < limits.count; i++) if (limit[i]! > 0) sum += limit[i]! * limits.sign[i]! * limits.bound[i]!;
  return sum;
}

function boundByTerms(instance: Instance, { instance: before, prices, priceBound }: Required<Omit<Promised, 'dayOf'>>) {
  const each = new Float64Array(instance.kinds.count);
  const ofCost = new Float64Array(instance.kinds.count);
  kindPrices(instance, prices.limit, each, ofCost);
  const ask = { chunk: 0, chunks: 1, share: 1, fit: true, bandwidth: 0, damping: 1 };
  const person = prices.person.slice();
  const term = (of: Instance, block: number) => {
    const result = { value: 0, used: new Float64Array(of.limits.count), bends: new Float64Array(0) };
    evaluateBlock(of, { each, ofCost, person: prices.person }, ask, block, person, result);
    return result.value;
  };
  let bound = priceBound + atPrices(instance, prices) - atPrices(before, prices);
  // The changed one comes last: it leaves the person's new price.
  for (const p of changedPeople(instance, before)) bound += -term(before, p) + term(instance, p);
  return { bound: bound + Math.abs(bound) * 1e-9, prices: { limit: prices.limit, person } };
}

/** So many blocks besides those touched are looked at for who may use what came free: a tenth, within these. */
const [fewestOthers, mostOthers] = [20, 40];

/** Marks the blocks of people whose days changed, and of units that lost a promise; and some others. */
function blocksLookedAt(instance: Instance, before: Instance, lost: readonly number[]): Uint8Array {
  const { blocks, unitStart } = instance;
  const looked = new Uint8Array(blocks.count);
  for (const person of changedPeople(instance, before)) looked[person] = 1;
  for (const c of lost) {
    let [low, high] = [0, blocks.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (unitStart[blocks.start[middle]!]! <= c) low = middle;
      else high = middle - 1;
    }
    looked[low] = 1;
  }
  if (!looked.includes(1)) return looked;
  const others = Math.min(mostOthers, Math.max(fewestOthers, blocks.count / 10));
  const stride = Math.max(1, Math.floor(blocks.count / others));
  for (let block = 0; block < blocks.count; block += stride) looked[block] = 1;
  return looked;
}

function changedPeople({ people }: Instance, before: Instance): number[] {
  const changed: number[] = [];
  for (let p = 0; p < people.count; p++)
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++)
      if (people.minutes[row] !== before.people.minutes[row]) {
        changed.push(p);
        break;
      }
  return changed;
}
