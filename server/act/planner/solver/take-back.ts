import type { Instance } from './instance.ts';
import { haveSameDays, type Ledger, remove, rowOf, touch, touchedAtOnce } from './ledger.ts';
import type { Worth } from './values.ts';

/**
 * Takes back the promises that people's days, channels' days and shared limits as they are now cannot hold, the least
 * worth first.
 * @param promises all candidates in the plan
 * @param before the problem the promises were made for, where it is at hand: its days all hold them
 * @returns those taken back
 */
export function takeBackImpossible(
  ledger: Ledger,
  promises: Uint32Array,
  worth: Worth,
  before?: Instance,
): readonly number[] {
  const owing = owingKinds(ledger);
  const looked = doubtful(ledger, promises, owing, before);
  const late: { readonly c: number; readonly worth: number }[] = [];
  const taken: number[] = [];
  const { kind } = ledger.instance;
  for (let i = 0; i < looked.length; i++) {
    if (i % touchedAtOnce === 0) touch(ledger, looked, i);
    const c = looked[i]!;
    if (owing[kind[c]!] === closed) {
      remove(ledger, c);
      taken.push(c);
    } else if (owing[kind[c]!] === over || !hasTime(ledger, c) || isChannelShort(ledger, c))
      late.push({ c, worth: worth(c) });
  }
  late.sort((a, b) => a.worth - b.worth || a.c - b.c);
  const hasNoTime = (c: number) => !hasTime(ledger, c);
  const isTooMany = (c: number) => owes(ledger, c) || isChannelShort(ledger, c);
  // Those that their person has no time for are gone whatever else there is, and leave room for others.
  for (const isImpossible of [hasNoTime, isTooMany])
    for (const { c } of late) {
      if (ledger.dayOf[c] === 0 || !isImpossible(c)) continue;
      remove(ledger, c);
      taken.push(c);
    }
  return taken;
}

/** The promises of which a kind, a channel or a person has less now than was promised. They are few, so that the others need not be read. */
function doubtful(ledger: Ledger, promises: Uint32Array, owing: Uint8Array, before?: Instance): Uint32Array {
  const { kind, person, kinds } = ledger.instance;
  const channels = shortChannels(ledger);
  const kindsHere = owing.map((owed, k) => (owed > 0 || channels[kinds.channel[k]!] === 1 ? 1 : 0));
  const people = shortPeople(ledger, before);
  const anyPerson = people.includes(1);
  const found = new Uint32Array(promises.length);
  let count = 0;
  for (let i = 0; i < promises.length; i++) {
    const c = promises[i]!;
    if (kindsHere[kind[c]!] === 1 || (anyPerson && person[c]! >= 0 && people[person[c]!] === 1)) found[count++] = c;
  }
  return found.subarray(0, count);
}

function shortChannels({ instance: { channels, days }, channelLeft }: Ledger): Uint8Array {
  const short = new Uint8Array(channels);
  for (let cell = 0; cell < channelLeft.length; cell++) if (channelLeft[cell]! < 0) short[Math.floor(cell / days)] = 1;
  return short;
}

/** People with a day of which more is promised than there is; without the problem before, all: a day may be gone altogether. */
function shortPeople({ instance: { people }, minutesLeft }: Ledger, before?: Instance): Uint8Array {
  const short = new Uint8Array(people.count);
  if (!before || !haveSameDays(people, before.people)) return short.fill(1);
  for (let p = 0; p < people.count; p++)
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++) if (minutesLeft[row]! < 0) short[p] = 1;
  return short;
}

const over = 1;
const closed = 2;

/** Kinds that count in a limit of which more is promised than there is, and those of which there is none any more. */
function owingKinds({ instance: { kinds, limits }, limitLeft }: Ledger): Uint8Array {
  const owing = new Uint8Array(kinds.count);
  for (let k = 0; k < kinds.count; k++)
    for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++) {
      const limit = kinds.limit[i]!;
      if (limits.sign[limit]! < 0 || limitLeft[limit]! >= 0) continue;
      const isClosed = limits.bound[limit] === 0 && !limits.ofCost[limit];
      owing[k] = Math.max(owing[k]!, isClosed ? closed : over);
    }
  return owing;
}

function owes({ instance: { kind, kinds, limits }, limitLeft }: Ledger, c: number): boolean {
  for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++)
    if (limits.sign[kinds.limit[i]!]! > 0 && limitLeft[kinds.limit[i]!]! < 0) return true;
  return false;
}

/** Whether the day of a promise is there and its person's promises fit it. */
function hasTime({ instance, dayOf, minutesLeft }: Ledger, c: number): boolean {
  const { person, minutes }: Instance = instance;
  if (person[c]! < 0 || minutes[c] === 0) return true;
  const row = rowOf(instance, person[c]!, dayOf[c]! - 1);
  return row >= 0 && minutesLeft[row]! >= 0;
}

function isChannelShort({ instance: { kind, kinds, days }, dayOf, channelLeft }: Ledger, c: number): boolean {
  return channelLeft[kinds.channel[kind[c]!]! * days + dayOf[c]! - 1]! < 0;
}
