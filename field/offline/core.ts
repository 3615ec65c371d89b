import type { PhoneCampaign, Session } from '#contract';
import { readCards } from './cards.ts';
import {
  holderOf,
  lockOf,
  PhoneLocked,
  revisionOf,
  type Held,
  type Holder,
  type LockedWhy,
  type PhoneDatabase,
} from './database.ts';
import { actionsByOrder, withPending } from './merge.ts';
import { atStart, type Memory, type Position } from './pull.ts';
import { readBoxes, readQueue } from './queue.ts';
import type { Server } from './server.ts';
import { emptyState, type PhoneState } from './state.ts';
import { leavePhone } from './vault.ts';
import type { Card, Conflict } from './work.ts';

/** What the phone stands on. In a browser these are the browser's own; tests give a server and stores of their own. */
export interface Ground {
  readonly db: PhoneDatabase;
  readonly url: string;
  readonly fetch?: typeof fetch;
  readonly now: () => Date;
  /** False is known to be offline; true may be wrong. */
  readonly online: () => boolean;
  /** One at a time over all windows and workers of this phone. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called after something was written, for the other windows. */
  readonly written?: () => void;
}

/** The phone's insides: what it remembers of its disk, and what it shows of that. */
export interface Core {
  readonly ground: Ground;
  readonly server: Server;
  holder: Holder | undefined;
  token: string | undefined;
  memory: Memory;
  state: PhoneState;
  readonly listeners: Set<() => void>;
}

export function show(core: Core, change: Partial<PhoneState>): void {
  core.state = { ...core.state, ...change };
  for (const listener of core.listeners) listener();
}

export function held({ ground, holder }: Core): Held {
  if (!holder) throw new PhoneLocked();
  return { db: ground.db, key: holder.key, keyId: holder.keyId };
}

export async function showQueue(core: Core): Promise<void> {
  const { holder, ground } = core;
  if (!holder) return;
  const [queue, conflicts] = [await readQueue(held(core)), await readBoxes<Conflict>(ground.db.conflicts, holder.key)];
  show(core, {
    queue,
    conflicts: [...conflicts.values()].sort((a, b) => (a.at < b.at ? 1 : -1)),
    cards: laidOver(core.memory, queue),
  });
}

/** A store that is being closed has nobody to show anything to. */
export function unlessClosed(error: unknown): void {
  if ((error as Error).name !== 'DatabaseClosedError') throw error;
}

/** The cards as a person sees them: what the server last said, and over it what is still in the queue. */
function laidOver(memory: Memory, queue: PhoneState['queue']): ReadonlyMap<string, Card> {
  const cards = new Map<string, Card>(memory.cards);
  for (const [id, actions] of actionsByOrder(queue.map(({ work }) => work))) {
    const card = cards.get(id);
    if (card) cards.set(id, withPending(card, actions));
  }
  return cards;
}

export const emptyMemory = (): Memory => ({
  revision: 0,
  cards: new Map(),
  campaigns: new Map(),
  fields: {},
  facts: null,
  position: atStart,
});

export const remembered = ({ campaigns, fields, facts, position }: Memory) => ({
  campaigns: new Map(campaigns),
  fields,
  facts,
  syncedAt: position.at,
});

/** Reads everything that the holder's key opens. */
export async function open(core: Core, holder: Holder): Promise<void> {
  const { db } = core.ground;
  core.holder = holder;
  const parts = await readBoxes<unknown>(db.parts, holder.key);
  const campaigns = [...parts].filter(([id]) => id.startsWith('campaign ')).map(([, one]) => one as PhoneCampaign);
  core.token = parts.get('token') as string;
  core.memory = {
    revision: await revisionOf(db),
    cards: await readCards(db, holder.key),
    campaigns: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
    fields: (parts.get('fields') as Memory['fields'] | undefined) ?? {},
    facts: (parts.get('facts') as Memory['facts'] | undefined) ?? null,
    position: (parts.get('position') as Position | undefined) ?? atStart,
  };
  show(core, {
    phase: 'open',
    session: parts.get('session') as Session,
    expiresAt: holder.expiresAt,
    shapes: (parts.get('shapes') as PhoneState['shapes'] | undefined) ?? [],
    points: (parts.get('points') as PhoneState['points'] | undefined) ?? null,
    drafts: await readBoxes<unknown>(db.drafts, holder.key),
    ...remembered(core.memory),
  });
  await showQueue(core);
}

export async function showLocked(core: Core): Promise<void> {
  const { db } = core.ground;
  core.holder = undefined;
  core.token = undefined;
  core.memory = emptyMemory();
  const sealed = (await db.sealed.toArray()).reduce((sum, row) => sum + row.count, 0);
  show(core, { ...emptyState, phase: 'locked', lock: await lockOf(db), sealed });
}

/** Inside `exclusively`: seals what was not sent, and locks. */
export async function leave(core: Core, why: LockedWhy): Promise<void> {
  const { db, now, written } = core.ground;
  const current = await holderOf(db);
  if (current) await leavePhone(db, current, why, now());
  await showLocked(core);
  written?.();
}

export async function reread(core: Core): Promise<void> {
  const found = await holderOf(core.ground.db);
  await (found ? open(core, found) : showLocked(core));
}
