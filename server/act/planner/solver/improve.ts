import type { Instance } from './instance.ts';
import { findDay, fitsLimits, fitsUnit, type Ledger } from './ledger.ts';
import { exchange } from './repair.ts';
import type { Worth } from './values.ts';

const rounds = 6;
/** Of the units of one block, so many of the best changes are tried in a round: few fit into what is left of one person's days. */
const mostOfBlock = 96;

export interface Change {
  readonly c: number;
  readonly unit: number;
  readonly block: number;
  /** What the unit would give up for it, or -1. */
  readonly giving: number;
  readonly by: number;
}

/** Puts to use what is left: takes every contact that fits and brings more than what it replaces, the dearest things spared first. */
export function improve(ledger: Ledger, worth: Worth): void {
  for (let round = 0; round < rounds; round++) if (!improveOnce(ledger, worth)) return;
}

function improveOnce(ledger: Ledger, worth: Worth): boolean {
  const { instance, dayOf } = ledger;
  const { gain, blocks } = instance;
  const open = openKinds(ledger);
  const widest = widestDays(ledger);
  const found: Change[] = [];
  for (let block = 0; block < blocks.count; block++) {
    const changes = changesOf(ledger, worth, block, open, widest).sort(byWorth);
    for (let i = 0; i < Math.min(mostOfBlock, changes.length); i++) found.push(changes[i]!);
  }
  found.sort(byWorth);
  let moved = false;
  for (const { c, unit } of found) {
    if (dayOf[c]! > 0) continue;
    const giving = leastOf(ledger, unit);
    if (gain[c]! > (giving < 0 ? 0 : gain[giving]!)) moved = exchange(ledger, (i) => gain[i]!, unit, c) || moved;
  }
  return moved;
}

const byWorth = (a: Change, b: Change) => b.by - a.by || a.c - b.c;

/**
 * Of every unit of a block, the best change that would fit now, looked at by itself. `stability` is what a change of a
 * contact that is there must bring at least.
 */
export function changesOf(
  ledger: Ledger,
  worth: Worth,
  block: number,
  open: Uint8Array,
  widest: Float64Array,
  stability = 0,
): Change[] {
  const { instance, dayOf } = ledger;
  const { gain, unitStart, kind, person, minutes, blocks } = instance;
  const found: Change[] = [];
  for (let unit = blocks.start[block]!; unit < blocks.start[block + 1]!; unit++) {
    const giving = leastOf(ledger, unit);
    if (giving >= 0 && stability === Infinity) continue;
    const now = giving < 0 ? 0 : gain[giving]! + stability;
    const freed = giving < 0 ? 0 : minutes[giving]!;
    let best = -1;
    let most = -Infinity;
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
      if (!(gain[c]! > now) || dayOf[c]! > 0) continue;
      if (giving < 0 && open[kind[c]!] === 0) continue;
      const who = person[c]!;
      if (who >= 0 && minutes[c]! > widest[who]! + freed) continue;
      const value = worth(c);
      if (value <= most) continue;
      if (!fitsLimits(ledger, c, giving) || !fitsUnit(ledger, unit, c, giving) || findDay(ledger, c, giving) < 0)
        continue;
      best = c;
      most = value;
    }
    if (best >= 0) found.push({ c: best, unit, block, giving, by: most - (giving < 0 ? 0 : worth(giving)) });
  }
  return found;
}

/** Kinds for which every limit on the number of contacts leaves room for one more. */
export function openKinds({ instance: { kinds, limits }, limitLeft }: Ledger): Uint8Array {
  const open = new Uint8Array(kinds.count).fill(1);
  for (let k = 0; k < kinds.count; k++)
    for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++) {
      const limit = kinds.limit[i]!;
      if (limits.sign[limit]! > 0 && !limits.ofCost[limit] && limitLeft[limit]! < 1) open[k] = 0;
    }
  return open;
}

/** What a unit that is full would give up first; -1 where it may take another. */
function leastOf({ instance, dayOf }: Ledger, unit: number): number {
  const { unitStart, unitLimit, gain }: Instance = instance;
  let taken = 0;
  let least = -1;
  for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++)
    if (dayOf[c]! > 0) {
      taken++;
      if (least < 0 || gain[c]! < gain[least]!) least = c;
    }
  return taken < unitLimit[unit]! ? -1 : least;
}

/** Of every person, the most minutes left on one day. */
export function widestDays({ instance: { people }, minutesLeft }: Ledger): Float64Array {
  const widest = new Float64Array(people.count);
  for (let p = 0; p < people.count; p++)
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++)
      widest[p] = Math.max(widest[p]!, minutesLeft[row]!);
  return widest;
}
