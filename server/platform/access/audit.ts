import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '#platform/context';
import { json, type Records } from '#platform/records';

export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: unknown;
}

const first = '0'.repeat(64);

/** Appends one row to the hash chain, in a transaction of its own, one writer at a time. */
export async function appendAudit(db: Records, clock: Clock, entry: AuditEntry): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(7305921)`.execute(trx);
    const last = await trx
      .selectFrom('audit_log')
      .select(['id', 'hash'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const row = { id: Number(last?.id ?? 0) + 1, at: clock.now(), ...entry, previous_hash: last?.hash ?? first };
    const head = { id: row.id, hash: hashOf(row) };
    await trx
      .insertInto('audit_log')
      .values({ ...row, detail: json(entry.detail ?? null), hash: head.hash })
      .execute();
    await trx
      .insertInto('audit_head')
      .values(head)
      .onConflict((conflict) => conflict.column('only_one').doUpdateSet(head))
      .execute();
  });
}

interface Hashed {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: unknown;
  readonly previous_hash: string;
}

function hashOf(row: Hashed): string {
  const { id, at, actor, action, subject, detail, previous_hash } = row;
  return createHash('sha256')
    .update(canonical([previous_hash, id, at.toISOString(), actor, action, subject, detail ?? null]))
    .digest('hex');
}

/** JSON with sorted keys: jsonb keeps no order, the hash must not depend on it. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}

/** One page, newest first, and whether the whole chain holds (read in steps, so memory does not grow with the log). */
export async function readAudit(db: Records, page: { limit: number; offset: number }) {
  const items = await db
    .selectFrom('audit_log')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  const { total } = await db
    .selectFrom('audit_log')
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return {
    total: Number(total),
    intact: await isIntact(db),
    items: items.map((row) => ({
      id: Number(row.id),
      at: row.at.toISOString(),
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      detail: row.detail,
      hash: row.hash,
    })),
  };
}

/** Whether every row is the one that was written, none is missing between two, and none at the end. */
export async function isIntact(db: Records): Promise<boolean> {
  const head = await db.selectFrom('audit_head').select(['id', 'hash']).executeTakeFirst();
  let id = 0;
  let hash = first;
  for (;;) {
    const rows = await db.selectFrom('audit_log').selectAll().where('id', '>', id).orderBy('id').limit(2000).execute();
    // What was appended since the look at the head is newer than it.
    if (rows.length === 0) return id >= Number(head?.id ?? 0) && (head !== undefined || id === 0);
    for (const row of rows) {
      const expected = { ...row, id: Number(row.id) };
      if (expected.id !== id + 1 || row.previous_hash !== hash || row.hash !== hashOf(expected)) return false;
      id = expected.id;
      hash = row.hash;
      if (id === Number(head?.id) && hash !== head?.hash) return false;
    }
  }
}
