import type { ClientAction, Text2, Theirs } from '#contract';
import { readPeople } from '#know/organisation';
import { run, type Db } from '#platform/records';
import type { OrderState, Refusal } from './work-order.ts';
import { isOpen } from './work-order.ts';
import type { WorkOrderTable } from './work-order-store.ts';

/** What the other side of a conflict is told by: names of those who have the orders, and why closed ones were closed. */
export interface Other {
  readonly people: ReadonlyMap<string, Text2>;
  readonly why: ReadonlyMap<string, string>;
}

/** Of the orders of a batch. Nobody needs the own name, and open orders have no reason. */
export async function readOther(trx: Db, orders: readonly WorkOrderTable[], self: string | null): Promise<Other> {
  const others = [...new Set(orders.flatMap((order) => order.person_id ?? []))].filter((id) => id !== self);
  const closed = orders.filter((order) => !isOpen(order.state)).map((order) => order.id);
  const people = others.length > 0 ? await readPeople(trx, { ids: others }) : [];
  const events =
    closed.length > 0
      ? await run<{ id: string; why: string | null }>(
          trx,
          `select distinct on (work_order_id) work_order_id as id, detail ->> 'why' as why from work_order_event
           where work_order_id in (select jsonb_array_elements_text($1::text::jsonb)) and kind in ('cancelled', 'expired')
           order by work_order_id, id desc`,
          [JSON.stringify(closed)],
        )
      : [];
  return {
    people: new Map(people.map((person) => [person.id, person.name])),
    why: new Map(events.flatMap(({ id, why }) => (why === null ? [] : [[id, why]]))),
  };
}

const againstTheOrder: ReadonlySet<string> = new Set(['reassigned', 'work-order-closed', 'already-done']);

/**
 * What stood against an action: for a refused one the order as it is; for a result that was taken, another result that
 * the person had not seen. Which of two results counts is decided by when they happened; that both are shown, here.
 */
export function theirsOf(
  before: OrderState,
  action: ClientAction,
  refused: Refusal | undefined,
  told: { readonly person: Text2 | null; readonly why: string | null },
): Theirs | null {
  const { state, result, resultAt, closedAt, assignedAt } = before;
  if (refused) {
    if (!againstTheOrder.has(refused.code)) return null;
    const at = refused.code === 'reassigned' ? assignedAt : (closedAt ?? resultAt);
    return { state, result, at: at?.toISOString() ?? null, ...told, counts: 'theirs' };
  }
  if (action.kind !== 'result' || action.seenResultAt === undefined || resultAt === null) return null;
  const seen = action.seenResultAt === null ? undefined : Date.parse(action.seenResultAt);
  if (result === action.result?.kind || seen === resultAt.getTime()) return null;
  const counts = resultAt.getTime() > Date.parse(action.at) ? 'theirs' : 'yours';
  return { state, result, at: resultAt.toISOString(), ...told, counts };
}
