import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientAction, PhoneOrder } from '#contract';
import { detailWithPending, replacedResult, withPending } from './merge.ts';

const order: PhoneOrder = {
  id: 'october.1',
  campaignId: 'october',
  customerId: 'c1',
  customerName: '吴杰霞',
  personId: 'li',
  orgUnitId: 'g1',
  channel: 'field',
  offerId: 'data-10g',
  state: 'released',
  day: '2026-10-05',
  dueOn: '2026-10-12',
  wave: 1,
  result: null,
  doneAt: null,
  version: 1,
  phone: null,
  address: null,
  longitude: null,
  latitude: null,
  tenureMonths: null,
  valueFen: 0,
  minutes: 20,
  facts: {},
  refused: [],
  lastContacts: [],
  closedAt: null,
  declineReason: null,
  followUpOn: null,
  feedback: {},
  stepsDone: {},
  closedWhy: null,
};
const at = (minute: number) => new Date(Date.parse('2026-10-05T08:00:00Z') + minute * 60_000).toISOString();
const action = (minute: number, given: Partial<ClientAction>): ClientAction => ({
  id: crypto.randomUUID(),
  workOrderId: order.id,
  at: at(minute),
  kind: 'start',
  ...given,
});
type Kind = NonNullable<ClientAction['result']>['kind'];
const result = (minute: number, kind: Kind, feedback: Record<string, string> = {}, followUpOn?: string) =>
  action(minute, { kind: 'result', result: { kind, feedback, ...(followUpOn && { followUpOn }) } });

describe('what is still in the queue, laid over what the server last said', () => {
  test('shows an order as the person left it', () => {
    expect(withPending(order, [action(1, { kind: 'accept' })]).state).toBe('accepted');
    expect(withPending(order, [action(1, {}), result(5, 'accepted')])).toMatchObject({
      state: 'done',
      result: 'accepted',
      doneAt: at(5),
    });
    expect(withPending(order, [result(5, 'considering', {}, '2026-10-20')])).toMatchObject({
      state: 'in_progress',
      followUpOn: '2026-10-20',
      dueOn: '2026-10-20',
    });
    expect(withPending(order, [action(3, { kind: 'return' })]).state).toBe('returned');
  });

  test('joins forms field by field, and of each field the newest answer counts', () => {
    const told = detailWithPending({ ...order, feedback: { rival: 'A', spends: '30' } }, [
      result(9, 'declined', { spends: '50' }),
      result(5, 'considering', { spends: '40', card: 'two' }),
    ]);
    expect(told.feedback).toEqual({ rival: 'A', spends: '50', card: 'two' });
    expect(told.result).toBe('declined');
  });

  test('keeps what the server has where that is newer, and what it closed before', () => {
    const newer = { ...order, state: 'done' as const, result: 'accepted' as const, doneAt: at(30) };
    expect(withPending(newer, [result(10, 'declined')])).toBe(newer);
    const cancelled = { ...order, state: 'cancelled' as const, closedAt: at(20) };
    expect(withPending(cancelled, [result(25, 'accepted'), action(26, {})])).toBe(cancelled);
    expect(withPending(cancelled, [result(15, 'accepted')])).toMatchObject({ state: 'done', result: 'accepted' });
  });

  test('comes to the same in whatever order the queue is read', () => {
    const kinds = fc.constantFrom<Kind>('accepted', 'declined', 'unreachable', 'wrong_details');
    const steps = fc.uniqueArray(fc.record({ minute: fc.nat(500), kind: kinds }), {
      selector: ({ minute }) => minute,
      maxLength: 6,
    });
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), (given, chance) => {
        const actions = given.map(({ minute, kind }) => result(minute, kind, { last: kind, [kind]: 'yes' }));
        const mixed = actions
          .map((one) => [Number(chance.next().value), one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(detailWithPending(order, mixed)).toEqual(detailWithPending(order, actions));
      }),
    );
  });
});

describe('an own result that had counted', () => {
  const own = result(5, 'accepted');
  const server = (given: object) => ({ ...order, state: 'done' as const, ...given });

  test('is shown beside a newer one that took its place', () => {
    expect(replacedResult(own, server({ result: 'declined', doneAt: at(9) }), at(20))).toMatchObject({
      kind: 'replaced',
      theirs: { result: 'declined', at: at(9), counts: 'theirs' },
    });
  });

  test('is no news when it is told back, confirmed, or the server has an older one', () => {
    expect(replacedResult(own, server({ result: 'accepted', doneAt: at(5) }), at(20))).toBeUndefined();
    expect(replacedResult(own, server({ result: 'accepted', doneAt: at(9) }), at(20))).toBeUndefined();
    expect(replacedResult(own, server({ result: 'declined', doneAt: at(2) }), at(20))).toBeUndefined();
    expect(replacedResult(own, order, at(20))).toBeUndefined();
  });
});
