import { lockBox, openBox } from './cipher.ts';
import type { PhoneDatabase } from './database.ts';
import type { Card } from './work.ts';

/** Ten thousand cards are some 150 a block: quick to open all, cheap to write one. */
const blocks = 64;

/** FNV-1a: which block an order lies in, the same on every start. */
export function blockOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % blocks;
}

export async function readCards(db: PhoneDatabase, key: CryptoKey): Promise<Map<string, Card>> {
  const rows = await db.blocks.toArray();
  const opened = await Promise.all(rows.map(({ box }) => openBox<Card[]>(key, box)));
  return new Map(opened.flat().map((card) => [card.id, card]));
}

/** The blocks that hold these orders, as they are to be written. */
export async function blockRows(
  key: CryptoKey,
  cards: ReadonlyMap<string, Card>,
  changed: Iterable<string>,
): Promise<{ block: number; box: Awaited<ReturnType<typeof lockBox>> }[]> {
  const touched = new Map([...changed].map((id) => [blockOf(id), [] as Card[]]));
  for (const card of cards.values()) touched.get(blockOf(card.id))?.push(card);
  return Promise.all([...touched].map(async ([block, own]) => ({ block, box: await lockBox(key, own) })));
}
