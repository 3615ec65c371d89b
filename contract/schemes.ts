import { z } from 'zod';
import { route } from './route.ts';
import { Id, Period, Text2 } from './words.ts';

export const SchemeName = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'small letters, digits and underscore');

/** A points scheme: formulas over indicators, in the product's one expression language. */
export const SchemeFile = z.strictObject({
  scheme: Id,
  title: Text2,
  /** Named values that terms and other definitions may use. */
  definitions: z.record(SchemeName, z.string()).default({}),
  terms: z
    .array(
      z.strictObject({
        id: SchemeName,
        label: Text2,
        /** In points where 100 is what is expected. */
        formula: z.string().min(1),
        /** The same without adjustment, shown beside it. */
        raw: z.string().min(1).optional(),
        /** Shares of the whole: they add up to 1. */
        weight: z.number().positive().max(1),
        floor: z.number().default(0),
        cap: z.number().default(150),
        /** Below so much of an indicator too little is known: the term counts `otherwise`. */
        minimum: z.strictObject({ indicator: SchemeName, least: z.number() }).optional(),
        otherwise: z.number().default(100),
      }),
    )
    .min(1)
    .max(20),
  pay: z.strictObject({
    /** Yuan for each point within a band, from so many points on. */
    bands: z.array(z.strictObject({ from: z.number().min(0), yuanPerPoint: z.number().min(0) })).min(1),
    capYuan: z.number().min(0),
  }),
});
export type SchemeFile = z.infer<typeof SchemeFile>;

export const Scheme = z.object({
  id: Id,
  version: z.number().int(),
  file: SchemeFile,
  by: z.string(),
  at: z.string(),
});

export type Scheme = z.infer<typeof Scheme>;

export const schemeRoutes = {
  putScheme: route({
    method: 'PUT',
    path: '/appraisal/schemes/:id',
    summary: 'A new version of a points scheme; refused with every reason it cannot work',
    permission: 'campaigns.approve',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({ file: SchemeFile }),
    response: Scheme,
  }),
  listSchemes: route({
    method: 'GET',
    path: '/appraisal/schemes',
    summary: 'Points schemes, newest versions, and the indicators that formulas may name',
    permission: 'reports.read',
    response: z.object({
      items: z.array(Scheme),
      indicators: z.array(z.object({ name: z.string(), label: Text2, unit: z.string().nullable() })),
    }),
  }),
  simulateScheme: route({
    method: 'POST',
    path: '/appraisal/simulation',
    summary:
      'A scheme over months that are past, beside the one in force: who gains, who loses, what it costs, what it rewards',
    permission: 'reports.read',
    body: z.object({ file: SchemeFile, months: z.array(Period).min(1).max(24), against: Id.optional() }),
    response: z.object({
      people: z.number().int(),
      costYuan: z.number(),
      costBeforeYuan: z.number(),
      gaining: z.number().int(),
      losing: z.number().int(),
      changes: z.array(
        z.object({ personId: Id, month: Period, before: z.number(), after: z.number(), yuan: z.number() }),
      ),
      /** Rank correlation of the points with each indicator. */
      rewards: z.array(z.object({ indicator: z.string(), correlation: z.number() })),
    }),
  }),
};
