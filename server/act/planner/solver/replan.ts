import { acceptOffers } from './accept.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { evaluateBlock } from './evaluate.ts';
import { contactsIn, type Instance, kindPrices, type Prices, shared } from './instance.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { repair } from './repair.ts';
import { reuse } from './reuse.ts';
import { atPrices, greatestGain, seekPrices } from './seek-prices.ts';
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
  // Worth more than any gain, no promise is ever broken; beyond that the numbers would only drown the gains.
  const stability = Math.min(options.stability, 2 * greatestGain(instance));
  const dayOf = shared.uint16(instance.kind.length);
  const promises = promised.promises ?? contactsIn(promised.dayOf);
  const before = isSameMarket(instance, promised) ? promised : undefined;
  const crew = options.crew ?? gatherCrew(instance, before ? 1 : options.threads);
  try {
    const turned = crew.turnTo(instance, dayOf, promised.dayOf);
    const ledger = { ...openLedger(instance, promised.dayOf, promises), dayOf };
    await turned;
    const change = { promised: promised.dayOf, prices: promised.prices, use: useOf(ledger), stability };
    const search = before ? undefined : seekPrices(crew, change);
    // Meanwhile: prices that keep no promises are sought without looking at them.
    const lost = takeBackImpossible(ledger, promises, worthAt(instance, promised.prices));
    const possible = promises.length - lost.length;
    const sought = await search?.keeping();
    const keeping = sought?.keeping ?? promised.prices;
    const only = before ? blocksLookedAt(instance, before.instance, lost) : undefined;
    const ask = { left: sharedCopy(ledger.minutesLeft), only };
    const offers = await (sought ? search!.refill(sought, ask) : crew.refill(keeping, { ...ask, stability }));
    const bounded = sought && search!.bound(sought);
    const mayBreak = Math.floor(possible * mostBroken);
    const accepted = acceptOffers(ledger, offers, mayBreak);
    const { broken } = accepted;
    const { bound, prices } = bounded ? await bounded : boundByTerms(instance, before!);
    const taken = sought?.parts ? accepted.taken.concat(await fillUp(crew, ledger, keeping)) : accepted.taken;
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

/** Less than this share of a budget is none. */
const usedUp = 1e-3;

/**
 * Where customers are alike, a mixture found on a sample strays on all: what it left over is shared out once more, at
 * prices that leave out what is used up and take the rest for nothing. Promises stand.
 */
async function fillUp(crew: Crew, ledger: Ledger, { person }: Prices): Promise<readonly number[]> {
  const { instance, limitLeft, minutesLeft } = ledger;
  const { limits } = instance;
  const most = greatestGain(instance);
  const isUsedUp = (left: number, i: number) => left < (limits.ofCost[i] ? usedUp * limits.bound[i]! : 1);
  const limit = limitLeft.map((left, i) => (limits.sign[i]! > 0 && isUsedUp(left, i) ? most : 0));
  const offers = await crew.refill({ limit, person }, { left: sharedCopy(minutesLeft), stability: 2 * most });
  return acceptOffers(ledger, offers, 0).taken;
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
