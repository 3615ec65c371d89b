import { changesOf, openKinds, widestDays } from './improve.ts';
import type { PricedKinds } from './fronts.ts';
import type { Instance } from './instance.ts';
import type { Ledger, Left } from './ledger.ts';
import { anyDay } from './pack.ts';
import { type Offers, writeOffer } from './refill.ts';
import { worthOfKinds } from './values.ts';

export interface ReuseAsk {
  readonly left: Left;
  /** Kinds that have room in every limit on the number of contacts, and of every person the most minutes left on one day. */
  readonly open: Uint8Array;
  readonly widest: Float64Array;
  /** 1 for the blocks that are looked at; undefined for all. */
  readonly only?: Uint8Array | undefined;
  readonly atLeast: number;
}

/** @param atLeast what a contact in the place of a promise must bring more; Infinity: promises stand */
export function askForReuse(ledger: Ledger, atLeast: number, only?: Uint8Array): ReuseAsk {
  const { minutesLeft, channelLeft, limitLeft } = ledger;
  const left = { minutesLeft, channelLeft, limitLeft };
  return { left, open: openKinds(ledger), widest: widestDays(ledger), atLeast, only };
}

/**
 * Offers whatever in blocks `from` up to `to` still fits and brings more than what it replaces. Looks at every unit, so it
 * is for few of them only.
 */
export function reuseBlocks(
  instance: Instance,
  prices: PricedKinds,
  dayOf: Uint16Array,
  { left, open, widest, only, atLeast }: ReuseAsk,
  [from, to]: readonly [from: number, to: number],
  offers: Offers,
): void {
  const ledger = { ...left, instance, dayOf };
  const worth = worthOfKinds(instance, prices);
  for (let block = from; block < to; block++) {
    if (only !== undefined && only[block] === 0) continue;
    for (const { c, unit, giving, by } of changesOf(ledger, worth, block, open, widest, atLeast))
      writeOffer(instance, offers, c, unit, anyDay, giving, by);
  }
}
