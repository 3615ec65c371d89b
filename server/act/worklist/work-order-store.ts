import type { ColumnType } from 'kysely';
import type { ResultKind, Theirs, WorkOrderState } from '#contract';
import { insertMany, run, type BulkTable, type Db } from '#platform/records';
import type { OrderState } from './work-order.ts';

export interface WorkOrderTable {
  id: string;
  campaign_id: string;
  customer_key: number;
  customer_id: string;
  org_unit_id: string | null;
  person_id: string | null;
  channel: string;
  offer_id: string;
  wave: number;
  day: string;
  due_on: string;
  state: WorkOrderState;
  result: ResultKind | null;
  decline_reason: string | null;
  follow_up_on: string | null;
  result_at: Date | null;
  closed_at: Date | null;
  assigned_at: Date;
  previous_person_id: string | null;
  version: number;
}
interface ClientActionTable {
  id: string;
  work_order_id: string;
  person_id: string | null;
  login: string;
  kind: string;
  happened_at: Date;
  received_at: Date;
  status: 'applied' | 'refused';
  state: WorkOrderState | null;
  problem: { code: string; message: string } | null;
  theirs: Theirs | null;
  detail: Record<string, unknown>;
}
interface WorkOrderEventTable {
  id: ColumnType<number, never, never>;
  work_order_id: string;
  kind: string;
  by: string;
  at: Date;
  detail: Record<string, unknown>;
}

declare module '#platform/records' {
  interface Tables {
    work_order: WorkOrderTable;
    client_action: ClientActionTable;
    work_order_event: WorkOrderEventTable;
  }
}

const open = `('planned', 'released', 'accepted', 'in_progress')`;
const list = (values: readonly (string | number)[]) => JSON.stringify(values);
/** One JSON text instead of an array: the two drivers differ in how they write arrays. */
const anyOf = (parameter: string, type: 'text' | 'bigint' | 'uuid') =>
  `in (select value::${type} from jsonb_array_elements_text(${parameter}::text::jsonb))`;

/** Locks the orders, in the order of their ids so that two senders cannot wait for each other. */
export async function lockOrders(trx: Db, ids: readonly string[]): Promise<Map<string, WorkOrderTable>> {
  const rows = await run<WorkOrderTable>(
    trx,
    `select * from work_order where id ${anyOf('$1', 'text')} order by id for update`,
    [list(ids)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function actionsAmong(trx: Db, ids: readonly string[]): Promise<Map<string, ClientActionTable>> {
  const rows = await run<ClientActionTable>(trx, `select * from client_action where id ${anyOf('$1', 'uuid')}`, [
    list(ids),
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

export const orderState = (row: WorkOrderTable): OrderState => ({
  state: row.state,
  personId: row.person_id,
  previousPersonId: row.previous_person_id,
  assignedAt: row.assigned_at,
  dueOn: row.due_on,
  result: row.result,
  declineReason: row.decline_reason,
  followUpOn: row.follow_up_on,
  resultAt: row.result_at,
  closedAt: row.closed_at,
});

/** Writes what was decided, one statement for all orders. */
export async function saveStates(trx: Db, changed: ReadonlyMap<string, OrderState>): Promise<void> {
  if (changed.size === 0) return;
  const rows = [...changed].map(([id, s]) => ({
    id,
    state: s.state,
    person_id: s.personId,
    due_on: s.dueOn,
    result: s.result,
    decline_reason: s.declineReason,
    follow_up_on: s.followUpOn,
    result_at: s.resultAt,
    closed_at: s.closedAt,
  }));
  await run(
    trx,
    `update work_order o set state = n.state, person_id = n.person_id, due_on = n.due_on, result = n.result,
       decline_reason = n.decline_reason, follow_up_on = n.follow_up_on, result_at = n.result_at, closed_at = n.closed_at, version = o.version + 1
     from jsonb_to_recordset($1::text::jsonb) as n (id text, state text, person_id text, due_on date, result text,
       decline_reason text, follow_up_on date, result_at timestamptz, closed_at timestamptz)
     where o.id = n.id`,
    [JSON.stringify(rows)],
  );
}

const actionTable: BulkTable = {
  table: 'client_action',
  columns: {
    id: 'uuid',
    work_order_id: 'text',
    person_id: 'text',
    login: 'text',
    kind: 'text',
    happened_at: 'timestamptz',
    received_at: 'timestamptz',
    status: 'text',
    state: 'text',
    problem: 'jsonb',
    theirs: 'jsonb',
    detail: 'jsonb',
  },
};

export async function saveActions(trx: Db, rows: readonly (readonly unknown[])[]): Promise<void> {
  await insertMany(trx, actionTable, rows);
}

const orderTable: BulkTable = {
  table: 'work_order',
  columns: {
    id: 'text',
    campaign_id: 'text',
    customer_key: 'int8',
    customer_id: 'text',
    org_unit_id: 'text',
    person_id: 'text',
    channel: 'text',
    offer_id: 'text',
    wave: 'int4',
    day: 'date',
    due_on: 'date',
    state: 'text',
    assigned_at: 'timestamptz',
    version: 'int4',
  },
};

/** Inserts orders; those that exist already stay as they are. Resolves to how many were new. */
export async function insertOrders(trx: Db, rows: readonly (readonly unknown[])[]): Promise<number> {
  const fresh = await insertMany<{ id: string }>(trx, orderTable, rows, { onConflict: 'nothing', returning: ['id'] });
  return fresh.length;
}

/**
 * Closes what is open of a campaign or of some customers, with a line of history for each. Resolves to the ids and
 * units it closed.
 */
export async function closeOpen(
  trx: Db,
  which:
    | { readonly campaignId: string }
    | { readonly customerKeys: readonly number[]; readonly channel: string | null; readonly except?: string }
    | { readonly dueBefore: string },
  how: { readonly state: 'cancelled' | 'expired'; readonly by: string; readonly at: Date; readonly why: string },
): Promise<{ id: string; org_unit_id: string | null }[]> {
  const [condition, values] = conditionOf(which);
  return run(
    trx,
    `with closed as (
       update work_order set state = $1, closed_at = $2, version = version + 1
       where state in ${open} and ${condition} returning id, org_unit_id
     ), noted as (
       insert into work_order_event (work_order_id, kind, by, at, detail)
       select id, $1, $3, $2, jsonb_build_object('why', $4::text) from closed
     )
     select id, org_unit_id from closed`,
    [how.state, how.at, how.by, how.why, ...values],
  );
}

function conditionOf(which: Parameters<typeof closeOpen>[1]): [string, unknown[]] {
  if ('campaignId' in which) return ['campaign_id = $5', [which.campaignId]];
  if ('dueBefore' in which) return ['due_on < $5::date', [which.dueBefore]];
  return [
    `customer_key ${anyOf('$5', 'bigint')} and ($6::text is null or channel = $6::text) and id <> $7`,
    [list(which.customerKeys), which.channel, which.except ?? ''],
  ];
}

/** Gives open orders to somebody else; only orders of the given units (all, when undefined) are touched. */
export async function reassign(
  trx: Db,
  given: {
    readonly ids: readonly string[];
    readonly personId: string;
    readonly units: readonly string[] | undefined;
    readonly by: string;
    readonly at: Date;
    readonly why: string | null;
  },
): Promise<{ id: string; org_unit_id: string | null }[]> {
  return run(
    trx,
    `with moved as (
       update work_order set previous_person_id = person_id, person_id = $2, assigned_at = $3, version = version + 1
       where id ${anyOf('$1', 'text')} and state in ${open} and person_id is distinct from $2
         and ($4::text is null or org_unit_id ${anyOf('$4', 'text')})
       returning id, org_unit_id, previous_person_id
     ), noted as (
       insert into work_order_event (work_order_id, kind, by, at, detail)
       select id, 'reassigned', $5, $3, jsonb_build_object('from', previous_person_id, 'to', $2::text, 'why', $6::text) from moved
     )
     select id, org_unit_id from moved`,
    [list(given.ids), given.personId, given.at, given.units ? list(given.units) : null, given.by, given.why],
  );
}
