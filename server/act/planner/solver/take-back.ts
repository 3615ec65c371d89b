import type { Instance } from './instance.ts';
import { type Ledger, remove, rowOf, touch, touchedAtOnce } from './ledger.ts';
import type { Worth } from './values.ts';

/**
 * Takes back the promises that people's days, channels' days and shared limits as they are now cannot hold, the least
 * worth first.
 * @param promises all candidates in the plan
 * @returns those taken back
 */
export function takeBackImpossible(ledger: Ledger, promises: Uint32Array, worth: Worth): readonly number[] {
  const { instance, limitLeft } = ledger;
  const { kind, kinds, limits } = instance;
  const owing = owingKinds(ledger);
  const late: { readonly c: number; readonly worth: number }[] = [];
  const taken: number[] = [];
  for (let i = 0; i < promises.length; i++) {
    if (i % touchedAtOnce === 0) touch(ledger, promises, i);
    const c = promises[i]!;
    if (owing[kind[c]!] === closed) {
      remove(ledger, c);
      taken.push(c);
    } else if (owing[kind[c]!] === over || !hasDay(ledger, c)) late.push({ c, worth: worth(c) });
  }
  late.sort((a, b) => a.worth - b.worth || a.c - b.c);
  for (const { c } of late) {
    let owes = false;
    for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++)
      owes ||= limits.sign[kinds.limit[i]!]! > 0 && limitLeft[kinds.limit[i]!]! < 0;
    if (!owes && hasDay(ledger, c)) continue;
    remove(ledger, c);
    taken.push(c);
  }
  return taken;
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

/** Whether the day of a promise is there and holds no more than it can. */
function hasDay({ instance, dayOf, minutesLeft, channelLeft }: Ledger, c: number): boolean {
  const { person, minutes, kind, kinds, days }: Instance = instance;
  const day = dayOf[c]! - 1;
  if (channelLeft[kinds.channel[kind[c]!]! * days + day]! < 0) return false;
  if (person[c]! < 0 || minutes[c] === 0) return true;
  const row = rowOf(instance, person[c]!, day);
  return row >= 0 && minutesLeft[row]! >= 0;
}
