import { Problem } from '#contract';
import { lockBox } from './cipher.ts';
import { held, leave, open, remembered, reread, show, showLocked, showQueue, unlessClosed, type Core } from './core.ts';
import { holderOf, PhoneLocked, revisionOf, stillHeld, type Holder } from './database.ts';
import { localDay } from './day-plan.ts';
import { pull } from './pull.ts';
import { readBoxes } from './queue.ts';
import { sendQueue } from './send.ts';
import { openSeals } from './vault.ts';

/** Sends, then asks what is new; inside `exclusively`. What comes of it is in the state. */
export async function exchangeOnce(core: Core): Promise<void> {
  const { db, now, online } = core.ground;
  const found = await holderOf(db);
  // Another window may have locked the phone, given it to somebody else, or brought it further.
  if (found?.keyId !== core.holder?.keyId) return found ? open(core, found) : showLocked(core);
  if ((await revisionOf(db)) !== core.memory.revision) await reread(core);
  if (!found) return;
  if (Date.parse(found.expiresAt) <= now().getTime()) return leave(core, 'expired');
  if (!online()) return show(core, { network: 'offline' });
  show(core, { exchanging: true });
  try {
    await bothWays(core, found);
  } catch (error) {
    if (error instanceof PhoneLocked) return await reread(core);
    if (error instanceof Problem && error.kind === 'unauthenticated') return await leave(core, 'locked-out');
    show(core, { network: error instanceof Problem ? 'online' : 'offline', trouble: error });
  } finally {
    show(core, { exchanging: false, received: null });
    await showQueue(core).catch(unlessClosed);
  }
}

async function bothWays(core: Core, holder: Holder): Promise<void> {
  const { server, memory, ground } = core;
  const { db, now } = ground;
  if (await openSeals(db, holder, (seal) => server.openSeal(seal))) {
    show(core, { drafts: await readBoxes<unknown>(db.drafts, holder.key) });
    await showQueue(core);
  }
  const appealed = core.state.queue.some(({ work }) => work.kind === 'appeal');
  await sendQueue(held(core), server, memory, now, () => void showQueue(core).catch(unlessClosed));
  await pull(held(core), server, memory, { since: monthStart(now()), now }, (received) => show(core, { received }));
  await askShapes(core);
  await askPoints(core, appealed);
  show(core, { network: 'online', trouble: null, ...remembered(memory) });
  ground.written?.();
}

/** Outlines for the map: asked for once a log-in, the city seldom moves. */
async function askShapes(core: Core): Promise<void> {
  const { state, server } = core;
  if (state.shapes.length > 0 || !state.session?.permissions.includes('organisation.read')) return;
  const shapes = await server.shapes();
  await keepPart(core, 'shapes', shapes);
  show(core, { shapes });
}

const pointsFreshMs = 10 * 60_000;
/** Own points: asked for every few minutes, and at once where something was appealed against. They never hold up the work. */
async function askPoints(core: Core, appealed: boolean): Promise<void> {
  const { state, server, ground } = core;
  const now = ground.now();
  if (typeof state.session?.personId !== 'string') return;
  if (!appealed && state.points && now.getTime() - Date.parse(state.points.at) < pointsFreshMs) return;
  try {
    const points = { at: now.toISOString(), own: await server.ownPoints(localDay(now.toISOString())) };
    await keepPart(core, 'points', points);
    show(core, { points });
  } catch (error) {
    if (!(error instanceof Problem) || error.kind === 'unauthenticated') throw error;
  }
}

async function keepPart(core: Core, id: string, value: unknown): Promise<void> {
  const { db } = core.ground;
  const mine = held(core);
  const row = { id, box: await lockBox(mine.key, value) };
  await db.transaction('rw', db.parts, db.kept, async () => {
    await stillHeld(mine);
    await db.parts.put(row);
  });
}

/** The first of the month where the phone is. */
const monthStart = (now: Date) => new Date(now.getFullYear(), now.getMonth(), 1).toISOString();
