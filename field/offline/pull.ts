import type { ClientAction, PhoneCampaign, PhoneField } from '#contract';
import { blockRows } from './cards.ts';
import { lockBox, openBox, type Box } from './cipher.ts';
import { nextRevision, stillHeld, type Held } from './database.ts';
import { replacedResult } from './merge.ts';
import type { Server, SyncAnswer } from './server.ts';
import { cardOf, type Card, type Conflict } from './work.ts';

/** Where the phone stands with its server. */
export interface Position {
  readonly cursor: string | null;
  /** While everything is being asked for: what has come so far. What has not come by the end is the server's no more. */
  readonly seen: readonly string[] | null;
  readonly at: string | null;
}
export const atStart: Position = { cursor: null, seen: null, at: null };

/** What pulling reads and writes: the parts of the phone's memory, as they are on its disk. */
export interface Memory {
  revision: number;
  readonly cards: Map<string, Card>;
  readonly campaigns: Map<string, PhoneCampaign>;
  fields: Readonly<Record<string, PhoneField>>;
  facts: SyncAnswer['facts'];
  position: Position;
}

/**
 *   cursor → page: changed orders, what left, campaigns → one transaction → next page …
 *   at the end: do both sides hold the same? if not, everything is asked for again
 */
export async function pull(
  held: Held,
  server: Server,
  memory: Memory,
  times: { readonly since: string; readonly now: () => Date },
  tell: (orders: number) => void = () => {},
): Promise<void> {
  let whole = memory.position.cursor === null || memory.position.seen !== null;
  let got = 0;
  for (;;) {
    const have = [...memory.campaigns.values()].map(({ id, stamp }) => `${id}:${stamp}`).join(' ');
    const { cursor } = memory.position;
    const answer = await server.sync({ ...(cursor !== null && { cursor }), have, since: times.since });
    whole ||= answer.whole;
    await takePage(held, memory, answer, times.now());
    tell((got += answer.orders.length));
    if (answer.more) continue;
    if (whole || agrees(memory.cards, answer.check)) return;
    whole = true;
    memory.position = atStart;
  }
}

function agrees(cards: ReadonlyMap<string, Card>, check: SyncAnswer['check']): boolean {
  let versions = 0;
  for (const card of cards.values()) versions += card.version;
  return cards.size === check.orders && versions === check.versions;
}

async function takePage(held: Held, memory: Memory, answer: SyncAnswer, now: Date): Promise<void> {
  const { db, key } = held;
  const cards = new Map(memory.cards);
  const changed = new Set<string>();
  for (const order of answer.orders) {
    changed.add(order.id);
    cards.set(order.id, cardOf(order));
  }
  const seen = answer.whole ? [] : memory.position.seen;
  const seenNow = seen && [...seen, ...changed];
  const gone = new Set(answer.gone.map(({ id }) => id));
  if (!answer.more) for (const id of leftovers(cards, answer.closedSince, seenNow)) gone.add(id);
  for (const id of gone) cards.delete(id);
  const position = { cursor: answer.cursor, seen: answer.more ? seenNow : null, at: now.toISOString() };
  const fields = { ...memory.fields, ...answer.fields };
  const facts = answer.facts ?? memory.facts;
  const part = async (id: string, value: unknown) => ({ id, box: await lockBox(key, value) });
  const rows = {
    blocks: await blockRows(key, cards, [...changed, ...gone]),
    details: await Promise.all(answer.orders.filter(({ id }) => cards.has(id)).map((order) => part(order.id, order))),
    parts: await Promise.all([
      part('position', position),
      part('fields', fields),
      part('facts', facts),
      ...answer.campaigns.map((campaign) => part(`campaign ${campaign.id}`, campaign)),
    ]),
    conflicts: await replaced(held, cards, changed, now),
  };
  const revision = await db.transaction(
    'rw',
    [db.blocks, db.details, db.parts, db.sent, db.conflicts, db.kept],
    async () => {
      await stillHeld(held);
      await db.blocks.bulkPut(rows.blocks);
      await db.details.bulkPut(rows.details);
      await db.details.bulkDelete([...gone]);
      await db.sent.bulkDelete([...gone, ...rows.conflicts.map(({ orderId }) => orderId)]);
      await db.conflicts.bulkPut(rows.conflicts.map(({ id, box }) => ({ id, box })));
      await db.parts.bulkPut(rows.parts);
      return nextRevision(db);
    },
  );
  for (const id of gone) memory.cards.delete(id);
  for (const id of changed) {
    const card = cards.get(id);
    if (card) memory.cards.set(id, card);
  }
  for (const campaign of answer.campaigns) memory.campaigns.set(campaign.id, campaign);
  Object.assign(memory, { revision, position, fields, facts });
}

/** What leaves by itself: closed long ago, or not among everything that the server has. */
function leftovers(
  cards: ReadonlyMap<string, Card>,
  closedSince: string,
  seen: readonly string[] | null,
): readonly string[] {
  const all = seen && new Set(seen);
  const since = Date.parse(closedSince);
  return [...cards.values()].filter((card) => (all && !all.has(card.id)) || closedAt(card) < since).map(({ id }) => id);
}

const open = new Set(['released', 'accepted', 'in_progress']);
/** When an order was closed, as the server counts it; open ones never were. */
function closedAt({ state, doneAt, closedAt }: Card): number {
  if (open.has(state)) return Infinity;
  return Math.max(doneAt === null ? 0 : Date.parse(doneAt), closedAt === null ? 0 : Date.parse(closedAt));
}

/** Own results that have been replaced, as far as these orders tell. Told once: the own result is forgotten then. */
async function replaced(
  { db, key }: Held,
  cards: ReadonlyMap<string, Card>,
  changed: ReadonlySet<string>,
  now: Date,
): Promise<{ id: string; orderId: string; box: Box }[]> {
  const rows = (await db.sent.bulkGet([...changed])).filter((row) => row !== undefined);
  const own = await Promise.all(rows.map(({ box }) => openBox<ClientAction>(key, box)));
  const conflicts: { orderId: string; conflict: Conflict }[] = own.flatMap((action) => {
    const card = cards.get(action.workOrderId);
    const conflict = card && replacedResult(action, card, now.toISOString());
    return conflict ? [{ orderId: action.workOrderId, conflict }] : [];
  });
  return Promise.all(
    conflicts.map(async ({ orderId, conflict }) => ({ id: conflict.id, orderId, box: await lockBox(key, conflict) })),
  );
}
