import { allEnded } from '#platform/concurrency';
import { escapeCell } from '#platform/files';
import type { Warehouse } from '#platform/warehouse';
import { minutesOf } from '../solver/instance.ts';
import type { PlanMade, Posed } from './plan-campaigns.ts';
import { columnsOf } from './plan-tables.ts';
import { targetBlocks } from './target-blocks.ts';
import { worthOfGrids } from './worth-of-grids.ts';

/** Rows of a batch that goes to the warehouse. */
const rowsPerBatch = 20_000;
const noDay = '1970-01-01';

/** Writes everything a plan holds: its targets, its prices, its people's days. */
export async function writePlanDetails(
  warehouse: Pick<Warehouse, 'insert' | 'insertBlocks'>,
  plan: string,
  made: PlanMade,
  signal: AbortSignal,
): Promise<void> {
  const { people } = made.compiled.instance;
  const counted = Float64Array.from(made.problem.names.people, (_, person) => minutesOf(people, person));
  const { units } = made.gathered;
  const worth = worthOfGrids(made.gathered, made.compiled, made.solution.prices);
  await allEnded([
    warehouse.insertBlocks('plan_target', targetBlocks(plan, made), { signal }),
    writeRows(warehouse, signal, {
      plan_price: priceRows(plan, made, { ...usedOf(made), counted }),
      plan_day: dayRows(plan, made),
      plan_worth: worthRows(
        plan,
        units.map((unit, i) => [unit, worth[i]!]),
      ),
    }),
  ]);
}

/** Tables of a plan and their rows. */
export async function writeRows(
  warehouse: Pick<Warehouse, 'insert'>,
  signal: AbortSignal,
  tables: Readonly<Record<string, Iterable<readonly Cell[]>>>,
): Promise<void> {
  for (const [table, rows] of Object.entries(tables))
    await warehouse.insert({ table, columns: columnsOf(table) }, batched(rows), { signal });
}

/** @param worths of each grid its customers' part of the bound */
export function* worthRows(
  plan: string,
  worths: Iterable<readonly [unit: string, worth: number]>,
): Generator<readonly Cell[]> {
  for (const [unit, worth] of worths) yield [plan, unit, worth];
}

export type Cell = string | number;

function* batched(rows: Iterable<readonly Cell[]>): Generator<string> {
  let text = '';
  let count = 0;
  for (const row of rows) {
    text += `${row.map((cell) => (typeof cell === 'string' ? escapeCell(cell) : cell)).join('\t')}\n`;
    if (++count % rowsPerBatch > 0) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** What a plan uses of everything limited, and the minutes that the planner counts with. */
export interface Amounts {
  /** By place in the problem's names and limits: minutes, contacts, and what each limit counts. */
  readonly person: Float64Array;
  readonly channel: Float64Array;
  readonly limit: Float64Array;
  /** Minutes of a person; those that no contact fits are left out. */
  readonly counted: Float64Array;
}

export function* priceRows(
  plan: string,
  { problem, prices, subjects, market }: Posed & Pick<PlanMade, 'prices'>,
  used: Amounts,
): Generator<readonly Cell[]> {
  const { calendar, workers } = market;
  const { days, stretches } = calendar;
  const width = stretches.length;
  const whole = [days[0] ?? noDay, days.at(-1) ?? noDay] as const;
  for (const [i, limit] of problem.limits.entries()) {
    const { kind, subject, unit } = subjects[i]!;
    const of = limit.of === 'cost' ? 'yuan' : 'contact';
    yield [
      plan,
      kind,
      limit.name,
      subject,
      unit,
      limit.sense,
      of,
      ...whole,
      limit.bound,
      limit.bound,
      used.limit[i]!,
      prices.limit[i]!,
    ];
  }
  const channels = new Map<number, number>();
  for (const { channel, capacity } of problem.channelDays ?? [])
    channels.set(channel, (channels.get(channel) ?? 0) + capacity);
  for (const [channel, capacity] of channels) {
    const [name = ''] = problem.names.channels[channel]!.split('#');
    const { first, last } = stretches[channel % width]!;
    const row = [plan, 'channel', problem.names.channels[channel]!, name, '', 'at-most', 'contact'] as const;
    yield [...row, days[first]!, days[last]!, capacity, capacity, used.channel[channel]!, prices.channel[channel]!];
  }
  for (const [p, { id, unit, minutes }] of workers.entries())
    for (const [s, { first, last }] of stretches.entries()) {
      const person = p * width + s;
      const hours = minutes.subarray(first, last + 1).reduce((sum, of) => sum + of, 0) / 60;
      const row = [plan, 'person', problem.names.people[person]!, id, unit, 'at-most', 'hour'] as const;
      const counted = used.counted[person]! / 60;
      yield [...row, days[first]!, days[last]!, hours, counted, used.person[person]! / 60, prices.minute[person]! * 60];
    }
}

/** Added up from the plan. */
function usedOf({ problem, plan }: PlanMade) {
  const { candidates, names, limits } = problem;
  const used = {
    person: new Float64Array(names.people.length),
    channel: new Float64Array(names.channels.length),
    limit: new Float64Array(limits.length),
  };
  for (const { row } of plan) {
    const person = candidates.person[row]!;
    if (person >= 0) used.person[person]! += candidates.minutes[row]!;
    used.channel[candidates.channel[row]!]! += 1;
    for (const [i, limit] of limits.entries())
      if (
        (limit.offer ?? candidates.offer[row]) === candidates.offer[row] &&
        (limit.campaign ?? candidates.campaign?.[row]) === candidates.campaign?.[row] &&
        (limit.area ?? candidates.area?.[row]) === candidates.area?.[row]
      )
        used.limit[i]! += limit.of === 'cost' ? candidates.cost[row]! / candidates.costScale : 1;
  }
  return used;
}

export function* dayRows(
  plan: string,
  { market, prices }: Pick<PlanMade, 'market' | 'prices'>,
): Generator<readonly Cell[]> {
  const { calendar, workers } = market;
  const width = calendar.stretches.length;
  for (const [p, { id, unit, minutes }] of workers.entries())
    for (const [s, { first, last }] of calendar.stretches.entries())
      for (let day = first; day <= last; day++)
        yield [plan, id, unit, calendar.days[day]!, minutes[day]!, prices.minute[p * width + s]! * 60];
}
