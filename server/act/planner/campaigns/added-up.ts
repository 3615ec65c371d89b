import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import type { PlanProblem } from '../problem.ts';
import type { Posed } from './plan-campaigns.ts';
import type { Amounts } from './write-plan.ts';

/* A plan added up in the warehouse, where only some of it was planned anew. */

/** What a plan uses, as it is written. @throws Error where it is more than a channel's day takes. */
export async function usedBy(context: Context, plan: string, whole: Posed, counted: Float64Array): Promise<Amounts> {
  const { warehouse, signal } = context;
  const { problem, market } = whole;
  const { days, stretches } = market.calendar;
  const params = { plan, firsts: stretches.map(({ first }) => days[first]!) };
  const stretch = 'arrayCount(first -> first <= plan_target.day, {firsts:Array(Date)}) - 1';
  const rows = <T>(select: string, given: typeof params | { plan: string }) =>
    warehouse.rows<T>(statement(`select ${select}`, given), { signal });
  const from = `from plan_target where plan = {plan:String} and reason = ''`;
  const [people, channels, contacts] = await allEnded([
    rows<{ person: string; stretch: number; minutes: number }>(
      `toString(person_id) as person, ${stretch} as stretch, sum(plan_target.minutes) as minutes ${from} and person_id != '' group by person, stretch`,
      params,
    ),
    rows<{ of: string; on: string; contacts: number }>(
      `toString(channel) as of, toString(plan_target.day) as on, count() as contacts ${from} group by of, on`,
      { plan },
    ),
    rows<{ of: string; unit: string; contacts: number; cost: number }>(
      `toString(offer) as of, toString(org_unit_id) as unit, count() as contacts, sum(plan_target.cost) as cost ${from} group by of, unit`,
      { plan },
    ),
  ]);
  const { names, limits } = problem;
  const amounts = {
    person: new Float64Array(names.people.length),
    channel: new Float64Array(names.channels.length),
    limit: new Float64Array(limits.length),
    counted,
  };
  const workerAt = new Map(market.workers.map(({ id }, i) => [id, i]));
  const kinds = [...new Set(names.channels.map((name) => name.split('#')[0]!))];
  for (const { person, stretch: at, minutes } of people)
    amounts.person[workerAt.get(person)! * stretches.length + Number(at)] = Number(minutes);
  for (const { of, on, contacts: count } of channels) {
    const day = days.indexOf(on);
    const at = kinds.indexOf(of) * stretches.length + stretches.findIndex(({ last }) => day <= last);
    const most = problem.channelDays?.find((one) => one.channel === at && one.day === day)?.capacity ?? Infinity;
    if (Number(count) > most) throw new Error(`The plan breaks the day of ${of} on ${on}, which takes ${most}`);
    amounts.channel[at] = amounts.channel[at]! + Number(count);
  }
  for (const [i, limit] of limits.entries())
    for (const { of, unit, contacts: count, cost } of contacts)
      if (
        (limit.offer ?? names.offers.indexOf(of)) === names.offers.indexOf(of) &&
        (limit.area === undefined || names.areas[limit.area] === unit)
      )
        amounts.limit[i]! += limit.of === 'cost' ? cost : Number(count);
  return amounts;
}

/** Costs are added up from what is stored with seven digits. */
const stored = 1e-6;

export function requireWithinLimits({ limits }: PlanProblem, { limit }: Amounts): void {
  const broken = limits.find(({ sense, bound }, i) => sense === 'at-most' && limit[i]! > bound * (1 + stored) + stored);
  if (broken) throw new Error(`The plan breaks ${broken.name}, of which there is ${broken.bound}`);
}

export async function requireWithinDays({ warehouse, signal }: Context, plan: string): Promise<void> {
  const over = await warehouse.rows<{ person: string; day: string }>(
    statement(
      `select toString(person_id) as person, toString(day) as day from (
         select person_id, plan_target.day as day, sum(plan_target.minutes) as used, 0 as there from plan_target where plan = {plan:String} and reason = '' and person_id != '' group by person_id, day
         union all
         select person_id, plan_day.day as day, 0 as used, plan_day.minutes as there from plan_day where plan = {plan:String})
       group by person, day having sum(used) > sum(there) + 0.001 order by person, day limit 1`,
      { plan },
    ),
    { signal },
  );
  if (over[0]) throw new Error(`The plan breaks the day of ${over[0].person} on ${over[0].day}`);
}

export async function sumOf(
  { warehouse, signal }: Context,
  plan: string,
): Promise<{ value: number; contacts: number }> {
  const [row] = await warehouse.rows<{ value: number; contacts: number }>(
    statement(
      `select sum(toFloat64(gain)) as value, count() as contacts from plan_target where plan = {plan:String} and reason = ''`,
      { plan },
    ),
    { signal },
  );
  return { value: row?.value ?? 0, contacts: Number(row?.contacts ?? 0) };
}
