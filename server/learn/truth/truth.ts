import { Problem, type Estimate, type Input, type truthRoutes, type TruthRow, type Verification } from '#contract';
import { campaignFiles, successOrders } from '#act/campaigns';
import { readPeople, readUnits } from '#know/organisation';
import { sees, type Context } from '#platform/context';
import { listed } from '#platform/lists';
import type { Db } from '#platform/records';
import { dropPartition, statement } from '#platform/warehouse';
import { checksParams, checksText } from './checks.ts';
import { isBelow, truthRate, type VerifiedSums } from './truth-rate.ts';
import { nextCase, type Step } from './verification.ts';
import {
  keepDrawn,
  listRows,
  lockVerification,
  saveStep,
  verifiedSums,
  type Asked,
  type Drawn,
} from './verification-store.ts';

/** A claimed success becomes an order within so many days, or is doubted. */
const withinDays = 14;
const numberOf = (month: string) => Number(month.replace('-', ''));

/** Checks a month's feedback and draws the share to be verified. The whole operator's: only who sees everything plans. */
export async function planVerification(
  context: Context,
  { month, share, dueDays }: { month: string; share: number; dueDays: number },
): Promise<{ month: string; feedbacks: number; doubted: number; drawn: number }> {
  const { warehouse, db, actor, clock } = context;
  if (actor.scope.kind !== 'everything')
    throw new Problem(
      'forbidden',
      'whole-operator',
      'Verification is drawn over the whole operator: ask the head office.',
    );
  await context.outbox.flush();
  const period = numberOf(month);
  const campaigns = await warehouse.rows<{ campaign: string }>(
    statement(`select distinct campaign from contact where toYYYYMM(happened_on) = {month:UInt32} and campaign != ''`, {
      month: period,
    }),
  );
  const files = await campaignFiles(
    db,
    campaigns.map(({ campaign }) => campaign),
  );
  const successes = [...files].flatMap(([id, file]) => successOrders(file).map((offer) => `${id}|${offer}`));
  await dropPartition(warehouse, 'feedback_check', period);
  await warehouse.execute(statement(checksText(), checksParams({ month: period, share, successes, withinDays })));
  const dueOn = new Date(clock.now().getTime() + dueDays * 86_400_000).toISOString().slice(0, 10);
  const drawnRows = statement(
    `select contact_id, person_id, org_unit_id, campaign, customer_id, channel, concat(toString(happened_at), 'Z') as happened_at, result, checks, chance
     from feedback_check where month = {month:UInt32} and drawn order by contact_id`,
    { month: period },
  );
  for await (const batch of warehouse.stream<Drawn>(drawnRows))
    await db.transaction().execute((trx) => keepDrawn(trx, month, dueOn, batch));
  const [counts] = await warehouse.rows<{ feedbacks: number; doubted: number; taken: number }>(
    statement(
      `select count() as feedbacks, countIf(notEmpty(checks)) as doubted, countIf(drawn) as taken from feedback_check where month = {month:UInt32}`,
      { month: period },
    ),
  );
  return { month, feedbacks: counts?.feedbacks ?? 0, doubted: counts?.doubted ?? 0, drawn: counts?.taken ?? 0 };
}

const columns = { person: 'person_id', grid: 'org_unit_id', campaign: 'campaign' } as const;
const unknown: VerifiedSums = { verified: 0, weights: 0, squaredWeights: 0, trueWeights: 0 };

type BoardQuery = Input<(typeof truthRoutes)['truthBoard']>['query'];

/** Truth rates of the viewer's subtree, and what they come to. */
export async function truthBoard(context: Context, query: BoardQuery) {
  const rows = await truthRates(context, query);
  const sum = (of: (row: TruthRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const list = listed(rows, query, {
    words: ({ key, name }) => [key, name?.en ?? '', name?.zh ?? ''],
    sorts: {
      rate: (_, place) => place,
      name: ({ name, key }) => name ?? key,
      feedbacks: ({ feedbacks }) => feedbacks,
      doubted: ({ doubted }) => doubted,
      drawn: ({ drawn }) => drawn,
      verified: ({ verified }) => verified,
    },
  });
  const whole = {
    rows: rows.length,
    below: sum(({ below }) => Number(below)),
    feedbacks: sum(({ feedbacks }) => feedbacks),
    doubted: sum(({ doubted }) => doubted),
    drawn: sum(({ drawn }) => drawn),
    verified: sum(({ verified }) => verified),
  };
  return { month: query.month, bar: query.bar, whole, ...list };
}

/** Those below the bar first, then the least truthful. */
async function truthRates(
  context: Context,
  { month, by, bar }: Pick<BoardQuery, 'month' | 'by' | 'bar'>,
): Promise<TruthRow[]> {
  const { warehouse, db, actor } = context;
  const guard = actor.scope.kind === 'units' ? 'and has({units:Array(String)}, org_unit_id)' : '';
  const rows = await warehouse.rows<{
    key: string;
    feedbacks: number;
    doubted: number;
    taken: number;
    counts: Record<string, number>;
  }>(
    statement(
      `select ${columns[by]} as key, count() as feedbacks, countIf(notEmpty(checks)) as doubted, countIf(drawn) as taken,
         sumMap(arrayMap(c -> toString(c), checks), arrayMap(c -> 1, checks)) as sums, mapFromArrays(sums.1, sums.2) as counts
       from feedback_check where month = {month:UInt32} ${guard} group by key order by key`,
      { month: numberOf(month), ...(actor.scope.kind === 'units' && { units: [...actor.scope.units] }) },
    ),
  );
  const sums = await verifiedSums(db, { month, by, scope: actor.scope });
  const names = await namesOf(
    context,
    by,
    rows.map(({ key }) => key),
  );
  return rows
    .map(({ key, feedbacks, doubted, taken, counts }): TruthRow => {
      const own = sums.get(key) ?? unknown;
      return {
        key,
        name: names.get(key) ?? null,
        feedbacks,
        doubted,
        drawn: taken,
        verified: own.verified,
        rate: truthRate(own),
        below: isBelow(own, bar),
        checks: Object.entries(counts).map(([check, count]) => ({
          check: check as TruthRow['checks'][number]['check'],
          count: Number(count),
        })),
      };
    })
    .toSorted((a, b) => Number(b.below) - Number(a.below) || (a.rate.high ?? 2) - (b.rate.high ?? 2));
}

async function namesOf({ db }: Context, by: 'person' | 'grid' | 'campaign', keys: readonly string[]) {
  if (by === 'campaign' || keys.length === 0) return new Map<string, { en: string; zh: string }>();
  const known = by === 'person' ? await readPeople(db, { ids: [...keys] }) : await readUnits(db, [...keys]);
  return new Map(known.map(({ id, name }) => [id, name]));
}

/** Frontline people see what concerns themselves, others their subtree's. */
export function listVerifications(
  { db, actor }: Context,
  query: Omit<Asked, 'scope' | 'concerning'>,
): Promise<{ total: number; items: Verification[] }> {
  const concerning =
    actor.permissions.has('work.assign') || actor.permissions.has('reports.read') ? null : (actor.personId ?? '');
  return listRows(db, { scope: actor.scope, concerning, ...query });
}

/** One step of a case, in a transaction with its place in the history. */
export async function takeStep(
  context: Context,
  id: string,
  step: Step,
  note: string | undefined,
): Promise<Verification> {
  const { db, actor, clock } = context;
  return db.transaction().execute(async (trx) => {
    const row = await lockVerification(trx, id);
    const isConcerned = row !== undefined && row.person_id === actor.personId;
    if (!row || (!isConcerned && !sees(actor, row.org_unit_id)))
      throw new Problem('missing', 'no-such-verification', `There is no verification ${id}.`);
    const next = nextCase(
      { state: row.state, personId: row.person_id, auditor: row.auditor, finding: row.finding },
      step,
      { login: actor.login, personId: actor.personId },
    );
    await saveStep(
      trx,
      {
        id,
        state: next.state,
        finding: next.finding,
        auditor: next.auditor,
        note: step.kind === 'finding' ? (note ?? null) : row.note,
      },
      { at: clock.now(), by: actor.login, kind: step.kind, note: note ?? null },
    );
    const { items } = await listRows(trx, {
      scope: { kind: 'everything' },
      concerning: null,
      id,
      limit: 1,
      offset: 0,
    });
    return items[0] as Verification;
  });
}

/** Everybody's truth rate of a month, with how many were verified: for those who pay by it. */
export async function personTruth(
  db: Db,
  month: string,
): Promise<Map<string, { readonly verified: number; readonly rate: Estimate }>> {
  const sums = await verifiedSums(db, { month, by: 'person', scope: { kind: 'everything' } });
  return new Map([...sums].map(([person, own]) => [person, { verified: own.verified, rate: truthRate(own) }]));
}
