import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import type { SchedulingTask, Touched } from '#act/campaigns';
import type { PlanProblem } from '../problem.ts';
import { requireWithinDays, requireWithinLimits, sumOf, usedBy } from './added-up.ts';
import { campaignProblem, type Standing } from './campaign-problem.ts';
import type { Worker } from './people.ts';
import type { PlanMade, Posed } from './plan-campaigns.ts';
import type { NewPlan } from './plan-store.ts';
import { columnsOf } from './plan-tables.ts';
import { pricesForSolver } from './prices-of-plan.ts';
import type { PlanMadeAnew } from './replan-campaigns.ts';
import { targetBlocks } from './target-blocks.ts';
import { waiting } from './touched.ts';
import { dayRows, priceRows, worthRows, writeRows } from './write-plan.ts';
import { worthOfGrids } from './worth-of-grids.ts';

/*
 *   the plan before ─▶ its targets that are not touched, copied ─┐
 *   touched ones planned anew ───────────────────────────────────┴▶ added up ─▶ checked ─▶ value, bound, use of limits
 *
 * Prices stay. So the bound changes by the parts of the grids that are touched, by the minutes of those whose days have
 * changed, and by limits that are other ones: each part is the dual function's at these prices, and their sum a bound.
 */

type Whole = Pick<NewPlan, 'value' | 'bound' | 'priceBound' | 'contacts' | 'targets' | 'methods' | 'replanned'>;

/**
 * Writes a plan of which only what a change touches was made anew; the rest of it is there already.
 * @param of what the days of everybody hold, and what stands of the campaign, before its promises that may move
 * @throws Error when the plan breaks a limit: it is not used then
 */
export async function writeTouched(
  context: Context,
  task: SchedulingTask,
  plan: string,
  { made, kept, followed, before }: PlanMadeAnew,
  { workers, standing }: { readonly workers: readonly Worker[]; readonly standing: Standing },
): Promise<Whole> {
  const { warehouse, signal } = context;
  const { touched = nothing } = task;
  const known: PlanMade = { ...made, prices: before.prices };
  const market = { ...made.market, workers };
  const whole: Posed = { market, gathered: made.gathered, ...campaignProblem(market, made.gathered, standing) };
  const worth = worthOfTouched(known, touched);
  const [worthBefore] = await allEnded([
    worthOf(context, followed.id, touched.units),
    warehouse.insertBlocks('plan_target', targetBlocks(plan, known), { signal }),
    writeRows(warehouse, signal, {
      plan_worth: worthRows(plan, worth.each),
      plan_day: dayRows(plan, { ...whole, prices: before.prices }),
    }),
  ]);
  const [used, { value, contacts }] = await allEnded([
    usedBy(context, plan, whole, countedNow(whole, before.counted, touched)),
    sumOf(context, plan),
    requireWithinDays(context, plan),
  ]);
  requireWithinLimits(whole.problem, used);
  await writeRows(warehouse, signal, { plan_price: priceRows(plan, { ...whole, prices: before.prices }, used) });
  const bound = followed.priceBound + worth.sum - worthBefore + boundMoved(whole.problem, before, used.counted);
  return {
    value,
    contacts,
    bound: Math.max(bound, value),
    priceBound: Math.max(bound, value),
    targets: followed.targets,
    methods: followed.methods.map((method) => ({ plan: followed.id, ...method })),
    replanned: { ...kept, kept: kept.kept + contacts - made.plan.length },
  };
}

const nothing: Touched = { units: [], people: [] };

/** The parts of the bound of the grids that are touched, at the prices of the plan before. */
function worthOfTouched({ gathered, compiled, problem, prices }: PlanMade, { units }: Touched) {
  const worth = worthOfGrids(gathered, compiled, pricesForSolver(problem, compiled, prices));
  const each = units.map((unit): [string, number] => [unit, worth[gathered.units.indexOf(unit)] ?? 0]);
  return { each, sum: each.reduce((sum, [, of]) => sum + of, 0) };
}

async function worthOf({ warehouse, signal }: Context, plan: string, units: readonly string[]): Promise<number> {
  const [row] = await warehouse.rows<{ worth: number }>(
    statement(
      'select sum(plan_worth.worth) as worth from plan_worth where plan = {plan:String} and has({units:Array(String)}, toString(org_unit_id))',
      { plan, units },
    ),
    { signal },
  );
  return row?.worth ?? 0;
}

/** Gives a plan what another has of targets and grids that are not touched. */
export async function copyUntouched(
  { warehouse, signal }: Context,
  plan: string,
  followed: string,
  { campaigns, touched = nothing }: SchedulingTask,
): Promise<void> {
  const ids = campaigns.map(({ campaign }) => campaign);
  const copy = async (table: string, where: string, params: Readonly<Record<string, readonly string[]>>) => {
    const others = columnsOf(table).filter((name) => name !== 'plan');
    await warehouse.execute(
      statement(
        `insert into ${table} (plan, ${others.join(', ')}) select {plan:String} as plan, ${others.map((name) => `${table}.${name}`).join(', ')} from ${table}
         where ${table}.plan = {followed:String} and ${where}`,
        { plan, followed, ...params },
      ),
      { signal },
    );
  };
  await allEnded([
    copy('plan_target', `customer_key global not in (${waiting})`, { campaigns: ids }),
    copy('plan_worth', 'not has({units:Array(String)}, toString(org_unit_id))', { units: touched.units }),
  ]);
}

/** Of those whose days have changed all minutes are counted; that some of them fit no contact makes the bound no lower. */
function countedNow({ market, problem }: Posed, before: Float64Array, { people }: Touched): Float64Array {
  const { stretches } = market.calendar;
  const changed = new Set(people);
  return Float64Array.from(problem.names.people, (_, person) => {
    const worker = market.workers[Math.floor(person / stretches.length)]!;
    if (!changed.has(worker.id)) return before[person]!;
    const { first, last } = stretches[person % stretches.length]!;
    return worker.minutes.subarray(first, last + 1).reduce((sum, minutes) => sum + minutes, 0);
  });
}

/** Price × change, of everything limited. */
function boundMoved(
  { limits, names, channelDays = [] }: PlanProblem,
  { prices, counted, channelAllowed, limitAllowed }: PlanMadeAnew['before'],
  now: Float64Array,
): number {
  const channelNow = new Float64Array(names.channels.length);
  for (const { channel, capacity } of channelDays) channelNow[channel]! += capacity;
  let moved = 0;
  for (let p = 0; p < names.people.length; p++) moved += prices.minute[p]! * (now[p]! - counted[p]!);
  for (let h = 0; h < names.channels.length; h++)
    if (prices.channel[h]! > 0) moved += prices.channel[h]! * (channelNow[h]! - channelAllowed[h]!);
  for (const [i, { bound, sense }] of limits.entries())
    moved += (sense === 'at-most' ? 1 : -1) * prices.limit[i]! * (bound - limitAllowed[i]!);
  return moved;
}
