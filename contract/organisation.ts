import { z } from 'zod';
import { route } from './route.ts';
import { Id, Text2, SortOrder } from './words.ts';

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

export const PersonRole = z.enum(['frontline', 'grid-manager', 'account-manager', 'agent', 'office']);
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

const Ring = z.array(z.array(z.number()).min(2));
/** GeoJSON (RFC 7946), WGS 84: longitude before latitude, in degrees. */
export const AreaGeometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) }),
]);
export type AreaGeometry = z.infer<typeof AreaGeometry>;
export const OrgUnitShape = z.object({ orgUnitId: Id, geometry: AreaGeometry });
export type OrgUnitShape = z.infer<typeof OrgUnitShape>;

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
  listOrgUnitShapes: route({
    method: 'GET',
    path: '/org-units/shapes',
    summary: 'The outlines of the org units of the viewer’s subtree, for maps; units without one are left out',
    permission: 'organisation.read',
    response: z.object({ items: z.array(OrgUnitShape) }),
  }),
  putOrgUnitShapes: route({
    method: 'POST',
    path: '/org-units/shapes',
    summary: 'Take the outlines of org units from a GeoJSON file; a unit’s earlier outline is replaced',
    permission: 'organisation.write',
    audit: true,
    body: z.object({
      /** The property of each feature that holds the org unit's id; where a feature lacks it, the feature's own id counts. */
      property: z.string().min(1).max(100).default('id'),
      /** The file as it is. What is wrong with a feature is told one by one, each with its place. */
      geojson: z.looseObject({
        type: z.literal('FeatureCollection'),
        features: z.array(z.unknown()).min(1).max(50_000),
      }),
    }),
    response: z.object({
      written: z.number().int(),
      /** Grids of the viewer's subtree that still have no outline. */
      gridsWithout: z.number().int(),
    }),
  }),
  listPeople: route({
    method: 'GET',
    path: '/people',
    summary: 'People of the viewer’s subtree',
    permission: 'organisation.read',
    query: z.object({
      orgUnitId: Id.optional(),
      role: PersonRole.optional(),
      /** Part of a name or of the staff number. */
      text: z.string().max(200).optional(),
      active: z.stringbool().optional(),
      sort: z.enum(['number', 'name', 'role', 'unit', 'minutes']).default('number'),
      order: SortOrder,
      /** Without it, all of them. */
      limit: z.coerce.number().int().min(1).max(10_000).optional(),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    response: z.object({ total: z.number().int(), items: z.array(Person) }),
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
