import { setTimeout as pause } from 'node:timers/promises';
import type { RecordStore } from '#platform/records';
import { LOCK } from './ship.ts';
import type { Shipper } from './shipper.ts';

const HELD_ELSEWHERE_MS = 50;

/**
 * Keeps the shippers of all processes still, with no batch half-way between the stores, so that both can be copied at
 * one moment. Resolves to what lets them go on.
 * @throws what shipping throws when a batch that was begun cannot be brought to its end.
 */
export async function holdShipping(store: RecordStore, shipper: Pick<Shipper, 'flush'>): Promise<() => Promise<void>> {
  for (;;) {
    const release = await store.tryLock(LOCK);
    if (!release) {
      await pause(HELD_ELSEWHERE_MS);
      continue;
    }
    const { rows } = await store.execute('select 1 from outbox where batch is not null limit 1', []);
    if (rows.length === 0) return release;
    // Begun and not ended: its rows may be in the warehouse already. The same batch again, under its token, tells.
    await release();
    await shipper.flush();
  }
}

/**
 * The rows of the outbox in the order they will be shipped in, numbered by it, as of no transaction: another server's
 * transaction numbers mean nothing here.
 */
export const outboxAsBackedUp = `
  select row_number() over (order by transaction_id, id) as id, '0'::xid8 as transaction_id, topic, payload, created_at, batch
  from outbox order by 1`;
