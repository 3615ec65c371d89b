import type { Instance } from './instance.ts';
import { type Layout, layOut } from './layout.ts';
import type { Left } from './ledger.ts';
import { solveProgram } from './program.ts';
import { dayBound, type DayPrices, type Worth, worthByDay } from './values.ts';

/*
 * Prices that are one for all of a person's days, and one for all of a channel's, see only sums over days. Where days
 * differ (a channel is narrow on the days on which people have time) the bound is loose. The linear program with days
 * tells their prices apart. It is solved over the candidates that matter at the prices at hand; those it lacks are found
 * by its prices and added (column generation) until there is none or the bound stands.
 */

const mostColumns = 60_000;
const rounds = 12;
const enough = 1e-6;

export interface DayRelaxation {
  readonly bound: number;
  readonly prices: DayPrices;
  readonly worth: Worth;
  /** Of every candidate of the program, how much of it the relaxation takes; and of each sort, how many a day takes. */
  readonly layout: Layout;
  readonly values: Float64Array;
}

/** Of so few units the relaxation is soon solved, and days placed by it are another plan, which may be the better one. */
const fewUnits = 20_000;

/**
 * Whether days can tell more than their sums do: the plan at hand fills a channel's day, or a day is too short for some
 * contact of its person. Otherwise what fits into the sums fits into days in part, and the bounds are the same.
 */
export function doDaysMatter({ units, people, person, minutes, channelDay }: Instance, { channelLeft }: Left): boolean {
  if (units <= fewUnits) return true;
  if (channelLeft.some((left, cell) => channelDay[cell]! > 0 && left < 1)) return true;
  const longest = new Float64Array(people.count);
  for (let c = 0; c < person.length; c++)
    if (person[c]! >= 0) longest[person[c]!] = Math.max(longest[person[c]!]!, minutes[c]!);
  for (let p = 0; p < people.count; p++)
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++)
      if (people.minutes[row]! > 0 && people.minutes[row]! < longest[p]!) return true;
  return false;
}

/** Solves the relaxation with days. @returns undefined where it is too large. */
export async function relaxDays(instance: Instance, worth: Worth): Promise<DayRelaxation | undefined> {
  if (instance.units > mostColumns) return undefined;
  let open = nearest(instance, worth);
  if (open === undefined) return undefined;
  let best: DayRelaxation | undefined;
  for (let round = 0; round < rounds; round++) {
    const layout = layOut(instance, open);
    if (layout.program.gain.length > mostColumns * 2) return best;
    const { values, bound: lpValue, rowPrice } = await solveProgram(layout.program, { relaxed: true });
    if (!values || !rowPrice) return best;
    const prices = pricesOf(instance, layout, rowPrice);
    const byDay = worthByDay(instance, prices);
    const bound = dayBound(instance, prices, byDay);
    if (!best || bound < best.bound) best = { bound, prices, worth: byDay, layout, values };
    if (bound - lpValue < enough * Math.abs(bound)) return best;
    const wider = missing(instance, byDay, open);
    if (wider.length === open.length) return best;
    open = wider;
  }
  return best;
}

/** The candidates nearest to being chosen: each unit's best, and others by how little they lose. */
function nearest({ units, unitStart }: Instance, worth: Worth): number[] | undefined {
  const losses: number[] = [];
  const lossOf = new Map<number, number>();
  for (let unit = 0; unit < units; unit++) {
    let best = 0;
    const [from, to] = [unitStart[unit]!, unitStart[unit + 1]!];
    const values = new Float64Array(to - from);
    for (let c = from; c < to; c++) best = Math.max(best, (values[c - from] = worth(c)));
    for (let c = from; c < to; c++) {
      const loss = best - values[c - from]!;
      if (lossOf.size > 4e6) return undefined;
      lossOf.set(c, loss);
      losses.push(loss);
    }
  }
  const room = Math.min(losses.length, Math.max(units * 3, 6000), mostColumns) - 1;
  const most = Float64Array.from(losses).sort()[room] ?? Infinity;
  return [...lossOf].filter(([, loss]) => loss <= most).map(([c]) => c);
}

function pricesOf(instance: Instance, { personRow, channelRow, limitRow }: Layout, rowPrice: Float64Array): DayPrices {
  const { limits, people, channelDay } = instance;
  const price = (row: number) => Math.max(0, rowPrice[row]!);
  const prices: DayPrices = {
    limit: new Float64Array(limits.count),
    personDay: new Float64Array(people.minutes.length),
    channelDay: new Float64Array(channelDay.length),
  };
  for (const [limit, row] of limitRow) prices.limit[limit] = Math.max(0, limits.sign[limit]! * rowPrice[row]!);
  for (const [at, row] of personRow) prices.personDay[at] = price(row);
  for (const [cell, row] of channelRow) prices.channelDay[cell] = price(row);
  return prices;
}

/** The candidates that the prices would rather have, added to those at hand. */
function missing({ units, unitStart, unitLimit }: Instance, worth: Worth, open: readonly number[]): number[] {
  const known = new Set(open);
  const found = new Set(open);
  for (let unit = 0; unit < units; unit++) {
    const limit = unitLimit[unit]!;
    const inside: number[] = [];
    const outside: { c: number; value: number }[] = [];
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
      const value = worth(c);
      if (known.has(c)) inside.push(value);
      else if (value > 0) outside.push({ c, value });
    }
    const least = inside.sort((a, b) => b - a)[limit - 1] ?? 0;
    for (const { c, value } of outside) if (value > Math.max(0, least) + 1e-9) found.add(c);
  }
  return [...found].sort((a, b) => a - b);
}
