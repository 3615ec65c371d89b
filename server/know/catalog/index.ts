import type { Feature } from '#platform/feature';
import { listOffers, putOffers } from './catalog.ts';

export { listOffers } from './catalog.ts';

export const catalog: Feature = {
  name: 'catalog',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    listOffers: async ({ db }) => ({ items: await listOffers(db) }),
    putOffers: async (context, { body }) => ({ written: await putOffers(context, body.items) }),
  },
};
