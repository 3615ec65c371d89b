import type { ChannelKind } from '#contract';
import type { Context } from '#platform/context';
import { insertMany, run, type BulkTable, type Db } from '#platform/records';
import { recordContacts } from './contacts.ts';

/** The channels that are worked through by people; all others send messages. */
const humanChannels: ReadonlySet<ChannelKind> = new Set<ChannelKind>(['field', 'call', 'hall']);
export const isHuman = (channel: ChannelKind): boolean => humanChannels.has(channel);

export interface NewMessage {
  readonly campaign: string;
  readonly customerKey: number;
  readonly customerId: string;
  readonly orgUnitId: string | null;
  readonly channel: ChannelKind;
  readonly offer: string;
  readonly arm: string;
  readonly wave: number;
  readonly day: string;
}

const messages: BulkTable = {
  table: 'message',
  columns: {
    campaign: 'text',
    customer_key: 'int8',
    customer_id: 'text',
    org_unit_id: 'text',
    channel: 'text',
    offer: 'text',
    arm: 'text',
    wave: 'int4',
    day: 'date',
    changed_at: 'timestamptz',
  },
};

/** Plans messages. Resolves to how many were new: a campaign has one message for a customer. */
export async function planMessages(trx: Db, at: Date, planned: readonly NewMessage[]): Promise<number> {
  if (planned.length === 0) return 0;
  const rows = planned.map((m) => [
    m.campaign,
    m.customerKey,
    m.customerId,
    m.orgUnitId,
    m.channel,
    m.offer,
    m.arm,
    m.wave,
    m.day,
    at,
  ]);
  return (await insertMany(trx, messages, rows, { onConflict: 'nothing', returning: ['customer_key'] })).length;
}

/** Cancels a customer's planned messages, of one channel or of all. */
export async function cancelMessagesOf(
  trx: Db,
  { customerKey, channel, at }: { customerKey: number; channel: ChannelKind | null; at: Date },
): Promise<number> {
  const rows = await run(
    trx,
    `update message set state = 'cancelled', cancelled_why = 'do-not-disturb', changed_at = $3
     where customer_key = $1 and state = 'planned' and ($2::text is null or channel = $2::text) returning customer_key`,
    [customerKey, channel, at],
  );
  return rows.length;
}

/** Cancels what a campaign has planned and not sent. */
export async function cancelMessages(trx: Db, campaign: string, at: Date, why: string): Promise<number> {
  const [row] = await run<{ count: number }>(
    trx,
    `with cancelled as (
       update message set state = 'cancelled', cancelled_why = $2, changed_at = $3 where campaign = $1 and state = 'planned' returning 1
     ) select count(*) as count from cancelled`,
    [campaign, why, at],
  );
  return Number(row?.count ?? 0);
}

export interface ExportedMessage {
  readonly customer_key: number;
  readonly customer_id: string;
  readonly channel: ChannelKind;
  readonly offer: string;
  readonly arm: string;
  readonly wave: number;
  readonly day: string;
  readonly org_unit_id: string | null;
}

const messagesPerBatch = 2_000;

/**
 * Hands out a campaign's messages for one channel in batches, in the order of the customers. A message handed out the
 * first time becomes exported and a contact of the ledger, in one transaction a batch; asking again gives the same ones.
 */
export async function* exportMessages(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  campaign: string,
  channel: ChannelKind,
): AsyncGenerator<ExportedMessage[]> {
  for (let after = -1; ;) {
    const at = clock.now();
    const batch = await db.transaction().execute((trx) => exportBatch(trx, { campaign, channel, after, at }));
    if (batch.length > 0) yield batch;
    const last = batch.at(-1);
    if (!last || batch.length < messagesPerBatch) return;
    after = last.customer_key;
  }
}

async function exportBatch(
  trx: Db,
  { campaign, channel, after, at }: { campaign: string; channel: ChannelKind; after: number; at: Date },
): Promise<ExportedMessage[]> {
  const rows = await run<ExportedMessage & { state: string }>(
    trx,
    `select customer_key, customer_id, org_unit_id, channel, offer, arm, wave, day, state from message
     where campaign = $1 and channel = $2 and customer_key > $3 and state <> 'cancelled'
     order by customer_key limit ${messagesPerBatch} for update`,
    [campaign, channel, after],
  );
  const fresh = rows.filter((row) => row.state === 'planned');
  if (fresh.length === 0) return rows;
  await run(
    trx,
    `update message set state = 'exported', changed_at = $3 where campaign = $1 and customer_key = any($2::text::int8[])`,
    [campaign, `{${fresh.map((row) => row.customer_key).join(',')}}`, at],
  );
  await recordContacts(
    trx,
    fresh.map((row) => ({
      contactId: `message:${campaign}:${row.customer_key}`,
      customerKey: row.customer_key,
      customerId: row.customer_id,
      orgUnitId: row.org_unit_id,
      campaign,
      workOrderId: null,
      channel: row.channel,
      personId: null,
      happenedAt: at,
      result: 'sent',
      claimedSuccess: false,
    })),
  );
  return rows;
}
