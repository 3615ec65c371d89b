import { changesOf, openKinds, widestDays } from './improve.ts';
import type { PricedKinds } from './fronts.ts';
import type { Instance } from './instance.ts';
import type { Left } from './ledger.ts';
import { anyDay } from './pack.ts';
import { type Offers, writeOffer } from './refill.ts';
import { worthOfKinds } from './values.ts';

export interface ReuseAsk {
  readonly left: Left;
  /** 1 for the blocks that are looked at; undefined for all. */
  readonly only?: Uint8Array | undefined;
  /** What a contact in the place of a promise must bring more; Infinity: promises stand. */
  readonly atLeast: number;
}

/**
 * Offers whatever in blocks `from` up to `to` still fits and brings more than what it replaces. Looks at every unit, so it
 * is for few of them only.
 */
export function reuseBlocks(
  instance: Instance,
  prices: PricedKinds,
  dayOf: Uint16Array,
  { left, only, atLeast }: ReuseAsk,
  [from, to]: readonly [from: number, to: number],
  offers: Offers,
): void {
  const ledger = { ...left, instance, dayOf };
  const worth = worthOfKinds(instance, prices);
  const [open, widest] = [openKinds(ledger), widestDays(ledger)];
  for (let block = from; block < to; block++) {
    if (only !== undefined && only[block] === 0) continue;
    for (const { c, unit, giving, by } of changesOf(ledger, worth, block, open, widest, atLeast))
      writeOffer(instance, offers, c, unit, anyDay, giving, by);
  }
}
