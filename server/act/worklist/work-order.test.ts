import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientAction } from '#contract';
import { decide, isOpen, type Doer, type OrderState } from './work-order.ts';

const released: OrderState = {
  state: 'released',
  personId: 'li',
  previousPersonId: null,
  assignedAt: new Date('2026-10-01T00:00:00Z'),
  dueOn: '2026-10-10',
  result: null,
  declineReason: null,
  followUpOn: null,
  resultAt: null,
  closedAt: null,
};
const li: Doer = { personId: 'li', forOthers: false };
const now = new Date('2026-10-09T12:00:00Z');
const action = (given: Partial<ClientAction>): ClientAction => ({
  id: crypto.randomUUID(),
  workOrderId: 'w',
  at: '2026-10-05T10:00:00Z',
  kind: 'accept',
  ...given,
});
const result = (kind: NonNullable<ClientAction['result']>['kind'], at: string, more: object = {}) =>
  action({
    kind: 'result',
    at,
    result: { kind, feedback: {}, ...(kind === 'declined' && { declineReason: 'price' }), ...more },
  });
function apply(order: OrderState, ...actions: ClientAction[]): OrderState {
  return actions.reduce((state, one) => {
    const decision = decide(state, one, li, now);
    return 'next' in decision ? decision.next : state;
  }, order);
}

describe('a work order', () => {
  test('goes from released over accepted and in progress to done', () => {
    const states = ['accept', 'start'].map((kind) => apply(released, action({ kind: kind as 'accept' })).state);
    expect(states).toEqual(['accepted', 'in_progress']);
    expect(apply(released, result('accepted', '2026-10-05T10:00:00Z')).state).toBe('done');
  });

  test('stays open until the follow-up day of somebody who considers', () => {
    const order = apply(released, result('considering', '2026-10-05T10:00:00Z', { followUpOn: '2026-10-20' }));
    expect(order).toMatchObject({ state: 'in_progress', dueOn: '2026-10-20', result: 'considering' });
    expect(apply(order, result('accepted', '2026-10-08T10:00:00Z'))).toMatchObject({
      state: 'done',
      result: 'accepted',
      followUpOn: null,
    });
  });

  test('keeps the newest result, whichever arrives last', () => {
    const early = result('declined', '2026-10-05T10:00:00Z');
    const late = result('accepted', '2026-10-06T10:00:00Z');
    expect(apply(released, late, early).result).toBe('accepted');
    expect(apply(released, early, late).result).toBe('accepted');
  });

  test('that was cancelled takes what had happened before, and refuses what came after', () => {
    const cancelled: OrderState = { ...released, state: 'cancelled', closedAt: new Date('2026-10-06T00:00:00Z') };
    expect(apply(cancelled, result('accepted', '2026-10-05T10:00:00Z')).state).toBe('done');
    expect(decide(cancelled, result('accepted', '2026-10-07T10:00:00Z'), li, now)).toMatchObject({
      refused: { code: 'work-order-closed' },
    });
  });

  test('that was given to somebody else takes what the first had done before, and nothing after', () => {
    const moved: OrderState = {
      ...released,
      personId: 'wang',
      previousPersonId: 'li',
      assignedAt: new Date('2026-10-06T00:00:00Z'),
    };
    expect(decide(moved, result('accepted', '2026-10-05T10:00:00Z'), li, now)).toMatchObject({
      next: { state: 'done', personId: 'wang' },
    });
    expect(decide(moved, result('accepted', '2026-10-07T10:00:00Z'), li, now)).toMatchObject({
      refused: { code: 'reassigned' },
    });
  });

  test('of the pool belongs to whoever takes it first', () => {
    expect(apply({ ...released, personId: null }, action({})).personId).toBe('li');
  });

  test('refuses a refusal without its reason, and what the phone says of the future', () => {
    expect(
      decide(released, action({ kind: 'result', result: { kind: 'declined', feedback: {} } }), li, now),
    ).toMatchObject({ refused: { code: 'reason-needed' } });
    expect(decide(released, action({ at: '2026-10-09T13:00:00Z' }), li, now)).toMatchObject({
      refused: { code: 'in-the-future' },
    });
  });

  test('ends the same in whatever order the actions of its results arrive', () => {
    const kinds = fc.constantFrom(
      'accepted' as const,
      'declined' as const,
      'unreachable' as const,
      'wrong_details' as const,
    );
    const actions = fc.uniqueArray(fc.record({ minute: fc.integer({ min: 0, max: 5000 }), kind: kinds }), {
      selector: ({ minute }) => minute,
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(actions, fc.infiniteStream(fc.nat()), (steps, shuffle) => {
        const told = steps.map(({ minute, kind }) =>
          result(kind, new Date(Date.parse('2026-10-02T00:00:00Z') + minute * 60_000).toISOString()),
        );
        const mixed = told
          .map((one) => [shuffle.next().value, one] as const)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, one]) => one);
        expect(apply(released, ...mixed)).toEqual(apply(released, ...told));
      }),
    );
  });

  test('never opens again by accepting, starting or a step', () => {
    const closed = fc.constantFrom('done' as const, 'expired' as const, 'cancelled' as const, 'returned' as const);
    fc.assert(
      fc.property(closed, fc.constantFrom('accept' as const, 'start' as const, 'step' as const), (state, kind) => {
        expect(isOpen(apply({ ...released, state }, action({ kind })).state)).toBe(false);
      }),
    );
  });
});
