import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '#platform/context';
import { outboxMigrations } from '#platform/outbox';
import { migrate, run, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import {
  channels,
  contactsOf,
  exportMessages,
  planMessages,
  recordContacts,
  refusalsAmong,
  refuse,
  type Contact,
  type NewMessage,
} from '#act/channels';

const at = new Date('2026-11-02T08:00:00Z');
const contact = (contactId: string, customerKey: number): Contact => ({
  contactId,
  customerKey,
  customerId: `c${customerKey}`,
  orgUnitId: 'g1',
  campaign: 'spring',
  workOrderId: 'w',
  channel: 'call',
  personId: 'p',
  happenedAt: at,
  result: 'accepted',
  claimedSuccess: true,
});
const message = (customerKey: number, channel: NewMessage['channel'] = 'sms'): NewMessage => ({
  campaign: 'spring',
  customerKey,
  customerId: `c${customerKey}`,
  orgUnitId: null,
  channel,
  offer: 'o',
  arm: 'plain',
  wave: 1,
  day: '2026-11-03',
});

describe.each(recordStores())('channels on $name', ({ open }) => {
  let store: RecordStore;
  let context: Pick<Context, 'db' | 'clock'>;
  beforeEach(async () => {
    store = await open();
    await migrate(store, [
      { feature: 'outbox', directory: outboxMigrations },
      { feature: 'channels', directory: channels.migrations as URL },
    ]);
    context = { db: store.db, clock: { now: () => at } };
  });
  afterEach(() => store.close());
  const inTrx = <T>(work: (trx: Parameters<typeof recordContacts>[0]) => Promise<T>) =>
    store.db.transaction().execute(work);
  const outbox = async (topic: string) =>
    (
      await run<{ payload: Record<string, unknown> }>(
        store.db,
        'select payload from outbox where topic = $1 order by id',
        [topic],
      )
    ).map((row) => row.payload);

  test('a contact told twice, in one batch or in two, is one contact, here and on its way to the warehouse', async () => {
    expect(await inTrx((trx) => recordContacts(trx, [contact('a', 1), contact('b', 2), contact('a', 1)]))).toBe(2);
    expect(await inTrx((trx) => recordContacts(trx, [contact('b', 2), contact('c', 2)]))).toBe(1);
    expect((await outbox('contact')).map((row) => row['contact_id'])).toEqual(['a', 'b', 'c']);
    expect((await outbox('contact'))[0]).toMatchObject({
      customer_key: 1,
      campaign: 'spring',
      happened_on: '2026-11-02',
      result: 'accepted',
      claimed_success: true,
    });
    expect(await contactsOf(context, 2)).toHaveLength(2);
  });

  test('a contact whose transaction fails did not happen', async () => {
    await expect(
      inTrx(async (trx) => {
        await recordContacts(trx, [contact('a', 1)]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await contactsOf(context, 1)).toEqual([]);
    expect(await outbox('contact')).toEqual([]);
  });

  test('do-not-disturb cancels what is planned, of one channel or of all, and is final', async () => {
    await inTrx((trx) => planMessages(trx, at, [message(1), message(2, 'push'), message(3)]));
    const say = (customerKey: number, channel: 'sms' | null) =>
      inTrx((trx) => refuse(trx, { customerKey, customerId: `c${customerKey}`, channel, at, by: 'x' }));
    expect(await say(1, 'sms')).toEqual({ cancelledMessages: 1 });
    expect(await say(2, 'sms')).toEqual({ cancelledMessages: 0 });
    expect(await say(2, null)).toEqual({ cancelledMessages: 1 });
    expect(await say(2, null)).toEqual({ cancelledMessages: 0 });
    expect(await outbox('do_not_disturb')).toMatchObject([
      { customer_key: 1, channel: 'sms' },
      { customer_key: 2, channel: 'sms' },
      { customer_key: 2, channel: '' },
    ]);
    const refusals = await inTrx((trx) => refusalsAmong(trx, [1, 2, 3]));
    expect([...refusals].map(([key, of]) => [key, [...of].sort()])).toEqual([
      [1, ['sms']],
      [2, ['sms', null].sort()],
    ]);
  });

  test('a campaign has one message for a customer', async () => {
    expect(await inTrx((trx) => planMessages(trx, at, [message(1), message(2)]))).toBe(2);
    expect(await inTrx((trx) => planMessages(trx, at, [message(1), message(3)]))).toBe(1);
  });

  test('a message handed out is a contact, once; a cancelled one is not handed out', async () => {
    await inTrx((trx) =>
      planMessages(
        trx,
        at,
        Array.from({ length: 4_500 }, (_, i) => message(i + 1)),
      ),
    );
    await inTrx((trx) => refuse(trx, { customerKey: 7, customerId: 'c7', channel: null, at, by: 'x' }));
    for (let round = 0; round < 2; round++) {
      const keys: number[] = [];
      for await (const batch of exportMessages(context, 'spring', 'sms'))
        keys.push(...batch.map((row) => row.customer_key));
      expect(keys).toEqual(Array.from({ length: 4_500 }, (_, i) => i + 1).filter((key) => key !== 7));
    }
    expect((await run<{ n: number }>(store.db, `select count(*) as n from contact where result = 'sent'`))[0]?.n).toBe(
      4_499,
    );
    expect(await outbox('contact')).toHaveLength(4_499);
    await inTrx((trx) => refuse(trx, { customerKey: 8, customerId: 'c8', channel: null, at, by: 'x' }));
    expect((await run<{ state: string }>(store.db, 'select state from message where customer_key = 8'))[0]?.state).toBe(
      'exported',
    );
  });
});
