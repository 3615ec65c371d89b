import { byWorth, type Change, changesOf, openKinds, widestDays } from './improve.ts';
import { fitsUnit, type Ledger } from './ledger.ts';
import { exchange } from './repair.ts';
import type { Worth } from './values.ts';

const rounds = 3;

/**
 * Takes whatever in these blocks still fits and brings more than what it replaces, or more by `stability` where that is a
 * promise; at most `mayBreak` contacts give way. Works unit by unit, so for few blocks only.
 */
export function reuse(
  ledger: Ledger,
  worth: Worth,
  { blocks, stability, mayBreak }: { blocks: readonly number[]; stability: number; mayBreak: number },
): void {
  const { gain } = ledger.instance;
  let left = mayBreak;
  let looked = blocks;
  for (let round = 0; round < rounds && looked.length > 0; round++) {
    const open = openKinds(ledger);
    const widest = widestDays(ledger);
    const found: Change[] = [];
    for (const block of looked)
      for (const change of changesOf(ledger, worth, block, open, widest, stability)) found.push(change);
    const moved = new Set<number>();
    for (const { c, unit, block } of found.sort(byWorth)) {
      if (ledger.dayOf[c]! > 0) continue;
      const breaks = !fitsUnit(ledger, unit, c);
      if (breaks && (left <= 0 || !isWorthBreaking(ledger, unit, c, stability))) continue;
      if (!exchange(ledger, (i) => gain[i]!, unit, c)) continue;
      moved.add(block);
      if (breaks) left--;
    }
    // Where nothing moved there is hardly anything new to use.
    looked = looked.filter((block) => moved.has(block));
  }
}

function isWorthBreaking({ instance, dayOf }: Ledger, unit: number, c: number, stability: number): boolean {
  const { unitStart, gain } = instance;
  let least = Infinity;
  for (let i = unitStart[unit]!; i < unitStart[unit + 1]!; i++) if (dayOf[i]! > 0) least = Math.min(least, gain[i]!);
  return gain[c]! > least + stability;
}
