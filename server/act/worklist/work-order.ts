import type { ClientAction, ResultKind, WorkOrderState } from '#contract';

/** What decides about an order, and nothing else. */
export interface OrderState {
  readonly state: WorkOrderState;
  readonly personId: string | null;
  readonly previousPersonId: string | null;
  readonly assignedAt: Date;
  readonly dueOn: string;
  readonly result: ResultKind | null;
  readonly declineReason: string | null;
  readonly followUpOn: string | null;
  readonly resultAt: Date | null;
  readonly closedAt: Date | null;
}

export interface Doer {
  readonly personId: string | null;
  /** May act on any order of the subtree, not only on the own ones. */
  readonly forOthers: boolean;
}

export type Refusal = { readonly code: string; readonly message: string };
export type Decision =
  | { readonly refused: Refusal }
  | {
      readonly next: OrderState;
      /** The action is a contact of the customer: it has a result that counts. */
      readonly contact: boolean;
    };

export const openStates: readonly WorkOrderState[] = ['planned', 'released', 'accepted', 'in_progress'];
export const isOpen = (state: WorkOrderState) => openStates.includes(state);

/** How far an order is; an action never takes it back. */
const progress: Readonly<Record<WorkOrderState, number>> = {
  planned: 0,
  released: 1,
  accepted: 2,
  in_progress: 3,
  done: 4,
  expired: 4,
  cancelled: 4,
  returned: 4,
};
const reached: Readonly<Record<'accept' | 'start' | 'step', WorkOrderState>> = {
  accept: 'accepted',
  start: 'in_progress',
  step: 'in_progress',
};

/** Phones' clocks differ; what claims to come from further ahead than this is wrong. */
const clockToleranceMs = 10 * 60_000;

/** What an action makes of an order, given when it happened and by whom. Pure. */
export function decide(order: OrderState, action: ClientAction, doer: Doer, now: Date): Decision {
  const at = new Date(action.at);
  if (at.getTime() > now.getTime() + clockToleranceMs)
    return refused('in-the-future', `It says it happened at ${action.at}: check the phone's clock.`);
  const theirs = ownership(order, doer, at);
  if (theirs) return theirs;
  if (order.closedAt !== null && at >= order.closedAt)
    return refused('work-order-closed', `The work order was ${order.state} before this happened.`);
  const owner = order.personId ?? doer.personId;
  if (action.kind === 'result') return withResult({ ...order, personId: owner }, action, at);
  if (action.kind === 'return') return returned(order, at);
  const state = reached[action.kind];
  // What happened before the order went on is history: true, but it changes nothing any more.
  const next = progress[state] > progress[order.state] ? { ...order, personId: owner, state } : order;
  return { next, contact: false };
}

function ownership(order: OrderState, doer: Doer, at: Date): Decision | undefined {
  if (doer.forOthers || order.personId === null || order.personId === doer.personId) return undefined;
  if (order.previousPersonId === doer.personId && at < order.assignedAt) return undefined;
  return refused('reassigned', 'The work order had been given to somebody else before this happened.');
}

function withResult(order: OrderState, action: ClientAction, at: Date): Decision {
  const { result } = action;
  if (!result) return refused('no-result', 'A result action carries no result.');
  if (result.kind === 'declined' && result.declineReason === undefined)
    return refused('reason-needed', 'A declined offer needs its reason.');
  if (order.state === 'returned') return refused('work-order-closed', 'The work order was returned.');
  if (order.resultAt !== null && order.resultAt > at) return { next: order, contact: true };
  const followUp = result.kind === 'considering' ? (result.followUpOn ?? null) : null;
  const next: OrderState = {
    ...order,
    state: followUp === null ? 'done' : 'in_progress',
    result: result.kind,
    declineReason: result.declineReason ?? null,
    followUpOn: followUp,
    dueOn: followUp !== null && followUp > order.dueOn ? followUp : order.dueOn,
    resultAt: at,
    closedAt: null,
  };
  return { next, contact: true };
}

function returned(order: OrderState, at: Date): Decision {
  if (order.state === 'done') return refused('already-done', 'The work order is done; it cannot be returned.');
  return { next: { ...order, state: 'returned', closedAt: at }, contact: false };
}

const refused = (code: string, message: string): Decision => ({ refused: { code, message } });
