import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { run } from '#platform/records';
import { dropPartition, statement, type Statement } from '#platform/warehouse';
import { placed, simpleScheduler, type Scheduler, type SchedulingTask } from '#act/campaigns';
import { closedIn } from './campaign-problem.ts';
import { takenBy } from './market.ts';
import { compareMethods } from './methods-compared.ts';
import { isPlanned, planCampaigns, poseProblem, type PlanMade, whatStands } from './plan-campaigns.ts';
import { planTables } from './plan-tables.ts';
import { insertPlan, newestPlanOf, type NewPlan, plansSinceAll, type StoredPlan } from './plan-store.ts';
import { endRehearsal, rehearseSoon } from './rehearsal.ts';
import { limitsOfPlan, replanCampaigns, type Kept } from './replan-campaigns.ts';
import { daysBeforePlanning, daysForTouched, movableWaves } from './touched.ts';
import { writePlanDetails } from './write-plan.ts';
import { copyUntouched, writeTouched } from './write-touched.ts';

/*
 *   targets ─▶ candidates ─▶ plan, bound, prices ─▶ checked anew ─▶ written aside ─▶ targets placed
 *                                                                       └─ the plan itself is recorded when they are published
 */

/** Schedules with the planner, or by the simple rule where the campaign asks for it. */
export const planningScheduler: Scheduler = async (context, task, onStep) => {
  if (!task.campaigns.every(isPlanned)) return simpleScheduler(context, task, onStep);
  endRehearsal();
  const id = await nextId(context, task);
  await allEnded(planTables.map(({ name }) => dropPartition(context.warehouse, name, id)));
  const row = await (task.touched ? planTouched : planAll)(context, task, id, onStep);
  return { whenPublished: (trx) => insertPlan(trx, row) };
};

type Making = (
  context: Context,
  task: SchedulingTask,
  id: string,
  onStep: Parameters<Scheduler>[2],
) => Promise<NewPlan>;

/** Plans all targets that wait for a place, after a change from the plan that is followed. */
const planAll: Making = async (context, task, id, onStep) => {
  const started = performance.now();
  // Where nothing was promised there is nothing to keep: the whole is planned as if for the first time.
  const followed = task.changes ? await plansFollowed(context, task) : [];
  // Its prices are those of most targets.
  const plan = followed
    .filter(({ contacts }) => contacts > 0)
    .sort((a, b) => b.targets - a.targets || b.number - a.number)[0];
  const [posed, limits] = await allEnded([
    poseProblem(context, { ...task, from: 'next', follows: plan && followed.map(({ id: of }) => of) }),
    plan ? limitsOfPlan(context, plan.id) : Promise.resolve([]),
  ]);
  await onStep(0.2, 'planning');
  const replanned = plan && (await replanCampaigns(posed, { plan, limits }, task.changes!.stability));
  const made =
    replanned?.made ??
    (await planCampaigns(posed, { signal: context.signal, onStep: () => context.signal.throwIfAborted() }));
  await onStep(0.8, 'writing the plan');
  await writePlanDetails(context.warehouse, id, made, context.signal);
  // The processor is free while the warehouse places.
  const [, methods] = await allEnded([place(context, task, id), compareMethods(made)]);
  if (!replanned) rehearseSoon(context, made);
  return newPlan(context, task, { id, made, methods, started, kept: replanned?.kept });
};

/** The plans in which what was promised stands, the oldest first. */
async function plansFollowed({ db }: Context, { campaigns }: SchedulingTask): Promise<StoredPlan[]> {
  const plans = (await allEnded(campaigns.map(({ campaign }) => plansSinceAll(db, campaign)))).flat();
  const known = new Map(plans.map((plan) => [plan.number, plan]));
  return [...known.values()].sort((a, b) => a.number - b.number);
}

/** Plans those that a change touches; the others keep what the plan that is followed gives them, and are copied meanwhile. */
const planTouched: Making = async (context, task, id, onStep) => {
  const started = performance.now();
  const followed = await newestPlanOf(context.db, task.campaigns[0]!.campaign);
  if (!followed) throw new Error(`There is no plan that ${task.campaigns[0]!.campaign} follows`);
  await onStep(0.2, 'planning');
  const [days, replanned, standing] = await replanTouched(context, task, { id, followed });
  await onStep(0.8, 'writing the plan');
  const whole = await writeTouched(context, task, id, replanned, { workers: days, standing });
  await place(context, task, id);
  const { made, kept } = replanned;
  return { ...newPlan(context, task, { id, made, methods: whole.methods, started, kept }), ...whole };
};

async function replanTouched(
  context: Context,
  task: SchedulingTask,
  { id, followed }: { readonly id: string; readonly followed: StoredPlan },
) {
  const days = daysBeforePlanning(context, task);
  const posed = async () => {
    const workers = await daysForTouched(context, task, { followed: followed.id, before: days });
    return poseProblem(context, { ...task, from: 'next', workers, follows: [followed.id] });
  };
  const replanned = async () => {
    const [problem, limits] = await allEnded([posed(), limitsOfPlan(context, followed.id)]);
    return replanCampaigns(problem, { plan: followed, limits }, task.changes?.stability ?? 0);
  };
  return allEnded([
    days,
    replanned(),
    whatStands(context, task.campaigns, { from: 'published', without: movableWaves(task.campaigns) }),
    copyUntouched(context, id, followed.id, task),
  ]);
}

/** A plan that was written and never published leaves its number to the next, which clears what it wrote. */
async function nextId({ db }: Context, { campaigns }: SchedulingTask): Promise<string> {
  const first = campaigns[0]!.campaign;
  const rows = await run<{ count: number }>(db, `select count(*) as count from plan where campaigns->>0 = $1`, [first]);
  return `${first}.${Number(rows[0]?.count ?? 0) + 1}`;
}

/** Places the targets as the plan that is written says. */
async function place({ warehouse, signal }: Context, { campaigns }: SchedulingTask, id: string): Promise<void> {
  for (const { campaign } of campaigns)
    await warehouse.execute(placed(campaign, placementsOf(id, campaign)), { signal });
}

function placementsOf(plan: string, campaign: string): Statement {
  return statement(
    `select customer_key, wave, if(reason = '', toString(offer), '') as offer, if(reason = '', toString(channel), '') as channel,
       if(reason = '' and not pool, toString(person_id), '') as person_id, if(reason = '', day, toDate(0)) as day, minutes,
       if(reason = '', 'scheduled', 'unscheduled') as status, if(has({servedOtherwise:Array(String)}, toString(crowded_by)), toString(crowded_by), toString(reason)) as reason
     from plan_target where plan = {plan:String} and campaign = {placedCampaign:String}`,
    { plan, placedCampaign: campaign, servedOtherwise: takenBy.filter((by) => by !== '') },
  );
}

function newPlan(
  { clock }: Context,
  { campaigns, by }: SchedulingTask,
  of: { id: string; made: PlanMade; methods: NewPlan['methods']; started: number; kept: Kept | undefined },
): NewPlan {
  const { problem, solution, plan, violated, gathered, market, compiled } = of.made;
  const { days } = market.calendar;
  const { value, bound, contradiction } = solution;
  return {
    id: of.id,
    owners: [...new Set(campaigns.map(({ owner }) => owner))].sort(),
    campaigns: campaigns.map(({ campaign }) => campaign),
    madeAt: clock.now(),
    madeBy: by,
    firstOn: days[0] ?? null,
    lastOn: days.at(-1) ?? null,
    value,
    bound,
    priceBound: looseBound(of.made),
    contacts: plan.length,
    targets: gathered.targets.count,
    candidates: problem.candidates.count,
    people: market.workers.length,
    violated,
    closed: closedIn(market),
    contradiction: contradiction
      ? {
          atLeast: contradiction.atLeast,
          limits: [
            ...contradiction.limits.map(({ limit }) => compiled.limitNames[limit]!),
            ...contradiction.people.map(({ person }) => `time of ${problem.names.people[person]!.split('#')[0]}`),
          ],
        }
      : null,
    methods: of.methods,
    replanned: of.kept ?? null,
    seconds: (performance.now() - of.started) / 1000,
    solveSeconds: of.made.solveSeconds,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** The bound at the plan's prices with channels' days as they were told: the planner had lowered them to what people could do. */
function looseBound({ problem, compiled, solution }: PlanMade): number {
  const { limits } = compiled.instance;
  const told = new Map<number, number>();
  for (const { channel, capacity } of problem.channelDays ?? []) told.set(channel, (told.get(channel) ?? 0) + capacity);
  let bound = solution.priceBound;
  for (let i = 0; i < limits.count; i++)
    if (limits.channel[i]! >= 0 && solution.prices.limit[i]! > 0)
      bound += solution.prices.limit[i]! * (told.get(limits.channel[i]!)! - limits.bound[i]!);
  return bound;
}
