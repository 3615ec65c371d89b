import { contactsIn, type Instance, noLimit } from './instance.ts';
import { anyDay } from './pack.ts';

/** What a plan leaves free of everything that is limited. A plan under work may be in debt of shared limits; never of people's days. */
export interface Ledger extends Left {
  readonly instance: Instance;
  /** Day + 1 of every candidate in the plan; 0 for the others. */
  readonly dayOf: Uint16Array;
}

export interface Left {
  /** By row of `people`. */
  readonly minutesLeft: Float64Array;
  readonly channelLeft: Float64Array;
  /** sign × (bound − use). */
  readonly limitLeft: Float64Array;
}

/** @param contacts the candidates in the plan, where they are known already */
export function openLedger(instance: Instance, dayOf: Uint16Array, contacts = contactsIn(dayOf)): Ledger {
  const { limits, people, channelDay } = instance;
  const ledger: Ledger = {
    instance,
    dayOf,
    minutesLeft: Float64Array.from(people.minutes),
    channelLeft: Float64Array.from(channelDay),
    limitLeft: Float64Array.from(limits.bound, (bound, i) => bound * limits.sign[i]!),
  };
  for (let i = 0; i < contacts.length; i++) {
    if (i % touchedAtOnce === 0) touch(ledger, contacts, i);
    take(ledger, contacts[i]!, 1);
  }
  return ledger;
}

/**
 * The ledger of the same plan over a changed problem: what it left of the one before, and what there is more or less now.
 * @returns undefined where the two cannot be compared: people's days are other ones, or a channel's day had no limit
 */
export function turnLedger(instance: Instance, dayOf: Uint16Array, before: Instance, left: Left): Ledger | undefined {
  if (before.limits.count !== instance.limits.count || !haveSameDays(before.people, instance.people)) return undefined;
  const turned = (was: Float64Array, bound: Float64Array, now: Float64Array, sign?: Int8Array) =>
    was.map((free, i) => (now[i] === bound[i] ? free : free + (now[i]! - bound[i]!) * (sign?.[i] ?? 1)));
  const ledger: Ledger = {
    instance,
    dayOf,
    minutesLeft: turned(left.minutesLeft, before.people.minutes, instance.people.minutes),
    channelLeft: turned(left.channelLeft, before.channelDay, instance.channelDay),
    limitLeft: turned(left.limitLeft, before.limits.bound, instance.limits.bound, instance.limits.sign),
  };
  const all = [ledger.minutesLeft, ledger.channelLeft, ledger.limitLeft];
  return all.some((each) => each.some((free) => free === -Infinity || Number.isNaN(free))) ? undefined : ledger;
}

/** Whether people have the same days, of whatever length. */
export function haveSameDays(one: Instance['people'], other: Instance['people']): boolean {
  const isSame = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    if (a === b) return true;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return a.length === b.length;
  };
  return isSame(one.dayStart, other.dayStart) && isSame(one.day, other.day);
}

/** So many candidates are read at a time before they are worked on. */
export const touchedAtOnce = 128;

/**
 * Reads what the next candidates will need. It lies all over the memory, and while a loop that only reads has many reads
 * under way at once, working on them would wait for each: that is two thirds of its time.
 * @throws RangeError for what is not a candidate, which the sum of all that was read tells too.
 */
export function touch(
  { instance, dayOf }: Pick<Ledger, 'instance' | 'dayOf'>,
  candidates: ArrayLike<number>,
  from: number,
): void {
  const { kind, minutes, person, cost } = instance;
  const to = Math.min(candidates.length, from + touchedAtOnce);
  let sum = 0;
  for (let i = from; i < to; i++) {
    const c = candidates[i]!;
    sum += dayOf[c]! + kind[c]! + minutes[c]! + person[c]! + cost[c]!;
  }
  if (Number.isNaN(sum)) throw new RangeError('A plan names a candidate that is not there');
}

/** Writes down (times 1) or takes back (times -1) what the candidate takes, on the day that `dayOf` says. */
function take(ledger: Ledger, c: number, times: 1 | -1): void {
  const { kind, cost, person, minutes } = ledger.instance;
  count(ledger, kind[c]!, cost[c]!, minutes[c]!, person[c]!, ledger.dayOf[c]!, times);
}

/**
 * Writes down (times 1) or takes back (times -1) what a contact takes.
 * @param dayPlus day + 1, or `anyDay`
 */
export function count(
  { instance, limitLeft, channelLeft, minutesLeft }: Ledger,
  kind: number,
  cost: number,
  minutes: number,
  person: number,
  dayPlus: number,
  times: 1 | -1,
): void {
  const { kinds, limits, days } = instance;
  for (let i = kinds.limitStart[kind]!; i < kinds.limitStart[kind + 1]!; i++) {
    const limit = kinds.limit[i]!;
    limitLeft[limit] = limitLeft[limit]! - times * limits.sign[limit]! * (limits.ofCost[limit] ? cost : 1);
  }
  if (dayPlus === anyDay) return;
  const day = dayPlus - 1;
  const cell = kinds.channel[kind]! * days + day;
  channelLeft[cell] = channelLeft[cell]! - times;
  const row = person < 0 || minutes === 0 ? -1 : rowOf(instance, person, day);
  if (row >= 0) minutesLeft[row] = minutesLeft[row]! - times * minutes;
}

export function add(ledger: Ledger, c: number, day: number): void {
  ledger.dayOf[c] = day + 1;
  take(ledger, c, 1);
}

export function remove(ledger: Ledger, c: number): void {
  take(ledger, c, -1);
  ledger.dayOf[c] = 0;
}

export function rowOf({ people }: Instance, person: number, day: number): number {
  for (let row = people.dayStart[person]!; row < people.dayStart[person + 1]!; row++)
    if (people.day[row] === day) return row;
  return -1;
}

/**
 * The day a candidate fits on: of its person's days the one it fills best, else the channel's freest. `giving` is a
 * candidate in the plan that would leave for it, or -1. -1 when there is none.
 */
export function findDay({ instance, minutesLeft, channelLeft, dayOf }: Ledger, c: number, giving = -1): number {
  const { person, minutes, people, kind, kinds, days } = instance;
  const first = kinds.channel[kind[c]!]! * days;
  const who = person[c]!;
  const time = minutes[c]!;
  const freed = giving >= 0 && dayOf[giving] !== anyDay ? dayOf[giving]! - 1 : -1;
  const freesChannel = freed >= 0 && kinds.channel[kind[giving]!] === kinds.channel[kind[c]!];
  let best = -1;
  let score = Infinity;
  if (who >= 0 && time > 0) {
    const freesMinutes = freed >= 0 && person[giving] === who ? minutes[giving]! : 0;
    for (let row = people.dayStart[who]!; row < people.dayStart[who + 1]!; row++) {
      const day = people.day[row]!;
      const left = minutesLeft[row]! + (day === freed ? freesMinutes : 0);
      if (left < time || left - time >= score) continue;
      if (channelLeft[first + day]! + (freesChannel && day === freed ? 1 : 0) < 1) continue;
      score = left - time;
      best = day;
    }
    return best;
  }
  for (let day = 0; day < days; day++) {
    const left = channelLeft[first + day]! + (freesChannel && day === freed ? 1 : 0);
    if (left < 1 || -left >= score) continue;
    score = -left;
    best = day;
  }
  return best;
}

/** Whether the shared limits allow one more of a kind, at this cost. */
export function hasRoom({ instance: { kinds, limits }, limitLeft }: Ledger, kind: number, cost: number): boolean {
  for (let i = kinds.limitStart[kind]!; i < kinds.limitStart[kind + 1]!; i++) {
    const limit = kinds.limit[i]!;
    const more = limits.sign[limit]! * (limits.ofCost[limit] ? cost : 1);
    if (more > 0 && limitLeft[limit]! < more) return false;
  }
  return true;
}

/** Whether the shared limits allow `c` in place of `giving` (-1: of nothing): none gets into debt, or deeper into it. */
export function fitsLimits(ledger: Ledger, c: number, giving = -1): boolean {
  const { instance, limitLeft } = ledger;
  const { kind, kinds, cost } = instance;
  const k = kind[c]!;
  if (giving < 0) return hasRoom(ledger, k, cost[c]!);
  for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++) {
    const limit = kinds.limit[i]!;
    const more = takes(instance, c, limit) - takes(instance, giving, limit);
    if (more > 0 && limitLeft[limit]! < more) return false;
  }
  // Leaving a minimum takes from it.
  const g = kind[giving]!;
  for (let i = kinds.limitStart[g]!; i < kinds.limitStart[g + 1]!; i++) {
    const limit = kinds.limit[i]!;
    if (instance.limits.sign[limit]! > 0) continue;
    const more = takes(instance, c, limit) - takes(instance, giving, limit);
    if (more > 0 && limitLeft[limit]! < more) return false;
  }
  return true;
}

/** What a candidate takes of a limit, in the limit's sign; 0 where it does not count in it. */
export function takes({ kind, kinds, limits, cost }: Instance, c: number, limit: number): number {
  const k = kind[c]!;
  for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++)
    if (kinds.limit[i] === limit) return limits.sign[limit]! * (limits.ofCost[limit] ? cost[c]! : 1);
  return 0;
}

/** Whether the unit of `c` may take it in place of `giving`: its number of contacts, one of a group. */
export function fitsUnit({ instance, dayOf }: Ledger, unit: number, c: number, giving = -1): boolean {
  const { unitStart, unitLimit, kinds, kind } = instance;
  const limit = unitLimit[unit]!;
  const group = kinds.group[kind[c]!]!;
  if (limit === noLimit && group < 0) return true;
  let others = 0;
  for (let i = unitStart[unit]!; i < unitStart[unit + 1]!; i++) {
    if (dayOf[i] === 0 || i === giving) continue;
    others++;
    if (group >= 0 && kinds.group[kind[i]!] === group) return false;
  }
  return limit === noLimit || others < limit;
}
