import type { PricedKinds } from './fronts.ts';
import { contactsIn, type Instance, kindPrices, type Prices } from './instance.ts';

/** What a candidate is worth at prices: its gain less all it takes. */
export type Worth = (candidate: number) => number;

export function worthAt(instance: Instance, prices: Prices): Worth {
  const each = new Float64Array(instance.kinds.count);
  const ofCost = new Float64Array(instance.kinds.count);
  kindPrices(instance, prices.limit, each, ofCost);
  return worthOfKinds(instance, { each, ofCost, person: prices.person });
}

export function worthOfKinds(
  { gain, kind, cost, minutes, person }: Instance,
  { each, ofCost, person: minutePrice }: Pick<PricedKinds, 'each' | 'ofCost' | 'person'>,
): Worth {
  return (c) => {
    const k = kind[c]!;
    const who = person[c]!;
    const value = gain[c]! - each[k]! - ofCost[k]! * cost[c]!;
    return who < 0 ? value : value - minutePrice[who]! * minutes[c]!;
  };
}

/** The sum of the gains of what is in the plan, by stretches of fixed length so that it is exact to the last digits that matter. */
export function planValue(
  { gain }: Instance,
  dayOf: Uint16Array,
  contacts = contactsIn(dayOf),
): { value: number; contacts: number } {
  let [value, part, end] = [0, 0, 0];
  for (let i = 0; i < contacts.length; i++) {
    const c = contacts[i]!;
    if (c >= end) {
      value += part;
      part = 0;
      end = c - (c % stretch) + stretch;
    }
    part += gain[c]!;
  }
  return { value: value + part, contacts: contacts.length };
}

const stretch = 4096;

export interface Score {
  /** Value less what is missing of minimums, at the most their prices may be: what plans are compared by. */
  readonly score: number;
  readonly value: number;
  readonly contacts: number;
}

/** A plan's score; equal to its value where it meets every minimum. `all` are the candidates in it, where they are known. */
export function planScore(instance: Instance, dayOf: Uint16Array, all = contactsIn(dayOf)): Score {
  const { value, contacts } = planValue(instance, dayOf, all);
  return { value, contacts, score: value - penaltyOf(instance, all) };
}

function penaltyOf(instance: Instance, contacts: Uint32Array): number {
  const { limits, kinds, kind, cost } = instance;
  if (!limits.sign.includes(-1)) return 0;
  const used = new Float64Array(limits.count);
  for (let at = 0; at < contacts.length; at++) {
    const c = contacts[at]!;
    for (let i = kinds.limitStart[kind[c]!]!; i < kinds.limitStart[kind[c]! + 1]!; i++) {
      const limit = kinds.limit[i]!;
      used[limit] = used[limit]! + (limits.ofCost[limit] ? cost[c]! : 1);
    }
  }
  let penalty = 0;
  for (let i = 0; i < limits.count; i++)
    if (limits.sign[i]! < 0) penalty += limits.priceCap[i]! * Math.max(0, limits.bound[i]! - used[i]!);
  return penalty;
}

/** Prices by day: of everybody's days, and of the days of channels, in place of one price for all of them. */
export interface DayPrices {
  readonly limit: Float64Array;
  /** By row of `people`. */
  readonly personDay: Float64Array;
  /** By channel and day. */
  readonly channelDay: Float64Array;
}

/** What a candidate is worth on the day on which it takes least; -Infinity when there is none it fits on. */
export function worthByDay(instance: Instance, prices: DayPrices): Worth {
  const each = new Float64Array(instance.kinds.count);
  const ofCost = new Float64Array(instance.kinds.count);
  kindPrices(instance, prices.limit, each, ofCost);
  const { gain, kind, kinds, cost, minutes, person, people, days, channelDay } = instance;
  return (c) => {
    const k = kind[c]!;
    const first = kinds.channel[k]! * days;
    const who = person[c]!;
    let least = Infinity;
    if (who < 0 || minutes[c] === 0) {
      for (let day = 0; day < days; day++)
        if (channelDay[first + day]! > 0 && prices.channelDay[first + day]! < least)
          least = prices.channelDay[first + day]!;
    } else
      for (let row = people.dayStart[who]!; row < people.dayStart[who + 1]!; row++) {
        const cell = first + people.day[row]!;
        if (!(channelDay[cell]! > 0) || people.minutes[row]! < minutes[c]!) continue;
        least = Math.min(least, prices.channelDay[cell]! + prices.personDay[row]! * minutes[c]!);
      }
    return gain[c]! - each[k]! - ofCost[k]! * cost[c]! - least;
  };
}

/** The Lagrangian bound at prices by day: whatever the prices, no plan is worth more. */
export function dayBound(instance: Instance, prices: DayPrices, worth: Worth): number {
  const { limits, people, channelDay, units } = instance;
  let sum = 0;
  for (let i = 0; i < limits.count; i++)
    if (prices.limit[i]! > 0) sum += prices.limit[i]! * limits.sign[i]! * limits.bound[i]!;
  for (let row = 0; row < people.minutes.length; row++) sum += prices.personDay[row]! * people.minutes[row]!;
  for (let cell = 0; cell < channelDay.length; cell++)
    if (prices.channelDay[cell]! > 0) sum += prices.channelDay[cell]! * channelDay[cell]!;
  for (let unit = 0; unit < units; unit++) sum += bestOfUnit(instance, worth, unit);
  return sum + Math.abs(sum) * 1e-9;
}

/** The most that a unit's own limits let it choose. */
export function bestOfUnit({ unitStart, unitLimit, kind, kinds }: Instance, worth: Worth, unit: number): number {
  if (unitLimit[unit] === 1) {
    let best = 0;
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) best = Math.max(best, worth(c));
    return best;
  }
  const choices: { value: number; group: number }[] = [];
  for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
    const value = worth(c);
    if (value > 0) choices.push({ value, group: kinds.group[kind[c]!]! });
  }
  choices.sort((a, b) => b.value - a.value);
  const groups = new Set<number>();
  let [sum, taken] = [0, 0];
  for (const { value, group } of choices) {
    if (taken >= unitLimit[unit]!) break;
    if (group >= 0 && groups.has(group)) continue;
    if (group >= 0) groups.add(group);
    sum += value;
    taken++;
  }
  return sum;
}
