import type { ClientAction } from '#contract';
import type { Phone } from '../offline/phone.ts';
import type { Card, Work } from '../offline/work.ts';

/** How long a result can be taken back before it leaves. */
export const undoMs = 6_000;

/** An action on an order, happening now. */
export const action = (card: Card, given: Omit<ClientAction, 'id' | 'at' | 'workOrderId'>): Work => ({
  kind: 'action',
  action: {
    id: crypto.randomUUID(),
    workOrderId: card.id,
    at: new Date().toISOString(),
    ...given,
    ...(given.kind === 'result' && { seenResultAt: card.doneAt }),
  },
});

/** Begins an order, once: who calls or arrives has begun. */
export async function begin(phone: Phone, card: Card): Promise<void> {
  if (card.state === 'released' || card.state === 'accepted') await phone.record([action(card, { kind: 'start' })]);
}
