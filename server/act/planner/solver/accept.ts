import { add, findDay, fitsLimits, fitsUnit, type Ledger, remove, rowOf, touchedAtOnce } from './ledger.ts';
import { anyDay } from './pack.ts';
import { byBenefit, offerSize } from './refill.ts';

/**
 * Takes offers where they fit, in their order, whoever made them.
 * @param parts each in that order
 * @returns those taken, and the promises broken for them, of at most `mostBroken`.
 */
export function acceptOffers(
  ledger: Ledger,
  parts: readonly Float64Array[],
  mostBroken: number,
): { readonly taken: readonly number[]; readonly broken: readonly number[] } {
  const taken: number[] = [];
  const broken: number[] = [];
  const next = parts.map(() => 0);
  for (;;) {
    let first = -1;
    for (let part = 0; part < parts.length; part++) {
      if (next[part]! >= parts[part]!.length) continue;
      if (first < 0 || byBenefit(parts[part]!, next[part]!, parts[first]!, next[first]!) < 0) first = part;
    }
    if (first < 0) return { taken, broken };
    const [offers, at] = [parts[first]!, next[first]!];
    if (at % (offerSize * touchedAtOnce) === 0) touchOffers(ledger, offers, at);
    next[first] = at + offerSize;
    const giving = offers[at + 3]!;
    if (giving >= 0 && broken.length >= mostBroken) continue;
    if (!take(ledger, offers[at]!, offers[at + 1]!, offers[at + 2]!, giving)) continue;
    taken.push(offers[at]!);
    if (giving >= 0) broken.push(giving);
  }
}

/**
 * As `touch` of the ledger does for candidates, for offers, and what their units need too.
 * @throws RangeError for an offer of what is not there.
 */
function touchOffers({ instance, dayOf }: Ledger, offers: Float64Array, from: number): void {
  const { kind, minutes, person, cost, unitLimit, unitStart } = instance;
  const to = Math.min(offers.length, from + offerSize * touchedAtOnce);
  let sum = 0;
  for (let at = from; at < to; at += offerSize) {
    const c = offers[at]!;
    const unit = offers[at + 1]!;
    sum += dayOf[c]! + kind[c]! + minutes[c]! + person[c]! + cost[c]! + unitLimit[unit]! + unitStart[unit]!;
  }
  if (Number.isNaN(sum)) throw new RangeError('An offer names a candidate or a unit that is not there');
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
