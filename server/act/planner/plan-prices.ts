import type { PlanPrice, plannerRoutes, Reply, Text2 } from '#contract';
import type { z } from 'zod';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { listOffers } from '#know/catalog';
import { readPeople } from '#know/organisation';
import { allOf, requirePlan } from './plan-reports.ts';
import { advice, limitCalled } from './plan-words.ts';

type Routes = typeof plannerRoutes;
type Query = z.output<Routes['planPrices']['query']>;

interface PriceRow {
  readonly kind: PlanPrice['kind'];
  readonly name: string;
  readonly subject: string;
  readonly org_unit_id: string;
  readonly sense: PlanPrice['sense'];
  readonly unit: PlanPrice['unit'];
  readonly first: string;
  readonly last: string;
  readonly allowed: number;
  readonly counted: number;
  readonly used: number;
  readonly price: number;
  readonly total: number;
}

/** One page of limits, those first that cost most in all: the price times how much there is. */
export async function planPrices(context: Context, id: string, query: Query): Promise<Reply<Routes['planPrices']>> {
  const plan = await requirePlan(context, id);
  const rows = await readPrices(context, plan.id, { ...query, names: [] });
  const called = await namesFor(context, rows);
  const shown = (row: PriceRow) => priceShown(row, called(row), plan.replanned === null ? undefined : spareHours(row));
  return { total: rows[0]?.total ?? 0, items: rows.map(shown) };
}

/** Prices of a plan; by name where names are given. */
export async function readPrices(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  id: string,
  asked: Partial<Query> & { readonly names: readonly string[] },
): Promise<PriceRow[]> {
  const wanted = allOf([
    ['plan = {id:String}', { id }],
    asked.kind !== undefined && ['kind = {kind:String}', { kind: asked.kind }],
    asked.subject !== undefined && ['subject = {subject:String}', { subject: asked.subject }],
    asked.names.length > 0 && ['has({names:Array(String)}, name)', { names: asked.names }],
  ]);
  return warehouse.rows<PriceRow>(
    statement(
      `select toString(kind) as kind, name, subject, toString(org_unit_id) as org_unit_id, toString(sense) as sense, toString(unit) as unit,
         toString(first_on) as first, toString(last_on) as last, allowed, counted, used, price, count() over () as total
       from plan_price where ${wanted.sql} order by price * greatest(1, allowed) desc, price desc, name limit {limit:UInt32} offset {offset:UInt32}`,
      { ...wanted.params, limit: asked.limit ?? 1000, offset: asked.offset ?? 0 },
    ),
    { signal },
  );
}

/** Limits of a plan in words, by their names. */
export async function limitsCalled(
  context: Context,
  id: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Text2>> {
  const rows = names.length === 0 ? [] : await readPrices(context, id, { names });
  const called = await namesFor(context, rows);
  return new Map(rows.map((row) => [row.name, limitCalled({ kind: row.kind, called: called(row) })]));
}

async function namesFor({ db }: Context, rows: readonly PriceRow[]): Promise<(row: PriceRow) => Text2> {
  const ids = rows.filter(({ kind }) => kind === 'person').map(({ subject }) => subject);
  const people = new Map((await readPeople(db, { ids })).map(({ id, name }) => [id, name]));
  const offers = new Map((await listOffers(db)).map(({ id, name }) => [id, name]));
  return ({ kind, subject }) => {
    const known = kind === 'person' ? people.get(subject) : kind.startsWith('offer') ? offers.get(subject) : undefined;
    if (kind === 'channel') return channelWords[subject] ?? { en: subject, zh: subject };
    return known ?? { en: subject, zh: subject };
  };
}

const channelWords: Readonly<Record<string, Text2>> = {
  field: { en: 'field visit', zh: '上门' },
  call: { en: 'call', zh: '外呼' },
  hall: { en: 'service hall', zh: '营业厅' },
  sms: { en: 'SMS', zh: '短信' },
  push: { en: 'app push', zh: 'APP 推送' },
  email: { en: 'e-mail', zh: '邮件' },
  mail: { en: 'direct mail', zh: '直邮' },
};

/** Less than this share is left of everybody's hours where contacts do not come out even. */
const oddShare = 0.05;

/** A person's hours that no contact takes, where they are more than odd minutes. */
function spareHours({ kind, counted, used }: PriceRow): number | undefined {
  return kind === 'person' && counted - used > oddShare * counted ? counted - used : undefined;
}

function priceShown(row: PriceRow, called: Text2, spare: number | undefined): PlanPrice {
  const { org_unit_id, first, last, total: _, counted: _counted, ...rest } = row;
  const shownAs = { ...rest, orgUnitId: org_unit_id === '' ? null : org_unit_id, firstOn: first, lastOn: last };
  return { ...shownAs, advice: advice({ ...shownAs, called, spare }) };
}
