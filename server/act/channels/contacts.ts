import type { Context } from '#platform/context';
import { publish } from '#platform/outbox';
import { insertMany, run, type BulkTable, type Db } from '#platform/records';

/** One contact of a customer. `contactId` is made where it happened, so that telling it twice is harmless. */
export interface Contact {
  readonly contactId: string;
  readonly customerKey: number;
  readonly customerId: string;
  readonly orgUnitId: string | null;
  readonly campaign: string | null;
  readonly workOrderId: string | null;
  readonly channel: string;
  readonly personId: string | null;
  readonly happenedAt: Date;
  /** How it ended: a `ResultKind`, or 'sent' for a message. */
  readonly result: string;
  readonly claimedSuccess: boolean;
}

const ledger: BulkTable = {
  table: 'contact',
  columns: {
    contact_id: 'text',
    customer_key: 'int8',
    customer_id: 'text',
    org_unit_id: 'text',
    campaign: 'text',
    work_order_id: 'text',
    channel: 'text',
    person_id: 'text',
    happened_at: 'timestamptz',
    result: 'text',
    claimed_success: 'boolean',
  },
};

/** Longer than any window a contact policy may have. */
const keptDays = 400;

/** Writes contacts into the ledger, here and on their way to the warehouse. Resolves to how many were new. */
export async function recordContacts(trx: Db, contacts: readonly Contact[]): Promise<number> {
  if (contacts.length === 0) return 0;
  const rows = contacts.map((c) => [
    c.contactId,
    c.customerKey,
    c.customerId,
    c.orgUnitId,
    c.campaign,
    c.workOrderId,
    c.channel,
    c.personId,
    c.happenedAt,
    c.result,
    c.claimedSuccess,
  ]);
  const fresh = await insertMany<{ contact_id: string }>(trx, ledger, rows, {
    onConflict: 'nothing',
    returning: ['contact_id'],
  });
  const ids = new Set(fresh.map((row) => row.contact_id));
  // A batch may tell one contact twice; each leaves the set when it has been taken.
  await publish(trx, 'contact', contacts.filter((c) => ids.delete(c.contactId)).map(toWarehouse));
  return fresh.length;
}

function toWarehouse(c: Contact): object {
  return {
    contact_id: c.contactId,
    customer_key: c.customerKey,
    customer_id: c.customerId,
    org_unit_id: c.orgUnitId,
    campaign: c.campaign ?? '',
    work_order_id: c.workOrderId ?? '',
    channel: c.channel,
    person_id: c.personId ?? '',
    happened_at: c.happenedAt,
    happened_on: c.happenedAt.toISOString().slice(0, 10),
    result: c.result,
    claimed_success: c.claimedSuccess,
  };
}

/** The recent contacts of a customer, newest first: what the customer's page shows. */
export async function contactsOf(
  { db }: Pick<Context, 'db'>,
  customerKey: number,
  limit = 50,
): Promise<{ at: string; channel: string; campaign: string | null; result: string | null; by: string | null }[]> {
  const rows = await db
    .selectFrom('contact')
    .select(['happened_at', 'channel', 'campaign', 'result', 'person_id'])
    .where('customer_key', '=', customerKey)
    .orderBy('happened_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    at: row.happened_at.toISOString(),
    channel: row.channel,
    campaign: row.campaign,
    result: row.result,
    by: row.person_id,
  }));
}

/** Forgets here what no policy looks at any more and the warehouse has. */
export async function forgetOldContacts({
  db,
  clock,
  outbox,
}: Pick<Context, 'db' | 'clock' | 'outbox'>): Promise<void> {
  await outbox.flush();
  await run(db, 'delete from contact where happened_at < $1', [
    new Date(clock.now().getTime() - keptDays * 86_400_000),
  ]);
}
