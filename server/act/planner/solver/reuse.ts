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
  for (let round = 0; round < rounds; round++) {
    const open = openKinds(ledger);
    const widest = widestDays(ledger);
    const found: Change[] = [];
    for (const block of blocks)
      for (const change of changesOf(ledger, worth, block, open, widest, stability)) found.push(change);
    let moved = false;
    for (const { c, unit } of found.sort(byWorth)) {
      if (ledger.dayOf[c]! > 0) continue;
      const breaks = !fitsUnit(ledger, unit, c);
      if (breaks && (left <= 0 || !isWorthBreaking(ledger, unit, c, stability))) continue;
      if (!exchange(ledger, (i) => gain[i]!, unit, c)) continue;
      moved = true;
      if (breaks) left--;
    }
    if (!moved) return;
  }
}

function isWorthBreaking({ instance, dayOf }: Ledger, unit: number, c: number, stability: number): boolean {
  const { unitStart, gain } = instance;
  let least = Infinity;
  for (let i = unitStart[unit]!; i < unitStart[unit + 1]!; i++) if (dayOf[i]! > 0) least = Math.min(least, gain[i]!);
  return gain[c]! > least + stability;
}
