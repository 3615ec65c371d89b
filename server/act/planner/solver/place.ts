import type { Instance } from './instance.ts';
import type { DayRelaxation } from './day-relaxation.ts';
import { add, findDay, fitsLimits, fitsUnit, type Ledger, openLedger, rowOf } from './ledger.ts';

/** A plan near the relaxation with days: its whole choices first, on the days it spreads them over; then by worth. */
export function placeByDay(instance: Instance, relaxed: DayRelaxation): Ledger {
  const ledger = openLedger(instance, new Uint16Array(instance.kind.length));
  const { layout, values, worth } = relaxed;
  const share = new Map(layout.candidates.map((c, column) => [c, values[column]!]));
  const quotas = new Map<number, { day: number; left: number }[]>();
  for (const { members, days } of layout.sorts) {
    const quota = days.map(({ day, column }) => ({ day, left: values[column]! }));
    for (const c of members) quotas.set(c, quota);
  }
  const unitOf = unitsOf(instance, layout.candidates);
  const order = layout.candidates
    .map((c, i) => ({ c, unit: unitOf[i]!, share: share.get(c)!, worth: worth(c) }))
    .filter((of) => of.share > 1e-9 || of.worth > -1e-9)
    .sort((a, b) => b.share - a.share || b.worth - a.worth || a.c - b.c);
  for (const { c, unit } of order) {
    if (ledger.dayOf[c]! > 0 || !(instance.gain[c]! > 0)) continue;
    if (!fitsUnit(ledger, unit, c) || !fitsLimits(ledger, c)) continue;
    const quota = quotas.get(c);
    const day = quota ? dayByQuota(ledger, c, quota) : findDay(ledger, c);
    if (day >= 0) add(ledger, c, day);
  }
  return ledger;
}

function dayByQuota(ledger: Ledger, c: number, quota: { day: number; left: number }[]): number {
  const { instance, minutesLeft, channelLeft } = ledger;
  const { person, minutes, kind, kinds, days } = instance;
  let best: { day: number; left: number } | undefined;
  for (const place of quota) {
    if (best && place.left <= best.left) continue;
    if (channelLeft[kinds.channel[kind[c]!]! * days + place.day]! < 1) continue;
    if (person[c]! >= 0 && minutes[c]! > 0 && minutesLeft[rowOf(instance, person[c]!, place.day)]! < minutes[c]!)
      continue;
    best = place;
  }
  if (!best) return -1;
  best.left -= 1;
  return best.day;
}

function unitsOf({ unitStart, units }: Instance, candidates: readonly number[]): number[] {
  let unit = 0;
  return candidates.map((c) => {
    while (unit < units && unitStart[unit + 1]! <= c) unit++;
    return unit;
  });
}
