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

/** What the first row has for its predecessor's hash. */
export const firstHash = '0'.repeat(64);

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
    const row = { id: Number(last?.id ?? 0) + 1, at: clock.now(), ...entry, previous_hash: last?.hash ?? firstHash };
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

export function hashOf(row: Hashed): string {
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
