import type { Feature } from '#platform/feature';
import { listPeople, listUnits, putPeople, putUnits } from './organisation.ts';

export { listPeople, listUnits, putPeople, putUnits, scopeOf } from './organisation.ts';
export { readPeople, readUnits, subtreeIds } from './organisation-store.ts';
export { parentsFirst } from './org-tree.ts';

export const organisation: Feature = {
  name: 'organisation',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    listOrgUnits: async (context) => ({ items: await listUnits(context) }),
    putOrgUnits: async (context, { body }) => ({ written: await putUnits(context, body.items) }),
    listPeople: async (context, { query }) => ({ items: await listPeople(context, query) }),
    putPeople: async (context, { body }) => ({ written: await putPeople(context, body.items) }),
  },
};
