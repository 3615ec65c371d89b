import type { ChannelKind } from '#contract';
import { publish } from '#platform/outbox';
import { run, type Db } from '#platform/records';
import { cancelMessagesOf } from './messages.ts';

export interface Refusal {
  readonly customerKey: number;
  readonly customerId: string;
  /** null: every channel. */
  readonly channel: ChannelKind | null;
  readonly at: Date;
  readonly by: string;
  readonly note?: string | undefined;
}

/**
 * A customer's final refusal: at once, and for good. Resolves to the messages it cancelled; open work orders are
 * cancelled by the worklist, in the same transaction. Saying it again changes nothing.
 */
export async function refuse(trx: Db, refusal: Refusal): Promise<{ cancelledMessages: number }> {
  const { customerKey, customerId, channel, at, by, note } = refusal;
  const fresh = await run(
    trx,
    `insert into do_not_disturb (customer_key, customer_id, channel, at, by, note) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning customer_key`,
    [customerKey, customerId, channel, at, by, note ?? null],
  );
  if (fresh.length > 0) {
    await publish(trx, 'do_not_disturb', [{ customer_key: customerKey, channel: channel ?? '', at }]);
  }
  return { cancelledMessages: await cancelMessagesOf(trx, { customerKey, channel, at }) };
}

/**
 * What these customers have refused, by key: channels, and null where it is all of them. New refusals wait until the
 * transaction ends, so that what it makes of the answer is there for them to cancel.
 */
export async function refusalsAmong(
  trx: Db,
  customerKeys: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<ChannelKind | null>>> {
  await run(trx, 'lock table do_not_disturb in share mode');
  const rows = await run<{ customer_key: number; channel: ChannelKind | null }>(
    trx,
    // One text instead of a list: drivers differ in how they write arrays.
    'select customer_key, channel from do_not_disturb where customer_key = any($1::text::int8[])',
    [`{${customerKeys.join(',')}}`],
  );
  const refusals = new Map<number, Set<ChannelKind | null>>();
  for (const row of rows) {
    const of = refusals.get(Number(row.customer_key)) ?? new Set();
    refusals.set(Number(row.customer_key), of.add(row.channel));
  }
  return refusals;
}

/** Whether a customer with these refusals must not be reached through this channel. */
export function forbids(refusals: ReadonlySet<ChannelKind | null> | undefined, channel: ChannelKind): boolean {
  return refusals !== undefined && (refusals.has(null) || refusals.has(channel));
}
