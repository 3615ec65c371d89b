import type { Instance } from './instance.ts';
import { add, findDay, fitsLimits, fitsUnit, type Ledger, remove, rowOf, takes } from './ledger.ts';
import { anyDay } from './pack.ts';
import type { Worth } from './values.ts';

/*
 *   over-full limits ─▶ give up what loses least ─▶ unmet minimums ─▶ take what loses least ─▶ days for what has none
 *   ─▶ over-full days of channels
 */

/** Sets right what the prices left over: afterwards no limit is exceeded; minimums are met as far as was found possible. */
export function repair(ledger: Ledger, worth: Worth): void {
  const { limits } = ledger.instance;
  for (let limit = 0; limit < limits.count; limit++)
    if (limits.sign[limit]! > 0 && ledger.limitLeft[limit]! < 0) release(ledger, worth, limit);
  giveDays(ledger, worth);
  for (let limit = 0; limit < limits.count; limit++)
    if (limits.sign[limit]! < 0 && ledger.limitLeft[limit]! < 0) require(ledger, worth, limit);
  freeChannels(ledger, worth);
}

const coefficient = (instance: Instance, c: number, limit: number) => Math.abs(takes(instance, c, limit));

interface Move {
  readonly c: number;
  readonly unit: number;
  readonly loss: number;
}

/** All moves for every candidate that `of` gives a loss for, least loss first; the same order whatever the engine. */
function sortedMoves(instance: Instance, of: (c: number, unit: number) => number): Move[] {
  const moves: Move[] = [];
  for (let unit = 0; unit < instance.units; unit++)
    for (let c = instance.unitStart[unit]!; c < instance.unitStart[unit + 1]!; c++) {
      const loss = of(c, unit);
      if (loss < Infinity) moves.push({ c, unit, loss });
    }
  return moves.sort((a, b) => a.loss - b.loss || a.c - b.c);
}

/**
 * Gives up contacts that count in an over-full limit, those that lose least for what they free. What takes their place
 * takes less of it and may still be too much: then that is given up, until the limit holds.
 */
function release(ledger: Ledger, worth: Worth, limit: number): void {
  const { instance, dayOf, limitLeft } = ledger;
  while (limitLeft[limit]! < 0) {
    const moves = sortedMoves(instance, (c, unit) => {
      if (dayOf[c] === 0) return Infinity;
      const by = coefficient(instance, c, limit);
      return by > 0 ? (worth(c) - bestOther(instance, worth, unit, c)) / by : Infinity;
    });
    if (moves.length === 0) return;
    for (const { c, unit } of moves) {
      if (limitLeft[limit]! >= 0) return;
      replace(ledger, worth, unit, c, (other) => coefficient(instance, other, limit) < coefficient(instance, c, limit));
    }
  }
}

function bestOther({ unitStart }: Instance, worth: Worth, unit: number, c: number): number {
  let best = 0;
  for (let i = unitStart[unit]!; i < unitStart[unit + 1]!; i++) if (i !== c) best = Math.max(best, worth(i));
  return best;
}

/** Puts the best that fits in the place of `c`, or nothing. */
function replace(ledger: Ledger, worth: Worth, unit: number, c: number, allowed: (other: number) => boolean): void {
  const { instance, dayOf } = ledger;
  let best = -1;
  let most = 0;
  for (let i = instance.unitStart[unit]!; i < instance.unitStart[unit + 1]!; i++) {
    if (dayOf[i]! > 0 || !allowed(i)) continue;
    const value = worth(i);
    if (value <= most || !fitsUnit(ledger, unit, i, c) || !fitsLimits(ledger, i, c)) continue;
    if (findDay(ledger, i, c) < 0) continue;
    most = value;
    best = i;
  }
  remove(ledger, c);
  if (best >= 0) add(ledger, best, findDay(ledger, best));
}

/** Takes what counts in an unmet minimum, in the place of what loses least by it. */
function require(ledger: Ledger, worth: Worth, limit: number): void {
  const { instance, dayOf, limitLeft } = ledger;
  const moves = sortedMoves(instance, (c, unit) => {
    const by = dayOf[c] === 0 ? coefficient(instance, c, limit) : 0;
    return by > 0 ? (worthOfUnit(instance, dayOf, worth, unit) - worth(c)) / by : Infinity;
  });
  for (const { c, unit } of moves) {
    if (limitLeft[limit]! >= 0) return;
    exchange(ledger, worth, unit, c);
  }
}

function worthOfUnit({ unitStart, unitLimit }: Instance, dayOf: Uint16Array, worth: Worth, unit: number): number {
  let taken = 0;
  let least = Infinity;
  for (let i = unitStart[unit]!; i < unitStart[unit + 1]!; i++)
    if (dayOf[i]! > 0) {
      taken++;
      least = Math.min(least, worth(i));
    }
  return taken < unitLimit[unit]! ? 0 : least;
}

/** Takes `c` in the place of nothing or of the unit's least, where that breaks nothing. @returns whether it did. */
export function exchange(ledger: Ledger, worth: Worth, unit: number, c: number): boolean {
  const { instance, dayOf } = ledger;
  let giving = -1;
  if (!fitsUnit(ledger, unit, c)) {
    let least = Infinity;
    for (let i = instance.unitStart[unit]!; i < instance.unitStart[unit + 1]!; i++)
      if (dayOf[i]! > 0 && worth(i) < least && fitsUnit(ledger, unit, c, i)) {
        least = worth(i);
        giving = i;
      }
    if (giving < 0) return false;
  }
  if (!fitsLimits(ledger, c, giving)) return false;
  const day = findDay(ledger, c, giving);
  if (day < 0) return false;
  if (giving >= 0) remove(ledger, giving);
  add(ledger, c, day);
  return true;
}

/** Finds days for what takes nobody's minutes, the most valuable first; what finds none is taken out. */
function giveDays(ledger: Ledger, worth: Worth): void {
  const { instance, dayOf } = ledger;
  for (const { c, unit } of sortedMoves(instance, (c) => (dayOf[c] === anyDay ? -worth(c) : Infinity))) {
    const day = findDay(ledger, c);
    if (day < 0) {
      replace(ledger, worth, unit, c, () => true);
      continue;
    }
    remove(ledger, c);
    add(ledger, c, day);
  }
}

/** Moves contacts away from days on which their channel is over-full, or gives them up. */
function freeChannels(ledger: Ledger, worth: Worth): void {
  const { instance, dayOf, channelLeft } = ledger;
  const { kind, kinds, days } = instance;
  if (!channelLeft.some((left) => left < 0)) return;
  const cellOf = (c: number) => kinds.channel[kind[c]!]! * days + dayOf[c]! - 1;
  const isOver = (c: number) => dayOf[c]! > 0 && channelLeft[cellOf(c)]! < 0;
  const moves = sortedMoves(instance, (c) => (isOver(c) ? worth(c) : Infinity));
  for (const { c } of moves) if (isOver(c)) moveDay(ledger, c);
  for (const { c } of moves) if (isOver(c)) swapDay(ledger, c);
  for (const { c, unit } of moves) if (isOver(c)) replace(ledger, worth, unit, c, () => true);
}

function moveDay(ledger: Ledger, c: number): boolean {
  const day = findDay(ledger, c);
  if (day < 0) return false;
  remove(ledger, c);
  add(ledger, c, day);
  return true;
}

/** Changes days with another contact of the same person whose channel has room on this day. */
function swapDay(ledger: Ledger, c: number): boolean {
  const { instance, dayOf, channelLeft, minutesLeft } = ledger;
  const { person, minutes, kind, kinds, days, blocks, unitStart } = instance;
  const who = person[c]!;
  if (who < 0) return false;
  const here = dayOf[c]! - 1;
  const channel = kinds.channel[kind[c]!]!;
  const rowHere = rowOf(instance, who, here);
  for (let unit = blocks.start[who]!; unit < blocks.start[who + 1]!; unit++)
    for (let o = unitStart[unit]!; o < unitStart[unit + 1]!; o++) {
      if (dayOf[o] === 0 || person[o] !== who || minutes[o] === 0) continue;
      const there = dayOf[o]! - 1;
      const other = kinds.channel[kind[o]!]!;
      if (there === here || other === channel) continue;
      if (channelLeft[channel * days + there]! < 1 || channelLeft[other * days + here]! < 1) continue;
      const rowThere = rowOf(instance, who, there);
      if (minutesLeft[rowHere]! + minutes[c]! < minutes[o]! || minutesLeft[rowThere]! + minutes[o]! < minutes[c]!)
        continue;
      remove(ledger, c);
      remove(ledger, o);
      add(ledger, c, there);
      add(ledger, o, here);
      return true;
    }
  return false;
}
