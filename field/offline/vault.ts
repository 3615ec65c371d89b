import type { Session } from '#contract';
import { lockBox, makeKey, openBox } from './cipher.ts';
import { boxed, holderOf, type Holder, type LockedWhy, type PhoneDatabase } from './database.ts';
import { seal, unseal } from './sealing.ts';
import { workId, type Conflict, type Work } from './work.ts';

/*
 * locked ── log-in ──> held: data key made, holder written
 *   held ── log-out, expiry, remote lock-out ──> what was not sent is sealed for its owner; all boxes and the key go
 * Each arrow is one transaction: killed at any moment, the phone is on one side of it or on the other.
 */

/** What is nobody's but the person's own, and must not be lost with the key. */
interface Unsent {
  readonly queue: readonly Work[];
  readonly conflicts: readonly Conflict[];
  readonly drafts: readonly (readonly [string, unknown])[];
}
export interface LogIn extends Session {
  readonly token: string;
  readonly expiresAt: string;
  readonly sealingKey: string;
}

/** Gives the phone to whoever has just logged in. What somebody else left is sealed first. */
export async function takePhone(db: PhoneDatabase, logIn: LogIn, now: Date): Promise<Holder> {
  const before = await holderOf(db);
  if (before) await leavePhone(db, before, 'logged-out', now);
  const { token, expiresAt, sealingKey, ...session } = logIn;
  const key = await makeKey();
  const holder = {
    accountId: session.accountId,
    login: session.login,
    expiresAt,
    sealingKey,
    key,
    keyId: crypto.randomUUID(),
  };
  const parts = [
    { id: 'session', box: await lockBox(key, session) },
    { id: 'token', box: await lockBox(key, token) },
  ];
  await db.transaction('rw', db.kept, db.parts, async () => {
    await db.kept.put({ name: 'holder', value: holder });
    await db.parts.bulkPut(parts);
  });
  return holder;
}

/** Locks the phone. Resolves to how many pieces of work were sealed. */
export async function leavePhone(db: PhoneDatabase, holder: Holder, why: LockedWhy, now: Date): Promise<number> {
  for (;;) {
    const [unsent, seen] = await readUnsent(db, holder.key);
    const count = unsent.queue.length + unsent.conflicts.length + unsent.drafts.length;
    const sealed = count > 0 ? await seal(holder.sealingKey, unsent) : undefined;
    const left = await db.transaction('rw', [...boxed(db), db.kept, db.sealed], async () => {
      // Something was written while it was being sealed: again, with that.
      if ((await fingerprint(db)) !== seen) return false;
      const id = crypto.randomUUID();
      if (sealed) {
        const row = {
          id,
          accountId: holder.accountId,
          count: unsent.queue.length,
          at: now.toISOString(),
          seal: sealed,
        };
        await db.sealed.add(row);
      }
      for (const table of boxed(db)) await table.clear();
      await db.kept.bulkDelete(['holder', 'revision']);
      await db.kept.put({ name: 'lock', value: { why, login: holder.login } });
      return true;
    });
    if (left) return unsent.queue.length;
  }
}

async function readUnsent(db: PhoneDatabase, key: CryptoKey): Promise<[Unsent, string]> {
  const seen = await fingerprint(db);
  const [queue, conflicts, drafts] = [
    await db.queue.orderBy('seq').toArray(),
    await db.conflicts.toArray(),
    await db.drafts.toArray(),
  ];
  const unsent = {
    queue: await Promise.all(queue.map(({ box }) => openBox<Work>(key, box))),
    conflicts: await Promise.all(conflicts.map(({ box }) => openBox<Conflict>(key, box))),
    drafts: await Promise.all(drafts.map(async ({ id, box }) => [id, await openBox<unknown>(key, box)] as const)),
  };
  return [unsent, seen];
}

/** Changes with every change of what is unsent: rows are never changed under their vector. */
async function fingerprint(db: PhoneDatabase): Promise<string> {
  const rows = [...(await db.queue.toArray()), ...(await db.conflicts.toArray()), ...(await db.drafts.toArray())];
  return rows.map(({ id, box }) => `${id} ${box.iv.join('.')}`).join('\n');
}

/**
 * Opens what was sealed for the holder, before anything new is done: the server gives the key of each seal. A seal is
 * taken away in the transaction that brings its work back, so it comes back once.
 */
export async function openSeals(
  db: PhoneDatabase,
  holder: Holder,
  askKey: (seal: { ephemeral: string; salt: string }) => Promise<string>,
): Promise<boolean> {
  const rows = await db.sealed.where('accountId').equals(holder.accountId).sortBy('at');
  for (const row of rows) {
    const unsent = await unseal<Unsent>(await askKey({ ephemeral: row.seal.ephemeral, salt: row.seal.salt }), row.seal);
    const { key } = holder;
    const queue = await Promise.all(
      unsent.queue.map(async (work) => ({
        id: workId(work),
        holdUntil: 0,
        sending: 0 as const,
        box: await lockBox(key, work),
      })),
    );
    const conflicts = await Promise.all(
      unsent.conflicts.map(async (one) => ({ id: one.id, box: await lockBox(key, one) })),
    );
    const drafts = await Promise.all(
      unsent.drafts.map(async ([id, draft]) => ({ id, box: await lockBox(key, draft) })),
    );
    await db.transaction('rw', db.queue, db.conflicts, db.drafts, db.sealed, async () => {
      if ((await db.sealed.get(row.id)) === undefined) return;
      await db.queue.bulkAdd(queue);
      await db.conflicts.bulkPut(conflicts);
      await db.drafts.bulkPut(drafts);
      await db.sealed.delete(row.id);
    });
  }
  return rows.length > 0;
}
