import type { ColumnType, Selectable } from 'kysely';
import type { Finding, Verification, VerificationState } from '#contract';
import type { Scope } from '#query';
import { run, type Db } from '#platform/records';
import type { VerifiedSums } from './truth-rate.ts';

interface VerificationTable {
  id: string;
  month: string;
  person_id: string;
  org_unit_id: string | null;
  campaign_id: string;
  customer_id: string;
  channel: Verification['channel'];
  happened_at: Date;
  result: string;
  checks: ColumnType<Verification['checks'], unknown, never>;
  chance: number;
  method: Verification['method'];
  due_on: string;
  state: VerificationState;
  finding: Finding | null;
  auditor: string | null;
  note: string | null;
}
interface VerificationEventTable {
  id: ColumnType<number, never, never>;
  verification_id: string;
  at: Date;
  by: string;
  kind: string;
  note: string | null;
}
declare module '#platform/records' {
  interface Tables {
    verification: VerificationTable;
    verification_event: VerificationEventTable;
  }
}
export type VerificationRow = Selectable<VerificationTable>;

/** A feedback as the warehouse drew it. */
export interface Drawn {
  readonly contact_id: string;
  readonly person_id: string;
  readonly org_unit_id: string;
  readonly campaign: string;
  readonly customer_id: string;
  readonly channel: string;
  readonly happened_at: string;
  readonly result: string;
  readonly checks: readonly string[];
  readonly chance: number;
}

/** Puts down what was drawn; what is known already stays as it is. Resolves to how many were new. */
export async function keepDrawn(trx: Db, month: string, dueOn: string, drawn: readonly Drawn[]): Promise<number> {
  const rows = drawn.map((one) => ({ ...one, method: one.channel === 'call' ? 'call-back' : 'visit' }));
  const kept = await run<{ id: string }>(
    trx,
    `insert into verification (id, month, person_id, org_unit_id, campaign_id, customer_id, channel, happened_at, result, checks, chance, method, due_on, state)
     select r->>'contact_id', $1, r->>'person_id', nullif(r->>'org_unit_id', ''), r->>'campaign', r->>'customer_id', r->>'channel', (r->>'happened_at')::timestamptz,
       r->>'result', r->'checks', (r->>'chance')::double precision, r->>'method', $2::date, 'open'
     from jsonb_array_elements($3::text::jsonb) as r
     on conflict (id) do nothing returning id`,
    [month, dueOn, JSON.stringify(rows)],
  );
  return kept.length;
}

export async function lockVerification(trx: Db, id: string): Promise<VerificationRow | undefined> {
  return trx.selectFrom('verification').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function saveStep(
  trx: Db,
  row: Pick<VerificationTable, 'id' | 'state' | 'finding' | 'auditor'> & { readonly note: string | null },
  event: { readonly at: Date; readonly by: string; readonly kind: string; readonly note: string | null },
): Promise<void> {
  const { id, ...changed } = row;
  await trx.updateTable('verification').set(changed).where('id', '=', id).execute();
  await trx
    .insertInto('verification_event')
    .values({ verification_id: id, ...event })
    .execute();
}

export interface Asked {
  readonly scope: Scope;
  /** Only what concerns this person, whatever the territory. */
  readonly concerning: string | null;
  readonly month?: string | undefined;
  readonly personId?: string | undefined;
  readonly state?: VerificationState | undefined;
  readonly id?: string | undefined;
  readonly sort?: keyof typeof sorts;
  readonly order?: 'up' | 'down';
  readonly limit: number;
  readonly offset: number;
}
const sorts = {
  due: 'due_on',
  person: 'person_id',
  customer: 'customer_id',
  told: 'result',
  when: 'happened_at',
  method: 'method',
  finding: 'finding',
} as const;

export async function listRows(db: Db, ask: Asked): Promise<{ total: number; items: Verification[] }> {
  let rows = db.selectFrom('verification');
  if (ask.concerning !== null) rows = rows.where('person_id', '=', ask.concerning);
  else if (ask.scope.kind === 'units') rows = rows.where('org_unit_id', 'in', [...ask.scope.units, '']);
  if (ask.month !== undefined) rows = rows.where('month', '=', ask.month);
  if (ask.personId !== undefined) rows = rows.where('person_id', '=', ask.personId);
  if (ask.state !== undefined) rows = rows.where('state', '=', ask.state);
  if (ask.id !== undefined) rows = rows.where('id', '=', ask.id);
  const { total } = await rows.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const page = await rows
    .selectAll()
    .orderBy(sorts[ask.sort ?? 'due'], (by) => (ask.order === 'down' ? by.desc() : by.asc()).nullsLast())
    .orderBy('id')
    .limit(ask.limit)
    .offset(ask.offset)
    .execute();
  const events =
    page.length === 0
      ? []
      : await db
          .selectFrom('verification_event')
          .selectAll()
          .where(
            'verification_id',
            'in',
            page.map(({ id }) => id),
          )
          .orderBy('id')
          .execute();
  const byCase = Map.groupBy(events, (event) => event.verification_id);
  return { total: Number(total), items: page.map((row) => shown(row, byCase.get(row.id) ?? [])) };
}

function shown(
  row: VerificationRow,
  events: readonly { at: Date; by: string; kind: string; note: string | null }[],
): Verification {
  return {
    id: row.id,
    month: row.month,
    personId: row.person_id,
    orgUnitId: row.org_unit_id,
    campaignId: row.campaign_id,
    customerId: row.customer_id,
    channel: row.channel,
    happenedAt: row.happened_at.toISOString(),
    result: row.result,
    checks: row.checks,
    method: row.method,
    dueOn: row.due_on,
    state: row.state,
    finding: row.finding,
    auditor: row.auditor,
    note: row.note,
    history: events.map(({ at, by, kind, note }) => ({ at: at.toISOString(), by, kind, note })),
  };
}

/** Weighted sums of what was verified, by person, grid or campaign. What is unclear counts for nothing. */
export async function verifiedSums(
  db: Db,
  ask: { readonly month: string; readonly by: 'person' | 'grid' | 'campaign'; readonly scope: Scope },
): Promise<Map<string, VerifiedSums>> {
  const column = { person: 'person_id', grid: 'org_unit_id', campaign: 'campaign_id' }[ask.by];
  const guard =
    ask.scope.kind === 'units' ? 'and org_unit_id in (select jsonb_array_elements_text($2::text::jsonb))' : '';
  const rows = await run<{ key: string | null; verified: number; w: number; ww: number; t: number }>(
    db,
    `select ${column} as key, count(*)::integer as verified, sum(1 / chance) as w, sum(1 / chance ^ 2) as ww,
       coalesce(sum(1 / chance) filter (where finding = 'true'), 0) as t
     from verification where month = $1 and finding in ('true', 'false') ${guard} group by ${column}`,
    ask.scope.kind === 'units' ? [ask.month, JSON.stringify(ask.scope.units)] : [ask.month],
  );
  return new Map(
    rows.map(({ key, verified, w, ww, t }) => [
      key ?? '',
      { verified, weights: w, squaredWeights: ww, trueWeights: t },
    ]),
  );
}

/** The weighted sums of a month (`YYYY-MM`) by grid, of the whole operator; '' is nobody's grid. */
export const verifiedByGrid = (db: Db, month: string): Promise<Map<string, VerifiedSums>> =>
  verifiedSums(db, { month, by: 'grid', scope: { kind: 'everything' } });
