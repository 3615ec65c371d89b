import { Problem, type WorkOrder, type WorkOrderState } from '#contract';
import type { z } from 'zod';
import type { worklistRoutes } from '#contract';
import type { Context } from '#platform/context';
import { run, type Db } from '#platform/records';
import { readPeople, subtreeIds } from '#know/organisation';
import { customerFacts, type CustomerFacts } from '#know/customers';
import { reassign } from './work-order-store.ts';
import type { WorkOrderTable } from './work-order-store.ts';

type Filter = z.output<(typeof worklistRoutes)['listWorkOrders']['query']>;
type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor' | 'clock'>;

/** A condition with its values, numbered from `first`. */
interface Condition {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Which orders a viewer may see: frontline people their own and their grid's pool, others their subtree's. In the query, never after it. */
export function visible(actor: Context['actor'], first: number): Condition {
  const units = actor.scope.kind === 'everything' ? null : JSON.stringify(actor.scope.units);
  const inUnits = `org_unit_id in (select jsonb_array_elements_text($${first}::text::jsonb))`;
  if (!actor.permissions.has('work.assign') && actor.permissions.has('work.do')) {
    return units === null
      ? { text: `(person_id = $${first}::text or person_id is null)`, values: [actor.personId] }
      : {
          text: `(person_id = $${first + 1}::text or (person_id is null and ${inUnits}))`,
          values: [units, actor.personId],
        };
  }
  return units === null ? { text: 'true', values: [] } : { text: inUnits, values: [units] };
}

export async function listWorkOrders(context: Viewer, filter: Filter): Promise<{ total: number; items: WorkOrder[] }> {
  const guard = visible(context.actor, 1);
  const values: unknown[] = [...guard.values];
  const conditions = [guard.text];
  const where = (text: (parameter: string) => string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(text(`$${values.length}`));
  };
  where(
    (p) => `state in (select jsonb_array_elements_text(${p}::text::jsonb))`,
    filter.state && JSON.stringify(filter.state),
  );
  where((p) => `person_id = ${p}`, filter.personId);
  where((p) => `campaign_id = ${p}`, filter.campaignId);
  where((p) => `day <= ${p}::date`, filter.dayTo);
  await narrow(context, filter, where);
  const from = `from work_order where ${conditions.join(' and ')}`;
  const [counted] = await run<{ total: number }>(context.db, `select count(*) as total ${from}`, values);
  where((p) => `id > ${p}`, filter.after);
  const order =
    filter.after === undefined
      ? `${sorts[filter.sort]} ${filter.order === 'down' ? 'desc' : 'asc'} nulls last, id`
      : 'id';
  const rows = await run<WorkOrderTable>(
    context.db,
    `select * from work_order where ${conditions.join(' and ')} order by ${order} limit ${filter.limit} offset ${filter.offset}`,
    values,
  );
  const facts = await customerFacts(
    context,
    rows.map((row) => row.customer_key),
    ['name'],
  );
  return {
    total: Number(counted?.total ?? 0),
    items: rows.map((row) => workOrder(row, facts.get(row.customer_key), context.actor)),
  };
}

const sorts = {
  day: 'day',
  due: 'due_on',
  done: 'result_at',
  state: 'state',
  person: 'person_id',
} as const satisfies Record<Filter['sort'], string>;

/** Adds the conditions that lists and the board share. */
export async function narrow(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  filter: Pick<Filter, 'overdue' | 'result' | 'orgUnitId' | 'customer'>,
  where: (text: (parameter: string) => string, value: unknown) => void,
): Promise<void> {
  const today = clock.now().toISOString().slice(0, 10);
  if (filter.overdue) where((p) => `day < ${p}::date and state in ('released', 'accepted', 'in_progress')`, today);
  where((p) => `result = ${p}`, filter.result);
  const units = filter.orgUnitId === undefined ? undefined : await subtreeIds(db, filter.orgUnitId);
  where((p) => `org_unit_id in (select jsonb_array_elements_text(${p}::text::jsonb))`, units && JSON.stringify(units));
  where((p) => `starts_with(customer_id, ${p})`, filter.customer);
}

export async function findWorkOrder({ db, actor }: Viewer, id: string): Promise<WorkOrderTable> {
  const guard = visible(actor, 2);
  const [row] = await run<WorkOrderTable>(db, `select * from work_order where id = $1 and ${guard.text}`, [
    id,
    ...guard.values,
  ]);
  if (!row) throw new Problem('missing', 'no-such-work-order', `There is no work order ${id} for you.`);
  return row;
}

/** A name is shown to whoever may unmask customers; to others its first letter. */
export function maskedName(name: unknown, actor: Context['actor']): string | null {
  if (typeof name !== 'string' || name === '') return null;
  if (actor.permissions.has('customers.unmask')) return name;
  const [first = ''] = name;
  return `${first}**`;
}

export function workOrder(row: WorkOrderTable, facts: CustomerFacts | undefined, actor: Context['actor']): WorkOrder {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    customerId: row.customer_id,
    customerName: maskedName(facts?.['name'], actor),
    personId: row.person_id,
    orgUnitId: row.org_unit_id,
    channel: row.channel as WorkOrder['channel'],
    offerId: row.offer_id,
    state: row.state,
    day: row.day,
    dueOn: row.due_on,
    wave: row.wave,
    result: row.result,
    doneAt: row.result_at?.toISOString() ?? null,
    version: row.version,
  };
}

/** Gives open orders to a person of the viewer's subtree. Orders outside it stay as they are. */
export async function reassignWorkOrders(
  context: Pick<Context, 'db' | 'actor' | 'clock' | 'events'>,
  input: { workOrderIds: readonly string[]; personId: string; why?: string | undefined },
): Promise<number> {
  const { db, actor, clock, events } = context;
  const [person] = await readPeople(db, {
    ids: [input.personId],
    ...(actor.scope.kind === 'units' && { unitIds: actor.scope.units }),
  });
  if (!person || !person.active)
    throw new Problem('missing', 'no-such-person', `There is no ${input.personId} at work in your territory.`);
  return db.transaction().execute(async (trx) => {
    const units = actor.scope.kind === 'units' ? actor.scope.units : undefined;
    const moved = await reassign(trx, {
      ids: input.workOrderIds,
      personId: person.id,
      units,
      by: actor.login,
      at: clock.now(),
      why: input.why ?? null,
    });
    for (const [orgUnitId, rows] of Map.groupBy(moved, (row) => row.org_unit_id)) {
      await events.emit(
        {
          type: 'work-order',
          orgUnitId,
          campaignId: null,
          count: rows.length,
          ids: rows.slice(0, 50).map((row) => row.id),
        },
        trx,
      );
    }
    return moved.length;
  });
}

/** People and how their orders stand. */
export async function workBoard(
  { db, actor, clock }: Pick<Context, 'db' | 'actor' | 'clock'>,
  campaignId: string | undefined,
) {
  const guard = visible(actor, 3);
  const rows = await run<{
    person_id: string | null;
    state: WorkOrderState;
    orders: number;
    overdue: number;
    accepted: number;
  }>(
    db,
    `select person_id, state, count(*) as orders,
       count(*) filter (where due_on < $1::date and state in ('released', 'accepted', 'in_progress')) as overdue,
       count(*) filter (where result = 'accepted') as accepted
     from work_order where ($2::text is null or campaign_id = $2) and ${guard.text} group by person_id, state`,
    [clock.now().toISOString().slice(0, 10), campaignId ?? null, ...guard.values],
  );
  const people = new Map(
    (await readPeople(db, { ids: [...new Set(rows.flatMap((row) => row.person_id ?? []))] })).map((person) => [
      person.id,
      person.name,
    ]),
  );
  return [...Map.groupBy(rows, (row) => row.person_id)].map(([personId, own]) => ({
    personId,
    name: (personId !== null && people.get(personId)) || null,
    counts: Object.fromEntries(own.map((row) => [row.state, Number(row.orders)])),
    overdue: own.reduce((sum, row) => sum + Number(row.overdue), 0),
    accepted: own.reduce((sum, row) => sum + Number(row.accepted), 0),
  }));
}

/** Released orders and their results by campaign: the port by which campaigns count. */
export async function progress(
  db: Db,
  campaignIds: readonly string[],
): Promise<Map<string, { released: number; done: number; accepted: number }>> {
  const rows = await run<{ campaign_id: string; released: number; done: number; accepted: number }>(
    db,
    `select campaign_id, count(*) as released, count(*) filter (where result is not null) as done, count(*) filter (where result = 'accepted') as accepted
     from work_order where campaign_id in (select jsonb_array_elements_text($1::text::jsonb)) group by campaign_id`,
    [JSON.stringify(campaignIds)],
  );
  return new Map(
    rows.map((row) => [
      row.campaign_id,
      { released: Number(row.released), done: Number(row.done), accepted: Number(row.accepted) },
    ]),
  );
}
