import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClientAction, Person } from '#contract';
import { permissions } from '#platform/access';
import type { Actor, Context } from '#platform/context';
import { openEvents, type Events } from '#platform/outbox';
import { run, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { putPeople, putUnits } from '#know/organisation';
import { sendActions } from './actions.ts';
import { workOrderPort } from './dispatch.ts';
import { prepareWorklist, target } from './testing-world.ts';
import { reassignWorkOrders, visible, workBoard } from './work-list.ts';
import type { WorkOrderTable } from './work-order-store.ts';

const now = new Date('2026-10-20T12:00:00Z');
const clock = { now: () => now };
const actor = (login: string, personId: string | null, roles: Actor['roles'], units: string[]): Actor => ({
  accountId: login,
  login,
  personId,
  name: { en: login, zh: login },
  roles,
  permissions: permissions(roles),
  orgUnitId: units[0] ?? '',
  scope: { kind: 'units', units },
});
const li = actor('li', 'li', ['frontline'], ['g1']);
const wang = actor('wang', 'wang', ['frontline'], ['g1']);
const far = actor('far', 'far', ['frontline'], ['g2']);
const manager = actor('manager', null, ['grid-manager'], ['b1', 'g1']);
const action = (workOrderId: string, given: Partial<ClientAction> = {}): ClientAction => ({
  id: randomUUID(),
  workOrderId,
  at: '2026-10-05T10:00:00Z',
  kind: 'accept',
  ...given,
});
const result = (
  workOrderId: string,
  kind: NonNullable<ClientAction['result']>['kind'],
  given: Partial<ClientAction> = {},
  feedback: Record<string, string> = {},
) =>
  action(workOrderId, {
    kind: 'result',
    result: { kind, feedback, ...(kind === 'declined' && { declineReason: 'price' as const }) },
    ...given,
  });

describe.each(recordStores())('the worklist on $name', ({ open }) => {
  let store: RecordStore;
  let events: Events;
  const as = (who: Actor): Pick<Context, 'actor' | 'db' | 'clock' | 'events'> => ({
    actor: who,
    db: store.db,
    clock,
    events,
  });
  const order = async (id: string) =>
    (await run<WorkOrderTable>(store.db, 'select * from work_order where id = $1', [id]))[0];
  const count = async (table: string, where = 'true') =>
    Number((await run<{ n: number }>(store.db, `select count(*) as n from ${table} where ${where}`))[0]?.n);

  beforeAll(async () => {
    store = await open();
    await prepareWorklist(store, now);
    events = await openEvents(store, (error) => {
      throw error;
    });
    const everything = { db: store.db, actor: { ...li, scope: { kind: 'everything' as const } } };
    const unit = (id: string, parentId: string | null, kind: 'local-network' | 'branch' | 'grid') => ({
      id,
      parentId,
      kind,
      name: { en: id, zh: id },
      longitude: null,
      latitude: null,
    });
    await putUnits(everything, [
      unit('city', null, 'local-network'),
      unit('b1', 'city', 'branch'),
      unit('b2', 'city', 'branch'),
      unit('g1', 'b1', 'grid'),
      unit('g2', 'b2', 'grid'),
    ]);
    const person = (id: string, orgUnitId: string): Person => ({
      id,
      orgUnitId,
      name: { en: id, zh: id },
      role: 'frontline',
      dailyMinutes: 420,
      active: true,
    });
    await putPeople(everything, [person('li', 'g1'), person('wang', 'g1'), person('far', 'g2')]);
  });
  beforeEach(async () => {
    await store.execute(
      'truncate work_order, client_action, work_order_event, contact, do_not_disturb, message, outbox',
    );
    const targets = [target(1, 'li', 'g1'), target(2, 'li', 'g1'), target(3, null, 'g1'), target(4, 'far', 'g2')];
    await store.db.transaction().execute(async (trx) => {
      for (const id of ['october', 'november'])
        await workOrderPort.create(trx, { id, version: 1, releasedAt: new Date('2026-10-01T00:00:00Z') }, targets);
    });
  });
  afterAll(async () => {
    await events.stop();
    await store.close();
  });

  test('makes one order of a target, however often it is released', async () => {
    const again = target(1, 'li', 'g1');
    expect(
      await store.db
        .transaction()
        .execute((trx) => workOrderPort.create(trx, { id: 'october', version: 1, releasedAt: now }, [again])),
    ).toBe(0);
    expect(await count('work_order')).toBe(8);
  });

  test('counts an action once, however often and however mixed it is told, and gives the same answer', async () => {
    const told = [
      action('october.1'),
      result('october.1', 'accepted', { at: '2026-10-05T11:00:00Z' }, { rival: 'A' }),
      result('october.2', 'declined'),
    ];
    const [first] = [await sendActions(as(li), told)];
    expect(first?.map(({ status, state }) => [status, state])).toEqual([
      ['applied', 'accepted'],
      ['applied', 'done'],
      ['applied', 'done'],
    ]);
    const again = await sendActions(as(li), [...told, ...told].toReversed());
    expect(again.every(({ status }) => status === 'repeated')).toBe(true);
    expect([
      await count('contact'),
      await count('client_action'),
      await count('outbox', `topic = 'contact'`),
      await count('outbox', `topic = 'entity_feedback'`),
    ]).toEqual([2, 3, 2, 1]);
  });

  test('cancels the customer’s other orders at once on do not disturb, in the same batch too', async () => {
    const answers = await sendActions(as(li), [
      result('october.1', 'do_not_disturb'),
      result('november.1', 'accepted', { at: '2026-10-06T10:00:00Z' }),
    ]);
    expect(answers.map(({ status, problem }) => [status, problem?.code ?? null])).toEqual([
      ['applied', null],
      ['refused', 'work-order-closed'],
    ]);
    expect(await order('november.1')).toMatchObject({ state: 'cancelled', result: null });
    expect(await order('november.2')).toMatchObject({ state: 'released' });
    expect(await count('do_not_disturb', 'customer_key = 1 and channel is null')).toBe(1);
    expect(await count('work_order_event', `work_order_id = 'november.1' and kind = 'cancelled'`)).toBe(1);
  });

  test('lets nobody act on the order of somebody else, nor tells whether it exists', async () => {
    const [other] = await sendActions(as(far), [action('october.1')]);
    const [none] = await sendActions(as(far), [action('october.99')]);
    expect([other?.problem?.code, none?.problem?.code]).toEqual(['no-such-work-order', 'no-such-work-order']);
    expect((await order('october.1'))?.state).toBe('released');
  });

  test('gives a pool order to whoever takes it first', async () => {
    expect((await sendActions(as(wang), [action('october.3')]))[0]?.status).toBe('applied');
    expect((await sendActions(as(li), [action('october.3', { at: '2026-10-05T12:00:00Z' })]))[0]?.problem?.code).toBe(
      'no-such-work-order',
    );
    expect((await order('october.3'))?.person_id).toBe('wang');
  });

  test('takes what was done before the order was given to somebody else, and refuses what came after', async () => {
    expect(
      await reassignWorkOrders(
        { ...as(manager), actor: manager },
        { workOrderIds: ['october.1', 'october.2', 'october.4'], personId: 'wang' },
      ),
    ).toBe(2);
    expect((await order('october.4'))?.person_id).toBe('far');
    const [before, after] = await sendActions(as(li), [
      result('october.1', 'accepted'),
      result('october.2', 'accepted', { at: '2026-10-20T12:05:00Z' }),
    ]);
    expect([before?.status, after?.problem?.code]).toEqual(['applied', 'reassigned']);
    await expect(
      reassignWorkOrders({ ...as(manager), actor: manager }, { workOrderIds: ['october.2'], personId: 'far' }),
    ).rejects.toMatchObject({ code: 'no-such-person' });
  });

  test('refuses feedback that the form does not know, and keeps the rest of the batch', async () => {
    const answers = await sendActions(as(li), [
      result('october.1', 'accepted', {}, { rival: 'C' }),
      result('october.2', 'accepted'),
    ]);
    expect(answers.map(({ status, problem }) => problem?.code ?? status)).toEqual(['feedback-choice', 'applied']);
  });

  test('shows every viewer the own part only: list, board and counts', async () => {
    const viewer = fc.record({
      units: fc.subarray(['g1', 'g2', 'b1']),
      role: fc.constantFrom('frontline' as const, 'grid-manager' as const, 'executive' as const),
      person: fc.constantFrom('li', 'far', null),
    });
    await fc.assert(
      fc.asyncProperty(viewer, async ({ units, role, person }) => {
        const who = actor('x', person, [role], units);
        const guard = visible(who, 1);
        const rows = await run<WorkOrderTable>(store.db, `select * from work_order where ${guard.text}`, guard.values);
        const all = await run<WorkOrderTable>(store.db, 'select * from work_order');
        const may = (row: WorkOrderTable) => {
          const inside = row.org_unit_id !== null && units.includes(row.org_unit_id);
          return role === 'frontline'
            ? (row.person_id === person && person !== null) || (row.person_id === null && inside)
            : inside;
        };
        expect(rows.map(({ id }) => id).sort()).toEqual(
          all
            .filter(may)
            .map(({ id }) => id)
            .sort(),
        );
        const board = await workBoard({ db: store.db, actor: who, clock }, undefined);
        expect(board.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0)).toBe(
          rows.length,
        );
      }),
      { numRuns: 30 },
    );
  });

  test('keeps json of what was told for the history', async () => {
    await sendActions(as(li), [result('october.1', 'accepted', {}, { rival: 'B' })]);
    const [row] = await run<{ detail: unknown }>(store.db, 'select detail from client_action');
    expect(row?.detail).toMatchObject({ result: { kind: 'accepted', feedback: { rival: 'B' } } });
  });
});
