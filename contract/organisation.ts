import { z } from 'zod';
import { route } from './route.ts';
import { Id, Text2 } from './words.ts';

export const OrgUnitKind = z.enum(['group', 'province', 'local-network', 'branch', 'grid']);
export const OrgUnit = z.object({
  id: Id,
  parentId: Id.nullable(),
  kind: OrgUnitKind,
  name: Text2,
  longitude: z.number().nullable().default(null),
  latitude: z.number().nullable().default(null),
});
export type OrgUnit = z.infer<typeof OrgUnit>;

export const PersonRole = z.enum(['frontline', 'grid-manager', 'account-manager', 'office']);
export const Person = z.object({
  id: Id,
  orgUnitId: Id,
  name: Text2,
  role: PersonRole,
  /** Working minutes a day that work orders may fill. */
  dailyMinutes: z.number().int().min(0).max(1440).default(420),
  active: z.boolean().default(true),
});
export type Person = z.infer<typeof Person>;

export const organisationRoutes = {
  listOrgUnits: route({
    method: 'GET',
    path: '/org-units',
    summary: 'The viewer’s subtree of the organisation, parents before children',
    permission: 'organisation.read',
    response: z.object({ items: z.array(OrgUnit) }),
  }),
  putOrgUnits: route({
    method: 'PUT',
    path: '/org-units',
    summary: 'Create or change org units',
    permission: 'organisation.write',
    audit: true,
    body: z.object({ items: z.array(OrgUnit).min(1).max(10_000) }),
    response: z.object({ written: z.number().int() }),
  }),
  listPeople: route({
    method: 'GET',
    path: '/people',
    summary: 'People of the viewer’s subtree',
    permission: 'organisation.read',
    query: z.object({ orgUnitId: Id.optional(), role: PersonRole.optional() }),
    response: z.object({ items: z.array(Person) }),
  }),
  putPeople: route({
    method: 'PUT',
    path: '/people',
    summary: 'Create or change people',
    permission: 'organisation.write',
    audit: true,
    body: z.object({ items: z.array(Person).min(1).max(10_000) }),
    response: z.object({ written: z.number().int() }),
  }),
};
