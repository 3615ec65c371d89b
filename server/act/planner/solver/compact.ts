import { mostSteps, stepsOf } from './fill-day.ts';
import { improve } from './improve.ts';
import { contactsIn } from './instance.ts';
import { add, type Ledger, remove, rowOf } from './ledger.ts';
import { planScore, type Worth } from './values.ts';

/*
 *   a person's days, each with a few minutes left ─▶ contacts change days until most are full and one holds what was
 *   left of all ─▶ another contact fits there ─▶ again, while it brings anything
 */

const rounds = 20;

/** Improves a plan, and makes room for more by moving contacts between their people's days. */
export function improveDays(ledger: Ledger, worth: Worth): void {
  improve(ledger, worth);
  let { score } = planScore(ledger.instance, ledger.dayOf);
  for (let round = 0; round < rounds; round++) {
    compact(ledger);
    improve(ledger, worth);
    const next = planScore(ledger.instance, ledger.dayOf).score;
    if (!(next > score)) return;
    score = next;
  }
}

/** Contacts by row of `people`. */
type Days = Map<number, number[]>;

/** Gathers what is left of each person's days on one of them, as far as contacts can change days. The plan is worth the same. */
export function compact(ledger: Ledger): void {
  const { person, minutes, people } = ledger.instance;
  const contacts: number[][] = Array.from({ length: people.count }, () => []);
  for (const c of contactsIn(ledger.dayOf)) if (person[c]! >= 0 && minutes[c]! > 0) contacts[person[c]!]!.push(c);
  for (let p = 0; p < people.count; p++) compactPerson(ledger, p, contacts[p]!);
}

/** @param contacts all that take the person's minutes */
function compactPerson(ledger: Ledger, person: number, contacts: readonly number[]): void {
  const { instance, dayOf, minutesLeft } = ledger;
  const days: Days = new Map();
  for (const c of contacts) {
    const row = rowOf(instance, person, dayOf[c]! - 1);
    days.set(row, [...(days.get(row) ?? []), c]);
  }
  if (days.size < 2) return;
  const rows = [...days.keys()];
  // The day of most contacts has the shortest to give; then the one that has most left takes the rest.
  gatherOn(
    ledger,
    days,
    rows,
    greatest(rows, (row) => days.get(row)!.length),
  );
  gatherOn(
    ledger,
    days,
    rows,
    greatest(rows, (row) => minutesLeft[row]!),
  );
}

const greatest = (rows: readonly number[], of: (row: number) => number) =>
  rows.reduce((best, row) => (of(row) > of(best) ? row : best));

/** Fills each of the other days from its own contacts and those of the day `sink`, which takes what they leave. */
function gatherOn(ledger: Ledger, days: Days, rows: readonly number[], sink: number): void {
  const { minutes } = ledger.instance;
  const minutesOf = (contacts: readonly number[]) => contacts.reduce((sum, c) => sum + minutes[c]!, 0);
  for (const row of rows) {
    if (row === sink || !(ledger.minutesLeft[row]! > 0)) continue;
    const [own, given] = [days.get(row)!, days.get(sink)!];
    const before = minutesOf(own);
    const both = [...own, ...given];
    const taken = new Set(
      fullest(
        both.map((c) => minutes[c]!),
        before + ledger.minutesLeft[row]!,
      ),
    );
    const here = both.filter((_, i) => taken.has(i));
    const there = both.filter((_, i) => !taken.has(i));
    if (!(minutesOf(here) > before) || minutesOf(there) > minutesOf(given) + ledger.minutesLeft[sink]!) continue;
    if (!move(ledger, here, row, there, sink)) continue;
    days.set(row, here);
    days.set(sink, there);
  }
}

const reached = new Uint8Array(mostSteps + 1);
let last = new Uint8Array(0);

/** The places of the lengths that together fill `room` most: a subset sum. */
function fullest(lengths: readonly number[], room: number): number[] {
  const { step, steps } = stepsOf(room);
  const width = steps + 1;
  if (last.length < lengths.length * width) last = new Uint8Array(2 * lengths.length * width);
  reached.fill(0, 0, width);
  reached[0] = 1;
  const times = lengths.map((length) => Math.ceil(length / step - 1e-9));
  for (const [i, time] of times.entries())
    for (let w = steps; w >= 0; w--) {
      const isNew = reached[w] === 0 && w >= time && reached[w - time] === 1;
      if (isNew) reached[w] = 1;
      last[i * width + w] = isNew ? 1 : 0;
    }
  let w = steps;
  while (reached[w] === 0) w--;
  const taken: number[] = [];
  for (let i = times.length - 1; i >= 0; i--)
    if (last[i * width + w] === 1) {
      taken.push(i);
      w -= times[i]!;
    }
  return taken;
}

/** Moves contacts of one person between two days. @returns false where a channel's day has no room: then nothing moves */
function move(ledger: Ledger, here: readonly number[], row: number, there: readonly number[], sink: number): boolean {
  const { instance, dayOf, channelLeft } = ledger;
  const { people, kind, kinds, days } = instance;
  const [day, other] = [people.day[row]!, people.day[sink]!];
  const change = new Float64Array(channelLeft.length);
  const cell = (c: number, on: number) => kinds.channel[kind[c]!]! * days + on;
  const comes = here.filter((c) => dayOf[c] !== day + 1);
  const goes = there.filter((c) => dayOf[c] !== other + 1);
  for (const [moving, to, from] of [
    [comes, day, other],
    [goes, other, day],
  ] as const)
    for (const c of moving) {
      change[cell(c, to)]!++;
      change[cell(c, from)]!--;
    }
  for (let i = 0; i < change.length; i++) if (change[i]! > 0 && change[i]! > channelLeft[i]!) return false;
  for (const c of [...comes, ...goes]) remove(ledger, c);
  for (const c of comes) add(ledger, c, day);
  for (const c of goes) add(ledger, c, other);
  return true;
}
