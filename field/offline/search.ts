import type { Card } from './work.ts';

/** What a card is found by, made once a card: cards are never changed in place. */
const texts = new WeakMap<Card, string>();

function textOf(card: Card): string {
  const known = texts.get(card);
  if (known !== undefined) return known;
  const text = [card.customerName, card.customerId, card.phone, card.address].join('\n').toLowerCase();
  texts.set(card, text);
  return text;
}

/** Cards that hold every word of the text, in name, number, phone or address. */
export function searchCards(cards: Iterable<Card>, text: string): Card[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Card[] = [];
  for (const card of cards) {
    const all = textOf(card);
    if (words.every((word) => all.includes(word))) found.push(card);
  }
  return found;
}
