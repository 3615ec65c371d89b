import type { ClientAction, PhoneOrder } from '#contract';
import { lockBox, openBox } from './cipher.ts';
import { emptyMemory, held, leave, open, reread, show, showLocked, showQueue, type Core, type Ground } from './core.ts';
import { holderOf, stillHeld } from './database.ts';
import { exchangeOnce } from './exchange.ts';
import { detailWithPending } from './merge.ts';
import { enqueue, takeBack } from './queue.ts';
import { createServer } from './server.ts';
import { emptyState, type PhoneState } from './state.ts';
import { takePhone } from './vault.ts';
import type { Work } from './work.ts';

export interface Phone {
  state(): PhoneState;
  subscribe(listener: () => void): () => void;
  /** Reads what is on the disk. Needs no network. */
  start(): Promise<void>;
  /** @throws Problem or TypeError; the phone is as it was. */
  logIn(login: string, password: string): Promise<void>;
  /** Sends what can be sent, seals the rest, forgets everything else. */
  logOut(): Promise<void>;
  /** Acknowledged when it resolves: it is on the disk. `holdMs`: how long it can be taken back. */
  record(works: readonly Work[], options?: { readonly holdMs?: number; readonly draft?: string }): Promise<void>;
  takeBack(ids: readonly string[]): Promise<boolean>;
  dismiss(conflictId: string): Promise<void>;
  saveDraft(id: string, value: unknown): Promise<void>;
  /** The whole order with what is still in the queue, or undefined where the phone does not hold it. */
  detail(id: string): Promise<PhoneOrder | undefined>;
  /** Sends, then asks what is new. What came of it is in the state. */
  exchange(): Promise<void>;
  /** The line of live events, for as long as the signal lets it. */
  events(signal: AbortSignal): Promise<Response>;
  /** Another window has written: read again. */
  reread(): Promise<void>;
  close(): void;
}

export function createPhone(ground: Ground): Phone {
  const core: Core = {
    ground,
    server: createServer(ground.url, () => core.token, ground.fetch),
    holder: undefined,
    token: undefined,
    memory: emptyMemory(),
    state: emptyState,
    listeners: new Set(),
  };
  const exchange = oneAfterTheOther(() => ground.exclusively(() => exchangeOnce(core)));
  return {
    state: () => core.state,
    subscribe: (listener) => {
      core.listeners.add(listener);
      return () => core.listeners.delete(listener);
    },
    start: () => start(core),
    logIn: (login, password) => logIn(core, login, password),
    logOut: () => logOut(core, exchange),
    record: (works, options = {}) => record(core, works, options),
    takeBack: async (ids) => {
      const back = await takeBack(ground.db, ids);
      await showQueue(core);
      ground.written?.();
      return back;
    },
    dismiss: async (id) => {
      await ground.db.conflicts.delete(id);
      await showQueue(core);
    },
    saveDraft: (id, value) => saveDraft(core, id, value),
    detail: (id) => readDetail(core, id),
    exchange,
    events: (signal) => core.server.events(signal),
    reread: () => reread(core),
    close: () => ground.db.close(),
  };
}

/** Whoever asks while it is under way gets one after it: what they have just written must be in it. */
function oneAfterTheOther(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  async function afterThat(before: Promise<void>): Promise<void> {
    await before;
    again = undefined;
    await once();
  }
  function once(): Promise<void> {
    if (running) return (again ??= afterThat(running));
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  }
  return once;
}

async function start(core: Core): Promise<void> {
  const { db, now, exclusively } = core.ground;
  const found = await holderOf(db);
  if (!found) return showLocked(core);
  if (Date.parse(found.expiresAt) <= now().getTime()) return exclusively(() => leave(core, 'expired'));
  await open(core, found);
}

async function logIn(core: Core, login: string, password: string): Promise<void> {
  const { db, now, exclusively, written } = core.ground;
  const answer = await core.server.logIn(login, password);
  await exclusively(async () => open(core, await takePhone(db, answer, now())));
  written?.();
}

async function logOut(core: Core, exchange: () => Promise<void>): Promise<void> {
  await exchange();
  const { token } = core;
  await core.ground.exclusively(() => leave(core, 'logged-out'));
  // The key is gone whether the server hears of it or not; without its token the session opens nothing any more.
  core.token = token;
  await core.server.logOut().catch(() => undefined);
  core.token = undefined;
}

async function record(
  core: Core,
  works: readonly Work[],
  { holdMs = 0, draft }: { readonly holdMs?: number; readonly draft?: string },
): Promise<void> {
  const { now, written } = core.ground;
  await enqueue(held(core), works, holdMs > 0 ? now().getTime() + holdMs : 0, draft);
  await showQueue(core);
  if (draft !== undefined) show(core, { drafts: without(core.state.drafts, draft) });
  written?.();
}

async function saveDraft(core: Core, id: string, value: unknown): Promise<void> {
  const { db } = core.ground;
  const mine = held(core);
  // On the screen at once, on the disk a moment later.
  show(core, {
    drafts: value === undefined ? without(core.state.drafts, id) : new Map(core.state.drafts).set(id, value),
  });
  const row = value === undefined ? undefined : { id, box: await lockBox(mine.key, value) };
  // Something newer was typed while this was being encrypted: that will write itself.
  if (core.state.drafts.get(id) !== value) return;
  await db.transaction('rw', db.drafts, db.kept, async () => {
    await stillHeld(mine);
    if (row) await db.drafts.put(row);
    else await db.drafts.delete(id);
  });
}

async function readDetail({ ground, holder, state }: Core, id: string): Promise<PhoneOrder | undefined> {
  const row = holder && (await ground.db.details.get(id));
  if (!row || !holder) return undefined;
  return detailWithPending(await openBox<PhoneOrder>(holder.key, row.box), actionsOf(state.queue, id));
}

const actionsOf = (queue: PhoneState['queue'], id: string): ClientAction[] =>
  queue.flatMap(({ work }) => (work.kind === 'action' && work.action.workOrderId === id ? [work.action] : []));

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
