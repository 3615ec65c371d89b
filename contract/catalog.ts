import { z } from 'zod';
import { route } from './route.ts';
import { Id, Text2 } from './words.ts';

export const Offer = z.object({
  id: Id,
  name: Text2,
  kind: z.enum(['data-pack', 'voice-pack', 'plan', 'bundle', 'device', 'broadband', 'service', 'gift']),
  products: z.array(z.string()).default([]),
  /** Price and gross margin a month, in fen, while the customer holds it. */
  monthlyPriceFen: z.number().int().min(0),
  monthlyMarginFen: z.number().int(),
  /** Over how many months revenue of one success is counted. */
  horizonMonths: z.number().int().min(1).max(60).default(12),
  /** One sentence a frontline person can say. */
  pitch: Text2.optional(),
  active: z.boolean().default(true),
});
export type Offer = z.infer<typeof Offer>;

export const catalogRoutes = {
  listOffers: route({
    method: 'GET',
    path: '/offers',
    summary: 'The offers',
    permission: 'signed-in',
    response: z.object({ items: z.array(Offer) }),
  }),
  putOffers: route({
    method: 'PUT',
    path: '/offers',
    summary: 'Create or change offers',
    permission: 'catalog.write',
    audit: true,
    body: z.object({ items: z.array(Offer).min(1).max(5000) }),
    response: z.object({ written: z.number().int() }),
  }),
};
