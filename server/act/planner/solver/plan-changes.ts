import type { Instance } from './instance.ts';

/** Candidates that a plan has no more, or on other days, and those that it has in their place, each in rising order. */
export interface PlanChanges {
  readonly gone: Uint32Array;
  readonly added: Uint32Array;
}

export const changesOfLists = (gone: readonly number[], added: readonly number[]): PlanChanges => ({
  gone: Uint32Array.from(gone).sort(),
  added: Uint32Array.from(added).sort(),
});

/** A plan by its contacts alone: candidates in rising order, and day + 1 of each. */
export interface ContactDays {
  readonly contacts: Uint32Array;
  readonly dayOf: Uint16Array;
}

export function contactDays(contacts: Uint32Array, dayOf: Uint16Array): ContactDays {
  const days = new Uint16Array(contacts.length);
  for (let i = 0; i < contacts.length; i++) days[i] = dayOf[contacts[i]!]!;
  return { contacts, dayOf: days };
}

/** What two plans over the same candidates differ in; only in these blocks, which are in rising order. */
export function changesIn(
  { blocks, unitStart }: Instance,
  before: ContactDays,
  now: Uint16Array,
  looked: readonly number[],
): PlanChanges {
  const gone: number[] = [];
  const added: number[] = [];
  let next = 0;
  for (const block of looked) {
    const start = unitStart[blocks.start[block]!]!;
    const end = unitStart[blocks.start[block + 1]!]!;
    while (before.contacts[next]! < start) next++;
    for (let c = start; c < end; c++) {
      const was = before.contacts[next] === c ? before.dayOf[next++]! : 0;
      if (was === now[c]) continue;
      if (was > 0) gone.push(c);
      if (now[c]! > 0) added.push(c);
    }
  }
  return { gone: Uint32Array.from(gone), added: Uint32Array.from(added) };
}

/** The candidates of the plan, in rising order, from those of the plan before. */
export function contactsAfter(rising: Uint32Array, { gone, added }: PlanChanges): Uint32Array {
  const all = new Uint32Array(rising.length + added.length);
  let [left, next, count] = [0, 0, 0];
  for (let i = 0; i < rising.length; i++) {
    const c = rising[i]!;
    while (next < added.length && added[next]! < c) all[count++] = added[next++]!;
    const isGone = left < gone.length && gone[left] === c;
    if (isGone) left++;
    if (isGone && added[next] !== c) continue;
    if (added[next] === c) next++;
    all[count++] = c;
  }
  while (next < added.length) all[count++] = added[next++]!;
  return all.subarray(0, count);
}

/** What the plan is worth more than the one before. */
export function gainOfChanges({ gain }: Instance, { gone, added }: PlanChanges): number {
  let [less, more] = [0, 0];
  for (let i = 0; i < gone.length; i++) less += gain[gone[i]!]!;
  for (let i = 0; i < added.length; i++) more += gain[added[i]!]!;
  return more - less;
}
