import type { ClientAction, PhoneOrder, WorkOrderState } from '#contract';
import type { Card, Conflict, Work } from './work.ts';

/*
 * How two accounts of one order become one, field by field: of each field the newest word counts, by when it happened.
 * The server decides by the same rule (work-order.ts); what is still in the queue is laid over what the server last said.
 */

export const openStates: ReadonlySet<WorkOrderState> = new Set(['released', 'accepted', 'in_progress']);
export const isOpen = (order: { readonly state: WorkOrderState }): boolean => openStates.has(order.state);

const reached = { accept: 'accepted', start: 'in_progress', step: 'in_progress' } as const;
const progress: Partial<Record<WorkOrderState, number>> = { released: 1, accepted: 2, in_progress: 3 };

/** The card as it stands with this action. What happened before the order went on, or after it was closed, changes nothing. */
function withAction<T extends Card>(order: T, action: ClientAction): T {
  if (order.closedAt !== null && Date.parse(action.at) >= Date.parse(order.closedAt)) return order;
  if (action.kind === 'return')
    return order.state === 'done' ? order : { ...order, state: 'returned', closedAt: action.at };
  if (action.kind === 'result') return withResult(order, action);
  const state = reached[action.kind];
  return isOpen(order) && (progress[state] ?? 0) > (progress[order.state] ?? 0) ? { ...order, state } : order;
}

function withResult<T extends Card>(order: T, { at, result }: ClientAction): T {
  if (!result || order.state === 'returned') return order;
  if (order.doneAt !== null && Date.parse(order.doneAt) > Date.parse(at)) return order;
  const followUpOn = result.kind === 'considering' ? (result.followUpOn ?? null) : null;
  return {
    ...order,
    state: followUpOn === null ? 'done' : 'in_progress',
    result: result.kind,
    declineReason: result.declineReason ?? null,
    followUpOn,
    dueOn: followUpOn !== null && followUpOn > order.dueOn ? followUpOn : order.dueOn,
    doneAt: at,
    closedAt: null,
  };
}

const byTime = (actions: readonly ClientAction[]) => [...actions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

/** An order's card with what is still in the queue for it. */
export const withPending = <T extends Card>(card: T, actions: readonly ClientAction[]): T =>
  byTime(actions).reduce(withAction, card);

/** The whole order with what is still in the queue: its form and steps too, field by field. */
export function detailWithPending(order: PhoneOrder, actions: readonly ClientAction[]): PhoneOrder {
  const feedback = { ...order.feedback };
  const stepsDone = { ...order.stepsDone };
  for (const action of byTime(actions)) {
    if (action.kind === 'step' && action.step !== undefined) stepsDone[action.step] ??= action.at;
    for (const [field, value] of Object.entries(action.result?.feedback ?? {}))
      if (value !== null) feedback[field] = value;
  }
  return { ...withPending(order, actions), feedback, stepsDone };
}

/**
 * Whether an own result that had counted has been replaced by another, on a second phone or by the office: then it is
 * shown. The same result told again, or an older one, is no news.
 */
export function replacedResult(own: ClientAction, server: Card, now: string): Conflict | undefined {
  if (own.result === undefined || server.result === null || server.doneAt === null) return undefined;
  if (server.result === own.result.kind || Date.parse(server.doneAt) <= Date.parse(own.at)) return undefined;
  return {
    id: `${own.id}.replaced`,
    at: now,
    kind: 'replaced',
    work: { kind: 'action', action: own },
    customerName: server.customerName,
    problem: null,
    theirs: {
      state: server.state,
      result: server.result,
      at: server.doneAt,
      person: null,
      why: null,
      counts: 'theirs',
    },
  };
}

/** The actions of the queue by order. */
export function actionsByOrder(works: readonly Work[]): ReadonlyMap<string, ClientAction[]> {
  const actions = works.flatMap((work) => (work.kind === 'action' ? [work.action] : []));
  return Map.groupBy(actions, (action) => action.workOrderId);
}
