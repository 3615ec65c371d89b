import type { Instance, Prices } from './instance.ts';
import { add, findDay, fitsLimits, type Ledger, remove } from './ledger.ts';
import { type Worth, worthAt } from './values.ts';

/*
 * One person's days planned anew, all else standing:
 *
 *   the person's customers ─▶ their choices, each step from one to the next by what it brings a minute ─▶ the best steps
 *   that fill the minutes ─▶ the longest first, each onto the day it fills best
 *
 * It is kept where it is worth more. Where many choices are worth the same, days filled one by one take what belongs on
 * others; this sees all of a person's minutes at once.
 */

interface Choice {
  readonly c: number;
  readonly minutes: number;
  readonly value: number;
}

/** A customer who is this person's to plan: has a contact with this person, one that takes nobody's time, or none. */
interface Customer {
  /** The candidate in the plan, or -1, and its day + 1. */
  readonly before: number;
  readonly dayBefore: number;
  /** By minutes, each bringing more than the one before and less a minute. */
  readonly choices: readonly Choice[];
  now: Choice | undefined;
}

/** Plans everybody's days anew, one after the other, at prices of everything shared, where units take one contact each. */
export function resettle(ledger: Ledger, { limit }: Prices): void {
  const { instance } = ledger;
  if (!instance.oneEach) return;
  const worth = worthAt(instance, { limit, person: new Float64Array(instance.people.count) });
  for (let block = 0; block < instance.blocks.count; block++)
    if (instance.blocks.person[block]! >= 0) settle(ledger, worth, block);
}

function settle(ledger: Ledger, worth: Worth, block: number): void {
  const { gain, blocks } = ledger.instance;
  const person = blocks.person[block]!;
  const customers = customersOf(ledger, worth, block, person);
  const before = sumsOf(
    customers.map(({ before }) => before),
    gain,
    worth,
  );
  const leftBefore = ledger.limitLeft.slice();
  choose(customers, ledger.instance, person);
  for (const { before: c } of customers) if (c >= 0) remove(ledger, c);
  place(ledger, customers);
  const after = sumsOf(
    customers.map(({ now }) => now?.c ?? -1),
    gain,
    worth,
  );
  const isMissed = ledger.limitLeft.some((left, i) => left < Math.min(0, leftBefore[i]!) - 1e-9);
  if (after.worth > before.worth + 1e-9 && after.gain >= before.gain && !isMissed) return;
  for (const { now } of customers) if (now) remove(ledger, now.c);
  for (const { before: c, dayBefore } of customers) if (c >= 0) add(ledger, c, dayBefore - 1);
}

/** Both what contacts bring and what they are worth at the prices: with the first alone, what is dear to others would be used up. */
function sumsOf(contacts: readonly number[], gain: Instance['gain'], worth: Worth): { gain: number; worth: number } {
  const sums = { gain: 0, worth: 0 };
  for (const c of contacts)
    if (c >= 0) {
      sums.gain += gain[c]!;
      sums.worth += worth(c);
    }
  return sums;
}

function customersOf(ledger: Ledger, worth: Worth, block: number, person: number): Customer[] {
  const { instance, dayOf } = ledger;
  const { blocks, unitStart } = instance;
  const found: Customer[] = [];
  const look = (unit: number) => {
    let before = -1;
    const choices: Choice[] = [];
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
      const who = instance.person[c]!;
      if (dayOf[c]! > 0) before = c;
      if (who >= 0 && who !== person) continue;
      const value = worth(c);
      if (value > 0) choices.push({ c, value, minutes: who < 0 ? 0 : instance.minutes[c]! });
    }
    if (before >= 0 && instance.person[before]! >= 0 && instance.person[before] !== person) return;
    if (choices.length === 0) return;
    found.push({ before, dayBefore: before < 0 ? 0 : dayOf[before]!, choices: concave(choices), now: undefined });
  };
  for (let unit = blocks.start[block]!; unit < blocks.start[block + 1]!; unit++) look(unit);
  for (let i = blocks.visitStart[block]!; i < blocks.visitStart[block + 1]!; i++) look(blocks.visitor[i]!);
  return found;
}

/** The choices that some price of a minute makes best. */
function concave(choices: Choice[]): Choice[] {
  const hull: Choice[] = [];
  for (const next of choices.sort((a, b) => a.minutes - b.minutes || b.value - a.value || a.c - b.c)) {
    if (hull.length > 0 && hull.at(-1)!.value >= next.value) continue;
    while (hull.length > 0 && gainRate(hull.at(-2), hull.at(-1)!) <= gainRate(hull.at(-2), next)) hull.pop();
    hull.push(next);
  }
  return hull;
}

/** What a step brings a minute; Infinity where it takes none. */
function gainRate(from: Choice | undefined, to: Choice): number {
  const minutes = to.minutes - (from?.minutes ?? 0);
  return minutes > 0 ? (to.value - (from?.value ?? 0)) / minutes : Infinity;
}

/** Takes the steps that bring most a minute, as far as the person's minutes go. */
function choose(customers: readonly Customer[], { people }: Instance, person: number): void {
  let left = 0;
  for (let row = people.dayStart[person]!; row < people.dayStart[person + 1]!; row++) left += people.minutes[row]!;
  const steps = customers.flatMap((customer) =>
    customer.choices.map((to, i) => ({ customer, from: customer.choices[i - 1], to })),
  );
  steps.sort((a, b) => gainRate(b.from, b.to) - gainRate(a.from, a.to) || a.to.c - b.to.c);
  for (const { customer, from, to } of steps) {
    const minutes = to.minutes - (from?.minutes ?? 0);
    if (customer.now !== from || minutes > left) continue;
    customer.now = to;
    left -= minutes;
  }
}

/** Places what was chosen, the longest first; what finds no day, as the next shorter that does. */
function place(ledger: Ledger, customers: readonly Customer[]): void {
  const chosen = customers
    .filter(({ now }) => now !== undefined)
    .sort((a, b) => b.now!.minutes - a.now!.minutes || a.now!.c - b.now!.c);
  const late: Customer[] = [];
  for (const customer of chosen) if (!put(ledger, customer, customer.now!)) late.push(customer);
  for (const customer of late) {
    const wanted = customer.choices.indexOf(customer.now!);
    customer.now = undefined;
    for (let i = wanted - 1; i >= 0 && customer.now === undefined; i--)
      if (put(ledger, customer, customer.choices[i]!)) break;
  }
}

function put(ledger: Ledger, customer: Customer, choice: Choice): boolean {
  const day = fitsLimits(ledger, choice.c) ? findDay(ledger, choice.c) : -1;
  if (day < 0) return false;
  add(ledger, choice.c, day);
  customer.now = choice;
  return true;
}
