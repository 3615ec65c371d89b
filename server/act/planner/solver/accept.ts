import { add, findDay, fitsLimits, fitsUnit, type Ledger, remove, rowOf } from './ledger.ts';
import { anyDay } from './pack.ts';
import { offerSize } from './refill.ts';

/**
 * Takes offers where they fit: those that break a promise first, as what they free is counted on, and of each sort what
 * brings most. The order is the same whoever made the offers. @returns how many promises were broken, of at most `mostBroken`.
 */
export function acceptOffers(ledger: Ledger, parts: readonly Float64Array[], mostBroken: number): number {
  const offers = joined(parts);
  const count = offers.length / offerSize;
  const of = (i: number, field: number) => offers[i * offerSize + field]!;
  const isBreaking = (i: number) => of(i, 3) >= 0;
  const byBenefit = (a: number, b: number) => of(b, 4) - of(a, 4) || of(a, 0) - of(b, 0);
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  let broken = 0;
  for (const i of all.filter(isBreaking).sort(byBenefit)) {
    if (broken >= mostBroken) break;
    if (take(ledger, of(i, 0), of(i, 1), of(i, 2), of(i, 3))) broken++;
  }
  for (const i of all.filter((at) => !isBreaking(at)).sort(byBenefit)) take(ledger, of(i, 0), of(i, 1), of(i, 2), -1);
  return broken;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function take(ledger: Ledger, c: number, unit: number, day: number, giving: number): boolean {
  const { dayOf } = ledger;
  if (dayOf[c]! > 0 || (giving >= 0 && dayOf[giving] === 0)) return false;
  if (!fitsUnit(ledger, unit, c, giving) || !fitsLimits(ledger, c, giving)) return false;
  const on = day !== anyDay && isFreeOn(ledger, c, day - 1, giving) ? day - 1 : findDay(ledger, c, giving);
  if (on < 0) return false;
  if (giving >= 0) remove(ledger, giving);
  add(ledger, c, on);
  return true;
}

/** Whether the day has room for a candidate with minutes, and its channel too. */
function isFreeOn({ instance, minutesLeft, channelLeft, dayOf }: Ledger, c: number, day: number, giving: number) {
  const { person, minutes, kind, kinds, days } = instance;
  const row = rowOf(instance, person[c]!, day);
  const frees = giving >= 0 && dayOf[giving] === day + 1;
  const freed = frees && person[giving] === person[c] ? minutes[giving]! : 0;
  const channel = kinds.channel[kind[c]!]!;
  const freesChannel = frees && kinds.channel[kind[giving]!] === channel ? 1 : 0;
  return row >= 0 && minutesLeft[row]! + freed >= minutes[c]! && channelLeft[channel * days + day]! + freesChannel >= 1;
}
