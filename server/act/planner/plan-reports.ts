import type { z } from 'zod';
import { Problem, type Plan, type plannerRoutes, type Reply } from '#contract';
import type { Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { customerIds } from '#act/campaigns';
import { findPlan, newestPlanOf, plannedInMonthBefore, readPlans, type StoredPlan } from './campaigns/plan-store.ts';
import { readClosedOffers } from './closed-offers.ts';
import { certificate } from './plan-words.ts';
import { gapOf } from './gap.ts';

type Routes = typeof plannerRoutes;
type Query<Name extends 'listPlans' | 'planContacts'> = z.output<Routes[Name]['query']>;

/** @throws Problem 'no-plan' for one that is not there or of campaigns beyond the viewer's subtree: the two look the same. */
export async function requirePlan({ db, actor }: Pick<Context, 'db' | 'actor'>, id: string): Promise<StoredPlan> {
  const plan = await findPlan(db, actor.scope, id);
  if (plan) return plan;
  throw new Problem('missing', 'no-plan', `There is no plan ${id}.`, { parameters: { plan: id } });
}

export async function listPlans(
  { db, actor }: Context,
  query: Query<'listPlans'>,
): Promise<Reply<Routes['listPlans']>> {
  const { total, items } = await readPlans(db, actor.scope, query);
  return { total, items: items.map(shown) };
}

export async function readPlan(context: Context, id: string): Promise<Reply<Routes['readPlan']>> {
  const plan = await requirePlan(context, id);
  const day = plan.firstOn ?? plan.madeAt.toISOString().slice(0, 10);
  const closedNow = await readClosedOffers(context.db, plan.campaigns);
  const newest = await newestPlanOf(context.db, plan.campaigns[0]!);
  return {
    ...shown(plan),
    lastMonth: await plannedInMonthBefore(context.db, context.actor.scope, day),
    newer: newest && newest.id !== id ? newest.id : null,
    closedNow: closedNow.map(({ at, ...offer }) => ({ ...offer, at: at.toISOString() })),
  };
}

function shown({ number: _, owners: _owners, priceBound: _bound, madeAt, ...plan }: StoredPlan): Plan {
  return {
    ...plan,
    campaigns: [...plan.campaigns],
    violated: [...plan.violated],
    closed: [...plan.closed],
    methods: [...plan.methods],
    contradiction: plan.contradiction && { ...plan.contradiction, limits: [...plan.contradiction.limits] },
    madeAt: madeAt.toISOString(),
    gap: gapOf(plan),
    certificate: certificate(plan),
  };
}

type Condition = readonly [sql: string, params: Statement['params']];

/** Conditions that must all hold, with their values; those that are not asked for are left out. */
export function allOf(conditions: readonly (Condition | false | undefined)[]): Statement {
  const asked = conditions.filter((condition) => condition !== false && condition !== undefined);
  return statement(asked.map(([sql]) => sql).join(' and '), Object.assign({}, ...asked.map(([, params]) => params)));
}

/** One page of contacts, by day, person and customer. */
export async function planContacts(
  context: Context,
  id: string,
  query: Query<'planContacts'>,
): Promise<Reply<Routes['planContacts']>> {
  const plan = await requirePlan(context, id);
  const wanted = allOf([
    ["plan = {id:String} and reason = ''", { id }],
    query.personId !== undefined && ['person_id = {person:String}', { person: query.personId }],
    query.day !== undefined && ['plan_target.day = {day:Date}', { day: query.day }],
    query.campaign !== undefined && ['plan_target.campaign = {campaign:String}', { campaign: query.campaign }],
  ]);
  const rows = await context.warehouse.rows<{
    customer_key: number;
    org_unit_id: string;
    campaign: string;
    offer: string;
    channel: string;
    person_id: string;
    pool: number;
    on: string;
    minutes: number;
    gain: number;
    total: number;
  }>(
    statement(
      `select customer_key, toString(org_unit_id) as org_unit_id, toString(campaign) as campaign, toString(offer) as offer, toString(channel) as channel,
         toString(person_id) as person_id, pool, toString(plan_target.day) as on, minutes, gain, count() over () as total
       from plan_target where ${wanted.sql} order by plan_target.day, person_id, customer_key limit {limit:UInt32} offset {offset:UInt32}`,
      { ...wanted.params, limit: query.limit, offset: query.offset },
    ),
    { signal: context.signal },
  );
  const named = await context.warehouse.rows<{ customer_key: number; customer_id: string }>(
    customerIds(
      plan.campaigns,
      rows.map(({ customer_key }) => customer_key),
    ),
    { signal: context.signal },
  );
  const ids = new Map(named.map(({ customer_key, customer_id }) => [customer_key, customer_id]));
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ customer_key, org_unit_id, person_id, on, pool, total: _, ...row }) => ({
      ...row,
      customerId: ids.get(customer_key) ?? null,
      orgUnitId: org_unit_id,
      personId: person_id === '' ? null : person_id,
      pool: Boolean(pool),
      day: on,
    })),
  };
}

export async function planPlaces(context: Context, id: string): Promise<Reply<Routes['planPlaces']>> {
  await requirePlan(context, id);
  const { warehouse, signal } = context;
  const items = await warehouse.rows<{
    orgUnitId: string;
    contacts: number;
    unserved: number;
    gained: number;
    hour: number | null;
  }>(
    statement(
      `select target.unit as orgUnitId, target.contacts as contacts, target.unserved as unserved, target.gained as gained, day.hour as hour
       from (select toString(org_unit_id) as unit, countIf(reason = '') as contacts, countIf(reason != '') as unserved, sumIf(gain, reason = '') as gained
         from plan_target where plan = {id:String} group by unit) as target
       left join (select toString(org_unit_id) as unit, avg(price) as hour from plan_day where plan = {id:String} and minutes > 0 group by unit) as day
         on day.unit = target.unit
       order by orgUnitId settings join_use_nulls = 1`,
      { id },
    ),
    { signal },
  );
  return { items: items.map(({ gained, hour, ...item }) => ({ ...item, gain: gained, hourPrice: hour })) };
}
