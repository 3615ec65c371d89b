import { add, findDay, fitsLimits, fitsUnit, type Ledger, remove, rowOf } from './ledger.ts';
import { anyDay } from './pack.ts';
import { byBenefit, offerSize } from './refill.ts';

/**
 * Takes offers where they fit, in their order, whoever made them.
 * @param parts each in that order
 * @returns those taken, and how many promises were broken for them, of at most `mostBroken`.
 */
export function acceptOffers(
  ledger: Ledger,
  parts: readonly Float64Array[],
  mostBroken: number,
): { readonly taken: readonly number[]; readonly broke: number } {
  const taken: number[] = [];
  let broke = 0;
  const next = parts.map(() => 0);
  for (;;) {
    let first = -1;
    for (let part = 0; part < parts.length; part++) {
      if (next[part]! >= parts[part]!.length) continue;
      if (first < 0 || byBenefit(parts[part]!, next[part]!, parts[first]!, next[first]!) < 0) first = part;
    }
    if (first < 0) return { taken, broke };
    const [offers, at] = [parts[first]!, next[first]!];
    next[first] = at + offerSize;
    const giving = offers[at + 3]!;
    if (giving >= 0 && broke >= mostBroken) continue;
    if (!take(ledger, offers[at]!, offers[at + 1]!, offers[at + 2]!, giving)) continue;
    taken.push(offers[at]!);
    if (giving >= 0) broke++;
  }
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
