import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecords, type RecordStore } from '#platform/records';
import { freshDatabase, recordStores } from '#platform/records/testing';
import { openEvents, type Event, type Events } from './index.ts';

declare module '#platform/outbox' {
  interface EventMap {
    'test.moved': { orderId: string; to: string };
    'test.closed': { orderId: string };
  }
}

describe.each(recordStores())('events on $name', ({ open }) => {
  let store: RecordStore;
  let events: Events;
  const errors: unknown[] = [];

  beforeAll(async () => {
    store = await open();
    events = await openEvents(store, (error) => errors.push(error));
  });
  afterAll(async () => {
    await events.stop();
    await store.close();
  });

  test('a subscriber hears the types it asked for, in order, until it stops', async () => {
    const closed: string[] = [];
    const all: Event[] = [];
    const stop = events.subscribe(['test.closed'], ({ orderId }) => closed.push(orderId));
    const stopAll = events.subscribe([], (event) => all.push(event));
    await events.emit({ type: 'test.moved', orderId: 'a', to: '南开' });
    await events.emit({ type: 'test.closed', orderId: 'a' });
    await expect
      .poll(() => all)
      .toEqual([
        { type: 'test.moved', orderId: 'a', to: '南开' },
        { type: 'test.closed', orderId: 'a' },
      ]);
    expect(closed).toEqual(['a']);
    stop();
    await events.emit({ type: 'test.closed', orderId: 'b' });
    await expect.poll(() => all).toHaveLength(3);
    expect(closed).toEqual(['a']);
    stopAll();
  });

  test('an event of a transaction is heard when it commits, and not when it does not', async () => {
    const heard: string[] = [];
    const stop = events.subscribe(['test.closed'], ({ orderId }) => heard.push(orderId));
    const failing = store.db.transaction().execute(async (trx) => {
      await events.emit({ type: 'test.closed', orderId: 'rolled back' }, trx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await store.db.transaction().execute(async (trx) => {
      await events.emit({ type: 'test.closed', orderId: 'committed' }, trx);
      expect(heard).toEqual([]);
    });
    await expect.poll(() => heard).toEqual(['committed']);
    stop();
  });

  test('a listener may use the store, and one that fails does not keep the event from the others', async () => {
    const heard: unknown[] = [];
    const stops = [
      events.subscribe(['test.closed'], () => {
        throw new Error('a bad listener');
      }),
      events.subscribe(['test.closed'], async () => heard.push((await store.execute('select 1 as one')).rows[0])),
    ];
    await store.db.transaction().execute((trx) => events.emit({ type: 'test.closed', orderId: 'x' }, trx));
    await expect.poll(() => heard).toEqual([{ one: 1 }]);
    expect(errors.map(String)).toEqual(['Error: a bad listener']);
    stops.forEach((stop) => stop());
  });

  test('an event that carries too much is refused', async () => {
    const heavy = { type: 'test.closed', orderId: '重'.repeat(4_000) } as const;
    await expect(events.emit(heavy)).rejects.toThrow('test.closed is longer than 7900 bytes');
  });
});

test('on a server, other processes hear it too, and again after their connection was cut', async () => {
  const { url, drop } = await freshDatabase();
  const [here, there] = [await openRecords({ url }), await openRecords({ url })];
  const fail = (error: unknown) => expect.fail(String(error));
  const [sender, receiver] = [await openEvents(here, fail), await openEvents(there, fail)];
  const heard: string[] = [];
  receiver.subscribe(['test.closed'], ({ orderId }) => heard.push(orderId));
  await sender.emit({ type: 'test.closed', orderId: 'before' });
  await expect.poll(() => heard).toContain('before');
  await here.execute(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
  );
  const hears = async () => {
    await sender.emit({ type: 'test.closed', orderId: 'after' });
    return heard;
  };
  await expect.poll(hears, { timeout: 20_000 }).toContain('after');
  await Promise.all([sender.stop(), receiver.stop()]);
  await Promise.all([here.close(), there.close()]);
  await drop();
});
