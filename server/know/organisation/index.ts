import type { Feature } from '#platform/feature';
import { listShapes, putShapes } from './unit-shapes.ts';
import { listPeople, listUnits, putPeople, putUnits } from './organisation.ts';

export { listPeople, listUnits, putPeople, putUnits, scopeOf, takesWorkOrders } from './organisation.ts';
export { readPeople, readUnits, subtreeIds } from './organisation-store.ts';
export { parentsFirst } from './org-tree.ts';

export const organisation: Feature = {
  name: 'organisation',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    listOrgUnits: async (context) => ({ items: await listUnits(context) }),
    putOrgUnits: async (context, { body }) => ({ written: await putUnits(context, body.items) }),
    listOrgUnitShapes: async (context) => ({ items: await listShapes(context) }),
    putOrgUnitShapes: (context, { body }) => putShapes(context, body),
    listPeople: (context, { query }) => listPeople(context, query),
    putPeople: async (context, { body }) => ({ written: await putPeople(context, body.items) }),
  },
};
