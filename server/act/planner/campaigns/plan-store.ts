import { sql } from 'kysely';
import type { Scope } from '#query';
import { json, type Db } from '#platform/records';
import type { Violation } from '../check.ts';
import type { MethodCompared } from './methods-compared.ts';
import type { OfferOf } from '../closed-offers.ts';
import type { Kept } from './replan-campaigns.ts';
import { leastBound } from '../gap.ts';

interface PlanTable {
  id: string;
  number: number;
  owners: string[];
  campaigns: string[];
  made_at: Date;
  made_by: string;
  first_on: string | null;
  last_on: string | null;
  value: number;
  bound: number;
  price_bound: number;
  contacts: number;
  targets: number;
  candidates: number;
  people: number;
  seconds: number;
  solve_seconds: number | null;
  peak_mb: number;
  violated: Violation[];
  closed: OfferOf[];
  contradiction: { atLeast: number; limits: string[] } | null;
  methods: MethodCompared[];
  replanned: Kept | null;
}

declare module '#platform/records' {
  interface Tables {
    plan: PlanTable;
  }
}

export interface NewPlan {
  readonly id: string;
  readonly owners: readonly string[];
  readonly campaigns: readonly string[];
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly firstOn: string | null;
  readonly lastOn: string | null;
  /** Expected gain in yuan; no plan is worth more than the bound. */
  readonly value: number;
  readonly bound: number;
  /** The bound at exactly the plan's prices. */
  readonly priceBound: number;
  readonly contacts: number;
  readonly targets: number;
  readonly candidates: number;
  readonly people: number;
  readonly seconds: number;
  /** What the solver took of them. */
  readonly solveSeconds: number | null;
  readonly peakMb: number;
  readonly violated: readonly Violation[];
  /** Offers that its campaigns could not make. */
  readonly closed: readonly OfferOf[];
  readonly contradiction: { readonly atLeast: number; readonly limits: readonly string[] } | null;
  readonly methods: readonly MethodCompared[];
  readonly replanned: Kept | null;
}

export interface StoredPlan extends NewPlan {
  readonly number: number;
}

export async function insertPlan(trx: Db, plan: NewPlan): Promise<void> {
  await sql`insert into plan (id, owners, campaigns, made_at, made_by, first_on, last_on, value, bound, price_bound, contacts, targets, candidates, people,
      seconds, solve_seconds, peak_mb, violated, closed, contradiction, methods, replanned)
    values (${plan.id}, ${json(plan.owners)}, ${json(plan.campaigns)}, ${plan.madeAt}, ${plan.madeBy}, ${plan.firstOn}, ${plan.lastOn}, ${plan.value},
      ${plan.bound}, ${plan.priceBound}, ${plan.contacts}, ${plan.targets}, ${plan.candidates}, ${plan.people}, ${plan.seconds}, ${plan.solveSeconds}, ${plan.peakMb},
      ${json(plan.violated)}, ${json(plan.closed)}, ${json(plan.contradiction)}, ${json(plan.methods)}, ${json(plan.replanned)})`.execute(
    trx,
  );
}

/** That all owners of a plan's campaigns stand in the viewer's subtree. */
const seen = (scope: Scope) =>
  scope.kind === 'everything' ? sql<boolean>`true` : sql<boolean>`owners <@ ${json([...scope.units])}`;

export interface PlanQuery {
  readonly campaign?: string | undefined;
  readonly text: string;
  readonly sort: keyof typeof sorts;
  readonly order: 'up' | 'down';
  readonly limit: number;
  readonly offset: number;
}
const sorts = {
  made: sql`number`,
  first: sql`first_on`,
  targets: sql`targets`,
  contacts: sql`contacts`,
  value: sql`value`,
  gap: sql`case when bound > ${leastBound} then (bound - value) / bound else 0 end`,
} as const;

/** Plans that the viewer may see. */
export async function readPlans(
  db: Db,
  scope: Scope,
  page: PlanQuery,
): Promise<{ total: number; items: StoredPlan[] }> {
  const mine = db
    .selectFrom('plan')
    .where(seen(scope))
    .$if(page.campaign !== undefined, (query) => query.where(sql<boolean>`campaigns @> ${json([page.campaign])}`))
    .$if(page.text !== '', (query) =>
      query.where(sql<boolean>`strpos(lower(id || ' ' || campaigns::text), lower(${page.text}::text)) > 0`),
    );
  const counted = await mine.select((e) => e.fn.countAll().as('total')).executeTakeFirst();
  const rows = await mine
    .selectAll()
    .orderBy(sorts[page.sort], (by) => (page.order === 'down' ? by.desc().nullsLast() : by.asc().nullsLast()))
    .orderBy('number', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return { total: Number(counted?.total ?? 0), items: rows.map(planOf) };
}

export async function findPlan(db: Db, scope: Scope, id: string): Promise<StoredPlan | undefined> {
  const row = await db.selectFrom('plan').selectAll().where('id', '=', id).where(seen(scope)).executeTakeFirst();
  return row && planOf(row);
}

/** What was planned in the calendar month before: each campaign's last plan of that month. */
export async function plannedInMonthBefore(
  db: Db,
  scope: Scope,
  day: string,
): Promise<{ plans: number; value: number; contacts: number } | null> {
  const { rows } = await sql<{ plans: number; value: number; contacts: number }>`
    select count(*) as plans, coalesce(sum(value), 0) as value, coalesce(sum(contacts), 0) as contacts from (
      select distinct on (campaigns) value, contacts from plan
      where ${seen(scope)} and first_on >= date_trunc('month', ${day}::date) - interval '1 month' and first_on < date_trunc('month', ${day}::date)
      order by campaigns, number desc
    ) as newest`.execute(db);
  const [row] = rows;
  return row && Number(row.plans) > 0
    ? { plans: Number(row.plans), value: Number(row.value), contacts: Number(row.contacts) }
    : null;
}

export async function isAnythingPlanned(db: Db): Promise<boolean> {
  return (await db.selectFrom('plan').select('number').limit(1).executeTakeFirst()) !== undefined;
}

/**
 * The plans of a campaign in which the promises to its targets stand: back to the last that was made anew, or to the first.
 * What found no place may have been tried again since, in a plan of that alone.
 */
export async function plansSinceAll(db: Db, campaign: string): Promise<StoredPlan[]> {
  const of = sql<boolean>`campaigns @> ${json([campaign])}`;
  const madeAnew = sql<boolean>`jsonb_typeof(replanned) = 'object'`;
  const rows = await db
    .selectFrom('plan')
    .selectAll()
    .where(of)
    .where('number', '>=', (e) =>
      e
        .selectFrom('plan')
        .select(sql<number>`coalesce(max(number), 0)`.as('last'))
        .where(of)
        .where(madeAnew),
    )
    .execute();
  return rows.map(planOf);
}

/** The newest plan of a campaign: the one it follows. */
export async function newestPlanOf(db: Db, campaign: string): Promise<StoredPlan | undefined> {
  const row = await db
    .selectFrom('plan')
    .selectAll()
    .where(sql<boolean>`campaigns @> ${json([campaign])}`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && planOf(row);
}

const planOf = (row: PlanTable): StoredPlan => ({
  id: row.id,
  number: Number(row.number),
  owners: row.owners,
  campaigns: row.campaigns,
  madeAt: row.made_at,
  madeBy: row.made_by,
  firstOn: row.first_on,
  lastOn: row.last_on,
  value: row.value,
  bound: row.bound,
  priceBound: row.price_bound,
  contacts: Number(row.contacts),
  targets: Number(row.targets),
  candidates: Number(row.candidates),
  people: row.people,
  seconds: row.seconds,
  solveSeconds: row.solve_seconds,
  peakMb: row.peak_mb,
  violated: row.violated,
  closed: row.closed,
  contradiction: row.contradiction,
  methods: row.methods,
  replanned: row.replanned,
});
