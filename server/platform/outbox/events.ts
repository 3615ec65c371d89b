import { run, type Db, type RecordStore } from '#platform/records';
import type { EventMap } from './index.ts';

/** One thing that happened: its type and the facts declared for it. */
export type Event<K extends keyof EventMap = keyof EventMap> = {
  [T in K]: { readonly type: T } & Readonly<EventMap[T]>;
}[K];

export interface Events {
  /**
   * Tells everybody, in all processes. Given the transaction it belongs to, an event is heard when that commits and
   * never when it does not; without one it is heard at once (inside a transaction on PGlite: always give it).
   * @throws RangeError when its JSON is over 7,900 bytes: an event names things, it does not carry them.
   */
  emit(event: Event, trx?: Db): Promise<void>;
  /** Hears the events of these types (all, when none is named), or those a predicate picks. Resolves to the way to stop. */
  subscribe<K extends keyof EventMap>(
    filter: readonly K[] | ((event: Event) => boolean),
    listener: (event: Event<K>) => unknown,
  ): () => void;
  stop(): Promise<void>;
}

const CHANNEL = 'gridloop_event';

/** What PostgreSQL takes as the payload of a notification is below 8,000 bytes. */
const LONGEST_BYTES = 7_900;

interface Subscription {
  readonly picks: (event: Event) => boolean;
  readonly listener: (event: never) => unknown;
}

/**
 * Events between features and to live screens. They are heard at most once, by the processes that run at that moment:
 * an effect that must not be lost is a job, enqueued in the same transaction.
 */
export async function openEvents(store: RecordStore, onError: (error: unknown) => void): Promise<Events> {
  const subscriptions = new Set<Subscription>();

  async function deliver(payload: string): Promise<void> {
    const event = JSON.parse(payload) as Event;
    for (const { picks, listener } of subscriptions) {
      try {
        if (picks(event)) await listener(event as never);
      } catch (error) {
        onError(error);
      }
    }
  }

  const stop = await store.listen(CHANNEL, (payload) => void deliver(payload).catch(onError));
  return {
    async emit(event, trx = store.db) {
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > LONGEST_BYTES) {
        throw new RangeError(
          `The event ${String((event as { type: string }).type)} is longer than ${LONGEST_BYTES} bytes`,
        );
      }
      await run(trx, 'select pg_notify($1, $2)', [CHANNEL, payload]);
    },
    subscribe(filter, listener) {
      const types: readonly string[] = typeof filter === 'function' ? [] : filter;
      const byType = (event: Event) => types.length === 0 || types.includes((event as { type: string }).type);
      const subscription = { picks: typeof filter === 'function' ? filter : byType, listener };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
    stop,
  };
}
