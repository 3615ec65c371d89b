import { isDeepStrictEqual } from 'node:util';
import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { listOffers } from '#know/catalog';
import type { CampaignToSchedule, SchedulingTask, Touched } from '#act/campaigns';
import { readClosedOffers } from '../closed-offers.ts';
import { closedIn, limitsOf } from './campaign-problem.ts';
import { type Worker, workersOf } from './people.ts';
import { newestPlanOf, type StoredPlan } from './plan-store.ts';
import { calendarOf } from './windows.ts';

/*
 * Somebody falls ill: of a plan for a million customers that concerns a few hundred. Where nothing but some people's days
 * has changed since the plan that a campaign follows, only the customers of their grids, and whom else they were to
 * contact, are planned anew; all the others keep what they have, and need not be read.
 */

/** Where more of the units are touched, everything is planned anew. */
const mostUnits = 0.5;

/** The targets that a change concerns, where it is one of people's days alone; undefined: everything is to be planned anew. */
export async function touchedBy(context: Context, task: SchedulingTask): Promise<Touched | undefined> {
  const [campaign, ...others] = task.campaigns;
  if (!campaign || others.length > 0 || !task.changes) return undefined;
  if (!isPlain(campaign)) return undefined;
  const followed = await newestPlanOf(context.db, campaign.campaign);
  const { days } = calendarOf([campaign.waves], task.today);
  if (!followed || days[0] !== followed.firstOn || days.at(-1) !== followed.lastOn) return undefined;
  const [isPlanned, isLimited, before, now] = await allEnded([
    isAsPlanned(context, campaign, followed),
    hasSameLimits(context, campaign, followed),
    daysOfPlan(context, followed.id),
    daysBeforePlanning(context, task),
  ]);
  if (!isPlanned || !isLimited) return undefined;
  const changed = changedPeople(before, now);
  if (changed === undefined || changed.length === 0) return undefined;
  const units = new Set(changed.map((worker) => worker.unit));
  const allUnits = new Set(now.map(({ unit }) => unit));
  if (units.size > mostUnits * allUnits.size) return undefined;
  return { units: [...units].sort(), people: changed.map(({ id }) => id).sort() };
}

/** What the days of everybody hold before this campaign's promises that may move. */
export function daysBeforePlanning(context: Context, { campaigns, today, live }: SchedulingTask): Promise<Worker[]> {
  const { days } = calendarOf(
    campaigns.map(({ waves }) => waves),
    today,
  );
  return workersOf(context, {
    owners: campaigns.map(({ owner }) => owner),
    days,
    live,
    own: {
      campaigns: campaigns.map(({ campaign }) => campaign),
      promises: { from: 'published', without: movableWaves(campaigns) },
    },
  });
}

/** The same, less what the plan that the campaign follows promised to targets that are not touched. */
export async function daysForTouched(
  { warehouse, signal }: Context,
  { campaigns, today }: SchedulingTask,
  { followed, before }: { readonly followed: string; readonly before: Promise<readonly Worker[]> },
): Promise<Worker[]> {
  const { campaign, waves } = campaigns[0]!;
  const { days } = calendarOf([waves], today);
  const place = new Map(days.map((day, i) => [day, i]));
  const [all, promised] = await allEnded([
    before,
    warehouse.rows<{ person: string; day: string; minutes: number }>(
      statement(
        `select toString(person_id) as person, toString(plan_target.day) as day, sum(plan_target.minutes) as minutes from plan_target
         where plan = {plan:String} and reason = '' and person_id != '' and customer_key global not in (${waiting})
         group by person, day order by person, day`,
        { plan: followed, campaigns: [campaign] },
      ),
      { signal },
    ),
  ]);
  const workers = all.map((worker) => ({ ...worker, minutes: worker.minutes.slice() }));
  const byId = new Map(workers.map((worker) => [worker.id, worker]));
  for (const { person, day, minutes } of promised) {
    const left = byId.get(person)!.minutes;
    left[place.get(day)!] = Math.max(0, left[place.get(day)!]! - Number(minutes));
  }
  return workers;
}

/** The customers of {campaigns:Array(String)} that wait for a place. */
export const waiting = 'select customer_key from campaign_to_place where campaign in {campaigns:Array(String)}';

export const movableWaves = (campaigns: readonly CampaignToSchedule[]): number[] =>
  campaigns.flatMap(({ waves }) => waves.map(({ wave }) => wave));

/** Whether no limit is about all people together but those that a change of days cannot break: none of minimums and of fairness. */
function isPlain({ file: { schedule, offers } }: CampaignToSchedule): boolean {
  const { fairness, least, least_each_unit: leastEachUnit } = schedule ?? {};
  return fairness === undefined && !least && !leastEachUnit && !offers.some((of) => of.least);
}

/** Whether the plan had these very limits, and the same offers were closed. */
async function hasSameLimits(
  { db, warehouse, signal }: Context,
  campaign: CampaignToSchedule,
  plan: StoredPlan,
): Promise<boolean> {
  const offers = new Map((await listOffers(db)).map((offer) => [offer.id, offer]));
  const names = campaign.file.offers.map(({ offer }) => offer);
  const market = { campaigns: [campaign], offers, closed: await readClosedOffers(db, [campaign.campaign]) };
  if (!isDeepStrictEqual(closedIn(market), plan.closed)) return false;
  const limits = limitsOf(market, { units: [] }, [], names);
  const rows = await warehouse.rows<{ name: string }>(
    statement(
      `select name from plan_price where plan = {plan:String} and not has(['person', 'channel'], toString(kind))`,
      { plan: plan.id },
    ),
    { signal },
  );
  const known = new Set(rows.map(({ name }) => name));
  return known.size === limits.length && limits.every(({ limit }) => known.has(limit.name));
}

/** Whether the targets that may move are those of the plan, each as it says. */
async function isAsPlanned(
  { warehouse, signal }: Context,
  campaign: CampaignToSchedule,
  plan: StoredPlan,
): Promise<boolean> {
  if (plan.campaigns.length !== 1 || plan.violated.length > 0 || plan.contradiction) return false;
  const [row] = await warehouse.rows<{ targets: number; contacts: number; worths: number }>(
    statement(
      `select countIf(status = 'unscheduled' or has({movable:Array(UInt16)}, wave)) as targets, countIf(status = 'scheduled' and has({movable:Array(UInt16)}, wave)) as contacts,
         (select count() from plan_worth where plan = {plan:String}) as worths
       from campaign_target where campaign = {campaign:String} and arm != 'control'`,
      { campaign: campaign.campaign, plan: plan.id, movable: movableWaves([campaign]) },
    ),
    { signal },
  );
  return Number(row?.targets) === plan.targets && Number(row?.contacts) === plan.contacts && Number(row?.worths) > 0;
}

interface DaysOfPlan {
  readonly person: string;
  readonly minutes: readonly number[];
}

function daysOfPlan({ warehouse, signal }: Context, plan: string): Promise<DaysOfPlan[]> {
  return warehouse.rows<DaysOfPlan>(
    statement(
      `select toString(person_id) as person, arrayMap(pair -> pair.2, arraySort(groupArray((plan_day.day, plan_day.minutes)))) as minutes
       from plan_day where plan = {plan:String} group by person order by person`,
      { plan },
    ),
    { signal },
  );
}

/** Those whose days are other ones now; undefined where people have come or gone. */
function changedPeople(before: readonly DaysOfPlan[], now: readonly Worker[]): Worker[] | undefined {
  const known = new Map(before.map(({ person, minutes }) => [person, minutes]));
  if (known.size !== now.length || now.some(({ id }) => !known.has(id))) return undefined;
  const isOther = (was: number, is: number) => Math.abs(was - is) > 1e-3;
  return now.filter(({ id, minutes }) => {
    const was = known.get(id)!;
    return was.length !== minutes.length || minutes.some((is, day) => isOther(was[day]!, is));
  });
}
