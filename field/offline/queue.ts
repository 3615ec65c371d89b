import { lockBox, openBox } from './cipher.ts';
import { stillHeld, type Held, type PhoneDatabase } from './database.ts';
import { workId, type Waiting, type Work } from './work.ts';

/** Keeps the work on the disk. When this resolves, nothing short of losing the phone loses it. */
export async function enqueue(held: Held, works: readonly Work[], holdUntil: number, draft?: string): Promise<void> {
  const { db, key } = held;
  const rows = await Promise.all(
    works.map(async (work) => ({
      id: workId(work),
      holdUntil,
      sending: 0 as const,
      box: await lockBox(key, work),
    })),
  );
  await db.transaction('rw', db.queue, db.drafts, db.kept, async () => {
    await stillHeld(held);
    await db.queue.bulkAdd(rows);
    if (draft !== undefined) await db.drafts.delete(draft);
  });
}

/** Takes work back that has not left yet. Resolves to whether it was in time for all of it. */
export async function takeBack(db: PhoneDatabase, ids: readonly string[]): Promise<boolean> {
  return db.transaction('rw', db.queue, async () => {
    const rows = await db.queue.where('id').anyOf(ids).toArray();
    if (rows.length < ids.length || rows.some((row) => row.sending === 1)) return false;
    await db.queue.bulkDelete(rows.map((row) => row.seq as number));
    return true;
  });
}

export async function readQueue({ db, key }: Held): Promise<Waiting[]> {
  const rows = await db.queue.orderBy('seq').toArray();
  return Promise.all(
    rows.map(async (row) => ({
      seq: row.seq as number,
      holdUntil: row.holdUntil,
      sending: row.sending === 1,
      work: await openBox<Work>(key, row.box),
    })),
  );
}

export const readBoxes = async <T>(
  table: PhoneDatabase['conflicts' | 'drafts' | 'sent' | 'parts'],
  key: CryptoKey,
): Promise<Map<string, T>> =>
  new Map(
    await Promise.all(
      (await table.toArray()).map(async ({ id, box }): Promise<[string, T]> => [id, await openBox<T>(key, box)]),
    ),
  );

const mostActions = 50;
const mostReports = 3;
const mostAppeals = 20;

/**
 * The head of the queue that can travel in one request: of one kind, none that can still be taken back, marked as on
 * its way. What follows something that is held waits behind it: work is sent in the order in which it was done.
 */
export async function takeHead({ db, key }: Held, now: number, most = mostActions): Promise<Waiting[]> {
  const rows = await db.queue.orderBy('seq').limit(most).toArray();
  const held = rows.findIndex((row) => row.holdUntil > now);
  const ready = held < 0 ? rows : rows.slice(0, held);
  const works = await Promise.all(ready.map((row) => openBox<Work>(key, row.box)));
  const kind = works[0]?.kind;
  const other = works.findIndex((work) => work.kind !== kind);
  const atOnce = { action: mostActions, report: mostReports, appeal: mostAppeals };
  const length = Math.min(other < 0 ? works.length : other, atOnce[kind ?? 'action']);
  const head = ready.slice(0, length);
  const marked = await db.transaction('rw', db.queue, async () => {
    const still = new Set(
      await db.queue
        .where('id')
        .anyOf(head.map((row) => row.id))
        .primaryKeys(),
    );
    const there = head.filter((row) => still.has(row.seq as number));
    await db.queue.bulkUpdate(there.map((row) => ({ key: row.seq as number, changes: { sending: 1 } })));
    return new Set(there.map((row) => row.id));
  });
  return head.flatMap((row, i) => {
    const work = works[i];
    return work && marked.has(row.id)
      ? [{ seq: row.seq as number, holdUntil: row.holdUntil, sending: true, work }]
      : [];
  });
}
