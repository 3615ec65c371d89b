import type { Records } from '#platform/records';
import { firstHash, hashOf } from './audit.ts';

export interface ChainCheck {
  /** Rows looked at. */
  readonly rows: number;
  readonly upTo: number;
  readonly intact: boolean;
  /** The first row that is not the one that was written, or is missing. */
  readonly brokenAt: number | null;
}
interface CheckOptions {
  /** From the first row, or from where the newest intact check ended. */
  readonly from: 'first' | 'checked';
  readonly onProgress?: (upTo: number, last: number) => Promise<void>;
  readonly signal?: AbortSignal;
}
type Found = ChainCheck & { readonly hash: string };

const rowsAtOnce = 2000;

/** Whether every row is the one that was written, none is missing between two, and none at the end. */
export async function isIntact(db: Records, from: CheckOptions['from'] = 'first'): Promise<boolean> {
  return (await checkChain(db, { from })).intact;
}

/** The same, and keeps what was found, so that the next one can go on from there. */
export async function verifyAudit(db: Records, at: Date, options: CheckOptions): Promise<ChainCheck> {
  const { hash, ...found } = await checkChain(db, options);
  await db.insertInto('audit_check').values({ at, up_to: found.upTo, hash, intact: found.intact }).execute();
  return found;
}

/** The newest check that was kept. */
export async function newestCheck(db: Records): Promise<{ at: string; upTo: number; intact: boolean } | null> {
  const row = await db
    .selectFrom('audit_check')
    .select(['at', 'up_to', 'intact'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { at: row.at.toISOString(), upTo: Number(row.up_to), intact: row.intact } : null;
}

async function startOf(db: Records, from: CheckOptions['from']): Promise<{ id: number; hash: string }> {
  if (from === 'first') return { id: 0, hash: firstHash };
  const kept = await db
    .selectFrom('audit_check')
    .select(['up_to', 'hash'])
    .where('intact', '=', true)
    .orderBy('up_to', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!kept || Number(kept.up_to) === 0) return { id: 0, hash: firstHash };
  return { id: Number(kept.up_to), hash: kept.hash };
}

/** Reads in steps, so that memory does not grow with the log. */
async function checkChain(db: Records, { from, onProgress, signal }: CheckOptions): Promise<Found> {
  const head = await db.selectFrom('audit_head').select(['id', 'hash']).executeTakeFirst();
  const last = Number(head?.id ?? 0);
  let { id, hash } = await startOf(db, from);
  let rows = 0;
  const broken = (at: number): Found => ({ rows, upTo: id, hash, intact: false, brokenAt: at });
  // Where a kept check ended, the row must still be the one that it saw.
  if (id > 0) {
    const kept = await db.selectFrom('audit_log').select('hash').where('id', '=', id).executeTakeFirst();
    if (kept?.hash !== hash) return broken(id);
  }
  for (;;) {
    signal?.throwIfAborted();
    const some = await db
      .selectFrom('audit_log')
      .selectAll()
      .where('id', '>', id)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    // What was appended since the look at the head is newer than it.
    if (some.length === 0) {
      const whole = id >= last && (head !== undefined || id === 0);
      return whole ? { rows, upTo: id, hash, intact: true, brokenAt: null } : broken(id + 1);
    }
    for (const row of some) {
      const expected = { ...row, id: Number(row.id) };
      if (expected.id !== id + 1 || row.previous_hash !== hash || row.hash !== hashOf(expected)) return broken(id + 1);
      id = expected.id;
      hash = row.hash;
      rows++;
      if (id === last && hash !== head?.hash) return broken(id);
    }
    await onProgress?.(id, last);
  }
}
