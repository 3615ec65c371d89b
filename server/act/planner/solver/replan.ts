import { allEnded } from '#platform/concurrency';
import { acceptOffers } from './accept.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { contactsIn, type Instance, type Prices, shared } from './instance.ts';
import { type Ledger, type Left, openLedger, turnLedger } from './ledger.ts';
import {
  changesIn,
  changesOfLists,
  contactDays,
  contactsAfter,
  gainOfChanges,
  type PlanChanges,
} from './plan-changes.ts';
import { repair } from './repair.ts';
import { askForReuse } from './reuse.ts';
import { blocksLookedAt, boundByTerms, isSameMarket, type SameMarket } from './same-market.ts';
import { boundAt, greatestGain, seekPrices } from './seek-prices.ts';
import { takeBackImpossible } from './take-back.ts';
import { planValue, worthAt } from './values.ts';

/*
 *   the promises made ─▶ those the change makes impossible are taken back ─▶ their customers are served otherwise where
 *   they can be ─▶ what came free goes to others ─▶ the bound, at the old prices
 *
 * A change is told by the instance itself: minutes of a sick person's days 0, the limit of a closed offer 0.
 */

/** The plan at hand, and the problem it was made for. */
export interface Promised {
  /** Day + 1 of every candidate in the plan; 0 for the others. In shared memory it is written over: the new plan stands there afterwards. */
  readonly dayOf: Uint16Array;
  /** The candidates in it, in rising order, where they are at hand. */
  readonly promises?: Uint32Array;
  /** What it is worth, where that is known. */
  readonly value?: number;
  readonly prices: Prices;
  /** The problem before, and the bound at exactly these prices; where it is not at hand the bound is worked out anew. */
  readonly instance?: Instance;
  readonly priceBound?: number;
  /** What the plan leaves free of that problem, where it is at hand; otherwise it is counted. */
  readonly left?: Left;
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
  readonly left: Left;
  /** Promises that the change made impossible, and of the others those kept and broken. */
  readonly lost: number;
  readonly kept: number;
  readonly broken: number;
}

/** Of the promises that could be kept, at most this share is broken. */
const mostBroken = 0.05;

/** Up to so many units, all are looked at one by one for what still fits, promises that may give way too; up to twice as many those that have none. */
const fewUnits = 30_000;

/** Plans anew from the plan and the prices at hand, changing few promises. */
export async function replan(instance: Instance, promised: Promised, options: ReplanOptions): Promise<Replanned> {
  const before = isSameMarket(instance, promised) ? promised : undefined;
  const crew = options.crew ?? gatherCrew(instance, before ? 1 : options.threads);
  try {
    return await planAnew(crew, instance, promised, before, options.stability);
  } finally {
    if (!options.crew) await crew.close();
  }
}

async function planAnew(
  crew: Crew,
  instance: Instance,
  promised: Promised,
  same: SameMarket | undefined,
  wanted: number,
): Promise<Replanned> {
  const dayOf = inSharedMemory(promised.dayOf);
  const promises = promised.promises ?? contactsIn(dayOf);
  const before = contactDays(promises, dayOf);
  crew.turnTo(instance, dayOf);
  // Worth more than any gain, no promise is ever broken; beyond that the numbers would only drown the gains.
  const stability = Math.min(wanted, 2 * greatestGain(instance));
  const ledger = { ...ledgerOf(instance, promised, promises), dayOf };
  const change = { prices: promised.prices, use: useOf(ledger), stability };
  const search = same ? undefined : seekPrices(crew, change);
  const lost = takeBackImpossible(ledger, promises, worthAt(instance, promised.prices), promised.instance);
  const possible = promises.length - lost.length;
  const sought = await search?.keeping();
  const keeping = sought?.keeping ?? promised.prices;
  const only = same ? blocksLookedAt(instance, same.instance, lost) : undefined;
  const ask = { left: sharedCopy(ledger.minutesLeft), only };
  const offering = sought ? search!.refill(sought, ask) : crew.refill(keeping, { ...ask, stability });
  // Meanwhile: prices that keep no promises are sought without looking at them.
  const [offers, plain] = await allEnded([offering, sought ? search!.plain(sought) : Promise.resolve(undefined)]);
  // The threads look for the bound while this one takes the offers.
  const bounding = plain ? boundAt(crew, plain) : Promise.resolve(boundByTerms(instance, same!));
  const mayBreak = Math.floor(possible * mostBroken);
  const { taken, broken } = acceptOffers(ledger, offers, mayBreak);
  if (sought?.parts) await bounding;
  const filled = sought?.parts ? await fillUp(crew, ledger, keeping) : [];
  const isLookedOver = only !== undefined || instance.units <= 2 * fewUnits;
  if (isLookedOver) {
    const { prices } = await bounding;
    await lookOver(crew, ledger, { prices, only, mayBreak: mayBreak - broken.length, stability });
  }
  const isInDebt = ledger.limitLeft.some((left) => left < 0);
  if (isInDebt) repair(ledger, worthAt(instance, keeping));
  const isAsOffered = !isLookedOver && !isInDebt;
  const changes = isAsOffered
    ? changesOfLists([...lost, ...broken], taken.concat(filled))
    : changesIn(instance, before, dayOf, blocksIn(instance, isInDebt ? undefined : only));
  const contacts = contactsAfter(promises, changes);
  const value = valueAfter(instance, promised, changes) ?? planValue(instance, dayOf, contacts).value;
  const kept = isAsOffered
    ? possible - broken.length
    : promises.length - lost.length - changes.gone.length + countIn(changes.gone, lost);
  const { bound, prices } = await bounding;
  return {
    dayOf,
    promises: contacts,
    value,
    contacts: contacts.length,
    bound: Math.max(bound + missedMinimums(ledger), value),
    priceBound: bound,
    prices,
    left: ledger,
    lost: lost.length,
    kept,
    broken: possible - kept,
  };
}

/** Takes whatever still fits; promises give way only where few units are looked at. */
async function lookOver(
  crew: Crew,
  ledger: Ledger,
  of: { prices: Prices; only: Uint8Array | undefined; mayBreak: number; stability: number },
): Promise<void> {
  const { only, mayBreak, stability } = of;
  const areFew = only !== undefined || ledger.instance.units <= fewUnits;
  const atLeast = areFew && mayBreak > 0 ? stability : Infinity;
  acceptOffers(ledger, await crew.reuse(of.prices, askForReuse(ledger, atLeast, only)), mayBreak);
}

function blocksIn({ blocks }: Instance, only: Uint8Array | undefined): readonly number[] {
  const all = Array.from({ length: blocks.count }, (_, block) => block);
  return only ? all.filter((block) => only[block] === 1) : all;
}

function ledgerOf(instance: Instance, { dayOf, left, instance: before }: Promised, promises: Uint32Array): Ledger {
  return (left && before && turnLedger(instance, dayOf, before, left)) ?? openLedger(instance, dayOf, promises);
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

/** From what the plan before was worth, where that is known of these very candidates. */
function valueAfter(
  instance: Instance,
  { value, instance: before }: Promised,
  changes: PlanChanges,
): number | undefined {
  return value === undefined || before?.gain !== instance.gain ? undefined : value + gainOfChanges(instance, changes);
}

/** What is missing of minimums, at the most their prices may be. */
function missedMinimums({ instance: { limits }, limitLeft }: Ledger): number {
  let missed = 0;
  for (let i = 0; i < limits.count; i++)
    if (limits.sign[i]! < 0) missed += limits.priceCap[i]! * Math.max(0, -limitLeft[i]!);
  return missed;
}

function countIn(some: Iterable<number>, all: readonly number[]): number {
  const known = new Set(some);
  return all.reduce((count, c) => count + (known.has(c) ? 1 : 0), 0);
}

function inSharedMemory(days: Uint16Array): Uint16Array {
  if (days.buffer instanceof SharedArrayBuffer) return days;
  const copy = shared.uint16(days.length);
  copy.set(days);
  return copy;
}

/** What the plan uses of every shared limit: contacts or cost. */
const useOf = ({ instance: { limits }, limitLeft }: Ledger) =>
  limitLeft.map((left, i) => limits.bound[i]! - left * limits.sign[i]!);

function sharedCopy(of: Float64Array): Float64Array {
  const copy = shared.float64(of.length);
  copy.set(of);
  return copy;
}
