import { run, type Db } from '#platform/records';
import type { WorkOrderTable } from './work-order-store.ts';

export interface PhoneOwner {
  readonly personId: string | null;
  /** The grids whose pool is theirs too. */
  readonly units: readonly string[];
}
/** Where a phone stands: it has everything that had been changed before `since`, and this far of what came after. */
export interface PhoneCursor {
  /** A transaction number; '0' for a phone that has nothing. */
  readonly since: string;
  /** What `since` becomes at the end of the pages. */
  readonly next: string;
  readonly after: { readonly day: string; readonly id: string } | null;
}
export interface PhonePage {
  readonly rows: readonly (WorkOrderTable & { closed_why: string | null })[];
  readonly gone: readonly { id: string; person_id: string | null }[];
  readonly horizon: string;
  readonly check: { readonly orders: number; readonly versions: number };
}

/** Own orders and the pool of the own grids; for this query only `$1` and `$2` are theirs. */
const mine = `(person_id = $1::text or (person_id is null and org_unit_id in (select jsonb_array_elements_text($2::text::jsonb))))`;
/** What a phone holds: what is open, and what was closed lately. */
const held = (since: string) =>
  `state <> 'planned' and (state in ('released', 'accepted', 'in_progress') or greatest(result_at, closed_at) >= ${since}::timestamptz)`;

/** One page of what has changed, by day, so that the work of today comes first; all of it as of one moment. */
export async function readPhonePage(
  db: Db,
  owner: PhoneOwner,
  cursor: PhoneCursor,
  given: { readonly closedSince: Date; readonly limit: number },
): Promise<PhonePage> {
  const who = [owner.personId, JSON.stringify(owner.units)];
  const [moment] = await run<{ horizon: string }>(
    db,
    'select pg_snapshot_xmin(pg_current_snapshot())::text as horizon',
    [],
  );
  // A phone that has something is told of what was closed long ago too: it may hold it as open.
  const rows = await run<PhonePage['rows'][number]>(
    db,
    `select o.*, (select e.detail ->> 'why' from work_order_event e where e.work_order_id = o.id and e.kind = o.state order by e.id desc limit 1) as closed_why
     from work_order o where ${mine} and o.changed_in >= $3::text::xid8 and ($3::text <> '0' or (${held('$4')}))
       and ($5::date is null or (o.day, o.id) > ($5::date, $6::text))
     order by o.day, o.id limit $7`,
    [...who, cursor.since, given.closedSince, cursor.after?.day ?? null, cursor.after?.id ?? '', given.limit],
  );
  const gone =
    cursor.since === '0' || cursor.after !== null
      ? []
      : await run<{ id: string; person_id: string | null }>(
          db,
          `select o.id, o.person_id from work_order o where o.id in (
             select work_order_id from work_order_left where person_id = $1::text and changed_in >= $3::text::xid8
             union select work_order_id from work_order_left where person_id is null and changed_in >= $3::text::xid8
               and org_unit_id in (select jsonb_array_elements_text($2::text::jsonb)))
             and not coalesce(${mine}, false)`,
          [...who, cursor.since],
        );
  const [check] = await run<{ orders: number; versions: number }>(
    db,
    `select count(*) as orders, coalesce(sum(version), 0) as versions from work_order where ${mine} and ${held('$3')}`,
    [...who, given.closedSince],
  );
  return {
    rows,
    gone,
    horizon: moment?.horizon ?? '0',
    check: { orders: Number(check?.orders ?? 0), versions: Number(check?.versions ?? 0) },
  };
}

/** What was told of these orders so far, in the order in which it happened. */
export async function toldOf(
  db: Db,
  ids: readonly string[],
): Promise<{ work_order_id: string; kind: string; happened_at: Date; detail: Told }[]> {
  if (ids.length === 0) return [];
  return run(
    db,
    `select work_order_id, kind, happened_at, detail from client_action
     where work_order_id in (select jsonb_array_elements_text($1::text::jsonb)) and status = 'applied' and kind in ('step', 'result')
     order by happened_at`,
    [JSON.stringify(ids)],
  );
}
interface Told {
  readonly step?: string;
  readonly result?: { readonly feedback?: Readonly<Record<string, string | number | boolean | null>> };
}

const contactsShown = 3;

/** The newest contacts of each of these customers. */
export async function lastContacts(
  db: Db,
  customerKeys: readonly number[],
): Promise<{ customer_key: number; at: Date; channel: string; campaign: string | null; result: string | null }[]> {
  return run(
    db,
    `select k.customer_key, c.happened_at as at, c.channel, c.campaign, c.result
     from (select value::bigint as customer_key from jsonb_array_elements_text($1::text::jsonb)) k
       cross join lateral (select * from contact where contact.customer_key = k.customer_key order by happened_at desc limit ${contactsShown}) c`,
    [JSON.stringify(customerKeys)],
  );
}

/** What these customers have refused; '' is all channels. */
export async function refusedBy(
  db: Db,
  customerKeys: readonly number[],
): Promise<{ customer_key: number; channel: string }[]> {
  return run(
    db,
    `select customer_key, coalesce(channel, '') as channel from do_not_disturb
     where customer_key in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(customerKeys)],
  );
}

/** Results of a person's own orders since an instant. */
export async function resultsSince(
  db: Db,
  personId: string | null,
  since: string,
): Promise<{ customer_key: number; campaign_id: string; result: string; result_at: Date }[]> {
  return run(
    db,
    `select customer_key, campaign_id, result, result_at from work_order
     where person_id = $1::text and result is not null and result_at >= $2::timestamptz`,
    [personId, since],
  );
}
