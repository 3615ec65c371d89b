import type { Input, phoneRoutes, PhoneFacts, Reply } from '#contract';
import { campaignFiles, successOrders } from '#act/campaigns';
import { readPeriods } from '#know/customers';
import { readPeople, readUnits } from '#know/organisation';
import type { Context } from '#platform/context';
import { statement, type Warehouse } from '#platform/warehouse';
import { phoneOrders, readShared } from './phone-orders.ts';
import { readPhonePage, resultsSince, type PhoneCursor, type PhoneOwner } from './phone-store.ts';

type Answer = Reply<(typeof phoneRoutes)['syncPhone']>;
type Asked = Input<(typeof phoneRoutes)['syncPhone']>['query'];
type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor' | 'clock'>;

/** Closed orders stay on the phone this long: for what was told late, and to see what one has done. */
const closedDays = 7;
/** Phones ask often, a month is built seldom: what is newest is remembered for a moment. */
const periodRememberedMs = 20_000;
const newest = new WeakMap<Warehouse, { readonly at: number; readonly period: number }>();

/**
 *   cursor → rows of my list changed since, by day → facts of their customers, what their campaigns share → page
 *          → what has left my list
 */
export async function syncPhone(context: Viewer, asked: Asked): Promise<Answer> {
  const now = context.clock.now();
  const closedSince = new Date(Date.parse(now.toISOString().slice(0, 10)) - closedDays * 86_400_000);
  const period = await newestPeriod(context.warehouse);
  const kept = readCursor(asked.cursor, period);
  const cursor = kept ?? { since: '0', next: '', after: null };
  const owner = ownerOf(context.actor);
  const page = await context.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((trx) => readPhonePage(trx, owner, cursor, { closedSince, limit: asked.limit }));
  const next = cursor.next || page.horizon;
  const last = page.rows.at(-1);
  const more = last !== undefined && page.rows.length === asked.limit;
  const campaignIds = [...new Set(page.rows.map((row) => row.campaign_id))];
  const shared = await readShared(context, campaignIds, period > 0);
  const have = new Set(asked.have.split(' '));
  const people = await readPeople(context.db, { ids: [...new Set(page.gone.flatMap((one) => one.person_id ?? []))] });
  const names = new Map(people.map((person) => [person.id, person.name]));
  return {
    cursor: writeCursor(
      more && last
        ? { ...cursor, next, after: { day: last.day, id: last.id } }
        : { since: next, next: '', after: null },
      period,
    ),
    more,
    whole: cursor.since === '0' && cursor.after === null,
    orders: await phoneOrders(context, page.rows, shared),
    gone: page.gone.map(({ id, person_id }) => ({ id, to: (person_id !== null && names.get(person_id)) || null })),
    campaigns: shared.campaigns.filter(({ id, stamp }) => !have.has(`${id}:${stamp}`)),
    fields: shared.fields,
    facts: more ? null : await factsOf(context, asked.since),
    check: page.check,
    closedSince: closedSince.toISOString(),
    now: now.toISOString(),
  };
}

/** The pool belongs to those who are of the grid; whoever sees more grids than these has others to do their work. */
function ownerOf(actor: Context['actor']): PhoneOwner {
  const units = actor.scope.kind === 'units' && !actor.permissions.has('work.assign') ? actor.scope.units : [];
  return { personId: actor.personId, units };
}

async function newestPeriod(warehouse: Warehouse): Promise<number> {
  const known = newest.get(warehouse);
  if (known && known.at > Date.now() - periodRememberedMs) return known.period;
  const period = (await readPeriods(warehouse)).at(-1)?.period ?? 0;
  newest.set(warehouse, { at: Date.now(), period });
  return period;
}

async function factsOf(context: Viewer, since: string): Promise<PhoneFacts> {
  const { actor, db } = context;
  const [person] = actor.personId === null ? [] : await readPeople(db, { ids: [actor.personId] });
  const results = await resultsSince(db, actor.personId, since);
  const tally: PhoneFacts['tally'] = {};
  for (const { result } of results as readonly { result: keyof PhoneFacts['tally'] }[])
    tally[result] = (tally[result] ?? 0) + 1;
  const accepted = results.filter(({ result }) => result === 'accepted');
  return {
    dailyMinutes: person?.dailyMinutes ?? 0,
    units: await readUnits(db, actor.scope.kind === 'units' ? actor.scope.units : [actor.orgUnitId]),
    tally,
    truth: await foundInOrders(context, accepted),
  };
}

/** Of what was told as accepted: how many customers the order books show with one of the campaign's orders since. */
async function foundInOrders(
  { db, warehouse }: Viewer,
  accepted: readonly { customer_key: number; campaign_id: string; result_at: Date }[],
): Promise<PhoneFacts['truth']> {
  if (accepted.length === 0) return { looked: 0, found: 0 };
  const files = await campaignFiles(db, [...new Set(accepted.map((one) => one.campaign_id))]);
  // The books are loaded now and then; what was told after their last day cannot be in them.
  const rows = await warehouse.rows<{ key: number; offer: string; day: string }>(
    statement(
      `select customer_key as key, assumeNotNull(offer_id) as offer, toString(assumeNotNull(toDate(ordered_on))) as day from entity_order
       where customer_key in {keys:Array(UInt32)} and offer_id is not null and ordered_on >= {from:Date}`,
      { keys: accepted.map((one) => one.customer_key), from: firstDay(accepted) },
    ),
  );
  const [books] = await warehouse.rows<{ day: string }>(
    statement('select toString(ifNull(max(toDate(ordered_on)), toDate(0))) as day from entity_order'),
  );
  const looked = accepted.filter(({ result_at }) => dayOf(result_at) <= (books?.day ?? ''));
  const found = looked.filter(({ customer_key, campaign_id, result_at }) => {
    const file = files.get(campaign_id);
    const wanted = new Set(file ? successOrders(file) : []);
    return rows.some(
      (row) => Number(row.key) === Number(customer_key) && wanted.has(row.offer) && row.day >= dayOf(result_at),
    );
  });
  return { looked: looked.length, found: found.length };
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const firstDay = (accepted: readonly { result_at: Date }[]) =>
  accepted.reduce((first, { result_at }) => (dayOf(result_at) < first ? dayOf(result_at) : first), '9999-12-31');

/** Only this file reads what it writes; a month's data is part of it, because new data is news for every order. */
function writeCursor({ since, next, after }: PhoneCursor, period: number): string {
  return [since, next, period, after?.day ?? '', encodeURIComponent(after?.id ?? '')].join('~');
}

function readCursor(text: string | undefined, period: number): PhoneCursor | undefined {
  const [since = '', next = '', month = '', day = '', id = ''] = text?.split('~') ?? [];
  const understood = /^\d+$/.test(since) && /^\d*$/.test(next) && /^(\d{4}-\d{2}-\d{2})?$/.test(day);
  if (!understood || month !== String(period) || (day === '' && since === '0')) return undefined;
  return { since, next, after: day === '' ? null : { day, id: decodeURIComponent(id) } };
}
