import type { Instance } from './instance.ts';
import { count, findDay, fitsLimits, fitsUnit, hasRoom, type Ledger, remove, rowOf, touchedAtOnce } from './ledger.ts';
import { anyDay } from './pack.ts';
import { compareOffers, offerSize, type Ordered } from './refill.ts';

/**
 * Takes offers where they fit, in their order, whoever made them.
 * @param parts each in that order, and all in the same
 * @returns those taken, and the promises broken for them, of at most `mostBroken`.
 */
export function acceptOffers(
  ledger: Ledger,
  parts: readonly Ordered[],
  mostBroken: number,
): { readonly taken: readonly number[]; readonly broken: readonly number[] } {
  const taken: number[] = [];
  const broken: number[] = [];
  const contested = areContested(ledger.instance);
  const next = parts.map(() => 0);
  for (;;) {
    let first = -1;
    for (let part = 0; part < parts.length; part++) {
      if (next[part]! >= parts[part]!.list.length) continue;
      if (first < 0 || compareOffers(parts[part]!, next[part]!, parts[first]!, next[first]!) < 0) first = part;
    }
    if (first < 0) return { taken, broken };
    const [offers, at] = [parts[first]!.list, next[first]!];
    if (contested && at % (offerSize * touchedAtOnce) === 0) touchOffers(ledger, offers, at);
    next[first] = at + offerSize;
    const giving = offers[at + 3]!;
    if (giving >= 0 && broken.length >= mostBroken) continue;
    if (contested && !isOpen(ledger, offers[at]!, offers[at + 1]!, giving)) continue;
    if (!take(ledger, offers, at, giving)) continue;
    taken.push(offers[at]!);
    if (giving >= 0) broken.push(giving);
  }
}

/** Whether a unit may have several offers: it may take several contacts, or has candidates of several people. */
const areContested = ({ oneEach, blocks }: Instance) => !oneEach || blocks.visitor.length > 0;

/** Whether the unit may still take the candidate, in the place of what it would give. */
const isOpen = (ledger: Ledger, c: number, unit: number, giving: number) =>
  ledger.dayOf[c] === 0 && !(giving >= 0 && ledger.dayOf[giving] === 0) && fitsUnit(ledger, unit, c, giving);

/**
 * As `touch` of the ledger does for candidates, for what units need.
 * @throws RangeError for an offer of what is not there.
 */
function touchOffers({ instance, dayOf }: Ledger, offers: Float64Array, from: number): void {
  const { kind, unitLimit, unitStart } = instance;
  const to = Math.min(offers.length, from + offerSize * touchedAtOnce);
  let sum = 0;
  for (let at = from; at < to; at += offerSize) {
    const c = offers[at]!;
    const unit = offers[at + 1]!;
    sum += dayOf[c]! + kind[c]! + unitLimit[unit]! + unitStart[unit]!;
  }
  if (Number.isNaN(sum)) throw new RangeError('An offer names a candidate or a unit that is not there');
}

/** Takes an offer where it fits, by what the offer itself tells of its candidate. */
function take(ledger: Ledger, offers: Float64Array, at: number, giving: number): boolean {
  const c = offers[at]!;
  const [kind, cost, minutes, person] = [offers[at + 5]!, offers[at + 6]!, offers[at + 7]!, offers[at + 8]!];
  if (!(giving < 0 ? hasRoom(ledger, kind, cost) : fitsLimits(ledger, c, giving))) return false;
  const isFree = offers[at + 2] !== anyDay && isFreeOn(ledger, kind, minutes, person, offers[at + 2]! - 1, giving);
  const day = isFree ? offers[at + 2]! - 1 : findDay(ledger, c, giving);
  if (day < 0) return false;
  if (giving >= 0) remove(ledger, giving);
  ledger.dayOf[c] = day + 1;
  count(ledger, kind, cost, minutes, person, day + 1, 1);
  return true;
}

/** Whether the day has room for so many of a person's minutes, and the channel's day too, once `giving` is gone (-1: nothing). */
function isFreeOn(
  { instance, minutesLeft, channelLeft, dayOf }: Ledger,
  kind: number,
  minutes: number,
  person: number,
  day: number,
  giving: number,
): boolean {
  const { kinds, days } = instance;
  const row = rowOf(instance, person, day);
  const channel = kinds.channel[kind]!;
  const frees = giving >= 0 && dayOf[giving] === day + 1;
  const freed = frees && instance.person[giving] === person ? instance.minutes[giving]! : 0;
  const freesChannel = frees && kinds.channel[instance.kind[giving]!] === channel ? 1 : 0;
  return row >= 0 && minutesLeft[row]! + freed >= minutes && channelLeft[channel * days + day]! + freesChannel >= 1;
}
