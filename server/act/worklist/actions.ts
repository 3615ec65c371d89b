import type { ClientAction, Theirs, WorkOrderState } from '#contract';
import { recordContacts, refuse, type Contact } from '#act/channels';
import { sees, type Context } from '#platform/context';
import { publish } from '#platform/outbox';
import type { Db } from '#platform/records';
import { feedbackProblem, feedbackRows, formsOf, type Form } from './feedback.ts';
import { readOther, theirsOf, type Other } from './theirs.ts';
import { decide, isOpen, type OrderState, type Refusal } from './work-order.ts';
import {
  actionsAmong,
  closeOpen,
  lockOrders,
  orderState,
  saveActions,
  saveStates,
  type WorkOrderTable,
} from './work-order-store.ts';

export interface ActionResult {
  readonly id: string;
  readonly status: 'applied' | 'repeated' | 'refused';
  readonly state: WorkOrderState | null;
  readonly problem: Refusal | null;
  readonly theirs: Theirs | null;
}
type Actors = Pick<Context, 'actor' | 'db' | 'clock' | 'events'>;

/** What the batch comes to, gathered in memory and written in a few statements. */
interface Outcome {
  readonly orders: ReadonlyMap<string, WorkOrderTable>;
  readonly other: Other;
  readonly states: Map<string, OrderState>;
  readonly changed: Map<string, OrderState>;
  readonly closedHere: Set<string>;
  readonly contacts: Contact[];
  readonly feedback: object[];
  readonly refusals: { order: WorkOrderTable; at: Date; note: string | undefined }[];
  readonly logged: unknown[][];
}

/**
 * Takes what was done on a phone, in the order in which it happened, in one transaction. An action that was told
 * before gets the same answer again; one that cannot be is answered with its reason and does not hold up the others.
 */
export async function sendActions(context: Actors, actions: readonly ClientAction[]): Promise<ActionResult[]> {
  return context.db.transaction().execute(async (trx) => {
    const orders = await lockOrders(trx, [...new Set(actions.map((action) => action.workOrderId))]);
    const told = await actionsAmong(
      trx,
      actions.map((action) => action.id),
    );
    const forms = await formsOf(trx, [...new Set([...orders.values()].map((order) => order.campaign_id))]);
    const outcome: Outcome = {
      orders,
      other: await readOther(trx, [...orders.values()], context.actor.personId),
      states: new Map([...orders].map(([id, row]) => [id, orderState(row)])),
      changed: new Map(),
      closedHere: new Set(),
      contacts: [],
      feedback: [],
      refusals: [],
      logged: [],
    };
    const answers = new Map<string, ActionResult>();
    for (const action of [...actions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
      const before = told.get(action.id);
      if (answers.has(action.id)) continue;
      const answer: ActionResult = before
        ? {
            id: action.id,
            status: before.status === 'applied' ? 'repeated' : 'refused',
            state: before.state,
            problem: before.problem,
            theirs: before.theirs,
          }
        : take(context, outcome, action, forms);
      answers.set(action.id, answer);
    }
    await write(trx, context, outcome);
    return actions.map((action) => answers.get(action.id) as ActionResult);
  });
}

function take(
  { actor, clock }: Actors,
  outcome: Outcome,
  action: ClientAction,
  forms: ReadonlyMap<string, Form>,
): ActionResult {
  const order = outcome.orders.get(action.workOrderId);
  const state = outcome.states.get(action.workOrderId);
  if (!order || !state || !maySee(actor, order)) {
    return log(
      outcome,
      action,
      actor,
      { refused: { code: 'no-such-work-order', message: `There is no work order ${action.workOrderId} for you.` } },
      null,
    );
  }
  const wrong = feedbackProblem(forms.get(order.campaign_id), action);
  const doer = { personId: actor.personId, forOthers: actor.permissions.has('work.assign') };
  const decision = wrong ? { refused: wrong } : decide(state, action, doer, clock.now());
  const theirs = theirsOf(state, action, 'refused' in decision ? decision.refused : undefined, {
    person: outcome.other.people.get(order.person_id ?? '') ?? null,
    why: outcome.other.why.get(order.id) ?? (outcome.closedHere.has(order.id) ? 'do-not-disturb' : null),
  });
  if ('refused' in decision) return log(outcome, action, actor, decision, state.state, theirs);
  if (decision.next !== state) {
    outcome.states.set(order.id, decision.next);
    outcome.changed.set(order.id, decision.next);
  }
  if (decision.contact && action.result) takeResult(outcome, order, action, actor.personId);
  return log(outcome, action, actor, undefined, decision.next.state, theirs);
}

/** Frontline people see their own orders, those they had before, and their grid's pool; others their subtree's. */
function maySee(actor: Actors['actor'], order: WorkOrderTable): boolean {
  if (!sees(actor, order.org_unit_id) && order.person_id !== actor.personId) return false;
  if (actor.permissions.has('work.assign')) return sees(actor, order.org_unit_id);
  return order.person_id === null || order.person_id === actor.personId || order.previous_person_id === actor.personId;
}

function takeResult(outcome: Outcome, order: WorkOrderTable, action: ClientAction, personId: string | null): void {
  const { result } = action;
  if (!result) return;
  const at = new Date(action.at);
  outcome.contacts.push({
    contactId: action.id,
    customerKey: order.customer_key,
    customerId: order.customer_id,
    orgUnitId: order.org_unit_id,
    campaign: order.campaign_id,
    workOrderId: order.id,
    channel: order.channel,
    personId: personId ?? order.person_id,
    happenedAt: at,
    result: result.kind,
    claimedSuccess: result.kind === 'accepted',
  });
  outcome.feedback.push(...feedbackRows(order, action, personId));
  if (result.kind !== 'do_not_disturb') return;
  outcome.refusals.push({ order, at, note: result.note });
  // The rest of this batch must find the customer's other orders closed; the store closes them when it is written.
  for (const [id, other] of outcome.orders) {
    const state = outcome.states.get(id);
    if (id === order.id || other.customer_key !== order.customer_key || !state || !isOpen(state.state)) continue;
    outcome.states.set(id, { ...state, state: 'cancelled', closedAt: at });
    outcome.closedHere.add(id);
  }
}

function log(
  outcome: Outcome,
  action: ClientAction,
  actor: Actors['actor'],
  decision: { refused: Refusal } | undefined,
  state: WorkOrderState | null,
  theirs: Theirs | null = null,
): ActionResult {
  const status = decision ? 'refused' : 'applied';
  const problem = decision?.refused ?? null;
  const { id, workOrderId, kind, at, seenResultAt: _, ...detail } = action;
  outcome.logged.push([
    id,
    workOrderId,
    actor.personId,
    actor.login,
    kind,
    new Date(at),
    new Date(),
    status,
    state,
    problem && JSON.stringify(problem),
    theirs && JSON.stringify(theirs),
    JSON.stringify(detail),
  ]);
  return { id, status, state, problem, theirs };
}

async function write(trx: Db, { actor, clock, events }: Actors, outcome: Outcome): Promise<void> {
  const now = clock.now();
  for (const row of outcome.logged) row[6] = now;
  await saveStates(trx, outcome.changed);
  await saveActions(trx, outcome.logged);
  await recordContacts(trx, outcome.contacts);
  await publish(trx, 'entity_feedback', outcome.feedback);
  const touched = [...outcome.changed.keys()]
    .map((id) => outcome.orders.get(id))
    .filter((order) => order !== undefined);
  for (const { order, at, note } of outcome.refusals) {
    const refusal = {
      customerKey: order.customer_key,
      customerId: order.customer_id,
      channel: null,
      at,
      by: actor.login,
      note,
    };
    touched.push(...(await refuseCustomer(trx, refusal, order.id)).map((row) => ({ ...order, ...row })));
  }
  const units = Map.groupBy(touched, (order) => order.org_unit_id);
  for (const [orgUnitId, orders] of units) {
    await events.emit(
      {
        type: 'work-order',
        orgUnitId,
        campaignId: orders[0]?.campaign_id ?? null,
        count: orders.length,
        ids: orders.slice(0, 50).map((order) => order.id),
      },
      trx,
    );
  }
}

/** A final refusal: the ledger knows it, messages and open work orders go, all in the caller's transaction. */
export async function refuseCustomer(
  trx: Db,
  refusal: Parameters<typeof refuse>[1],
  exceptOrder = '',
): Promise<{ id: string; org_unit_id: string | null }[]> {
  await refuse(trx, refusal);
  return closeOpen(
    trx,
    { customerKeys: [refusal.customerKey], channel: refusal.channel, except: exceptOrder },
    { state: 'cancelled', by: refusal.by, at: refusal.at, why: 'do-not-disturb' },
  );
}

/** Told to the office. The key is of a customer that the viewer may see: the caller has looked that up. */
export async function putDoNotDisturb(
  { db, actor, clock }: Pick<Context, 'db' | 'actor' | 'clock'>,
  customerKey: number,
  input: { customerId: string; channel: Parameters<typeof refuse>[1]['channel']; note?: string | undefined },
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const closed = await refuseCustomer(trx, {
      customerKey,
      customerId: input.customerId,
      channel: input.channel,
      at: clock.now(),
      by: actor.login,
      note: input.note,
    });
    return closed.length;
  });
}

declare module '#platform/outbox' {
  interface EventMap {
    'work-order': { orgUnitId: string | null; campaignId: string | null; count: number; ids: readonly string[] };
  }
}
