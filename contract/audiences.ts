import { z } from 'zod';
import { route } from './route.ts';
import { RuleInput } from './rules.ts';
import { Overlap } from './tags.ts';
import { Id, Page, Period, SortOrder, Text2 } from './words.ts';

const ask = z.object({ rule: RuleInput, period: Period.optional() });

/**
 * Of the customers of a rule the first so many by a value, or so many drawn by chance. Equal values stand in the order of
 * the customer numbers; the draw is by a hash of seed and customer number. So the same data give the same customers.
 */
export const Limit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('top'),
    /** A number of the record, a score, or any formula that gives a number. */
    by: z.string().min(1).max(2000),
    order: z.enum(['down', 'up']).default('down'),
    n: z.number().int().min(1).max(100_000_000),
  }),
  z.object({
    kind: z.literal('sample'),
    n: z.number().int().min(1).max(100_000_000),
    seed: z.number().int().min(0).max(4_294_967_295).default(0),
  }),
]);
export type Limit = z.infer<typeof Limit>;

export const Audience = z.object({
  id: Id,
  name: z.string().min(1).max(120),
  orgUnitId: Id,
  rule: z.string(),
  /** Taken of the rule’s customers in the audience’s own org unit; null: all of them. */
  limit: Limit.nullable(),
  version: z.number().int(),
  size: z.number().int().nullable(),
  period: Period.nullable(),
  changedAt: z.string(),
  changedBy: z.string(),
});
export const AudienceDetail = Audience.extend({
  orgUnitName: Text2,
  /** Every rule it has had, the newest first. */
  versions: z.array(
    z.object({
      version: z.number().int(),
      rule: z.string(),
      limit: Limit.nullable(),
      at: z.string(),
      by: z.string(),
    }),
  ),
});
export type AudienceDetail = z.infer<typeof AudienceDetail>;

/** One field by which an audience differs from everybody whom the viewer may see. */
export const FieldDifference = z.object({
  field: z.string(),
  label: Text2,
  unit: z.string().nullable(),
  /** `mean` of a number; `share` of those who have it true, or, for a text, whose value is `value`. */
  measure: z.enum(['mean', 'share']),
  value: z.string().nullable(),
  audience: z.number(),
  population: z.number(),
  /**
   * Standardised difference: the difference of the means over the pooled standard deviation, √((s₁² + s₀²) / 2)
   * (Austin 2009, doi:10.1002/sim.3697). 0.1 is small, 0.8 is large.
   */
  difference: z.number(),
  /** The rule itself asks for this field, or for another figure of the same measure. */
  inRule: z.boolean(),
});
export type FieldDifference = z.infer<typeof FieldDifference>;

export const audienceRoutes = {
  countAudience: route({
    method: 'POST',
    path: '/audiences/count',
    summary: 'How many customers a rule selects, of those the viewer may see',
    permission: 'audiences.read',
    body: ask,
    response: z.object({ count: z.number().int(), total: z.number().int(), period: Period, ms: z.number() }),
  }),
  explainAudience: route({
    method: 'POST',
    path: '/audiences/explain',
    summary: 'A rule in words, its SQL, its fields and what it will cost',
    permission: 'audiences.read',
    body: ask,
    response: z.object({
      rule: z.string(),
      words: Text2,
      sql: z.string(),
      params: z.record(z.string(), z.unknown()),
      fields: z.array(z.string()),
      /** What the engine expects to read. */
      estimate: z.object({ rows: z.number(), marks: z.number() }),
      group: z.unknown(),
      period: Period,
    }),
  }),
  audienceFunnel: route({
    method: 'POST',
    path: '/audiences/funnel',
    summary: 'How many customers each condition keeps, one after the other',
    permission: 'audiences.read',
    body: ask,
    response: z.object({
      total: z.number().int(),
      period: Period,
      steps: z.array(
        z.object({ condition: z.string(), words: Text2, alone: z.number().int(), soFar: z.number().int() }),
      ),
    }),
  }),
  groupAudience: route({
    method: 'POST',
    path: '/audiences/group',
    summary: 'An audience counted by the values of one field',
    permission: 'audiences.read',
    body: ask.extend({ by: z.string() }),
    response: z.object({
      period: Period,
      items: z.array(
        z.object({ value: z.union([z.string(), z.number(), z.boolean()]).nullable(), count: z.number().int() }),
      ),
    }),
  }),
  estimateAudience: route({
    method: 'POST',
    path: '/audiences/estimate',
    summary: 'About how many customers a rule selects, from a sample: for large records, before the exact count',
    permission: 'audiences.read',
    body: ask,
    response: z.object({
      count: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
      /** The share of the customers looked at, above 0 to 1; at 1 the count is exact. */
      share: z.number(),
      period: Period,
      ms: z.number(),
    }),
  }),
  profileAudience: route({
    method: 'POST',
    path: '/audiences/profile',
    summary: 'The fields that set an audience apart, by standardised difference against everybody',
    permission: 'audiences.read',
    body: ask.extend({ limit: z.number().int().min(1).max(100).default(10) }),
    response: z.object({
      period: Period,
      /** How many were looked at; all there are, or of many a sample of whole blocks of the record. */
      customers: z.number().int(),
      population: z.number().int(),
      sampled: z.boolean(),
      fields: z.number().int(),
      items: z.array(FieldDifference),
      ms: z.number(),
    }),
  }),
  reachAudience: route({
    method: 'POST',
    path: '/audiences/reach',
    summary:
      'Who of an audience would get nothing if a campaign began today, and why; each counted once, by the first reason',
    permission: 'audiences.read',
    body: ask,
    response: z.object({
      total: z.number().int(),
      reachable: z.number().int(),
      period: Period,
      items: z.array(
        z.object({
          reason: z.enum(['do-not-disturb', 'no-grid', 'no-person', 'no-phone', 'recently-contacted']),
          count: z.number().int(),
        }),
      ),
      /** What `recently-contacted` looks back on. */
      windowDays: z.number().int(),
    }),
  }),
  exportAudience: route({
    method: 'POST',
    path: '/audiences/export',
    summary: 'The customers of an audience as CSV',
    permission: 'audiences.export',
    audit: true,
    streams: 'text/csv',
    body: ask.extend({ fields: z.array(z.string()).max(200).default([]), limit: Limit.optional() }),
    response: z.string(),
  }),
  listAudiences: route({
    method: 'GET',
    path: '/audiences',
    summary: 'Saved audiences',
    permission: 'audiences.read',
    query: Page.extend({
      /** Part of the id, the name or the rule. */
      text: z.string().default(''),
      sort: z.enum(['id', 'name', 'size', 'changed']).default('id'),
      order: SortOrder,
    }),
    response: z.object({ total: z.number().int(), items: z.array(Audience) }),
  }),
  readAudience: route({
    method: 'GET',
    path: '/audiences/:id',
    summary: 'One saved audience with every version of its rule',
    permission: 'audiences.read',
    params: z.object({ id: Id }),
    response: AudienceDetail,
  }),
  putAudience: route({
    method: 'PUT',
    path: '/audiences/:id',
    summary: 'Save an audience; a changed rule is a new version',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({
      name: z.string().min(1).max(120),
      orgUnitId: Id.optional(),
      rule: RuleInput,
      limit: Limit.nullable().optional(),
    }),
    response: Audience,
  }),
  limitAudience: route({
    method: 'POST',
    path: '/audiences/limit',
    summary: 'The first so many customers of a rule by a value, or a random sample that comes out the same again',
    permission: 'audiences.read',
    body: ask.extend({ limit: Limit, shown: z.number().int().min(0).max(100).default(20) }),
    response: z.object({
      period: Period,
      /** All whom the rule selects, and those taken of them. */
      count: z.number().int(),
      taken: z.number().int(),
      /** Whose value is missing: they cannot be ranked. */
      unranked: z.number().int(),
      /** Of those taken; null for a sample and where nobody is taken. */
      values: z.object({ least: z.number(), most: z.number(), mean: z.number() }).nullable(),
      /** Not taken, though their value equals the last one taken. */
      tiedOut: z.number().int(),
      /** The first of them, for viewers who may see customers. */
      items: z.array(
        z.object({ customerId: z.string(), orgUnitId: z.string().nullable(), value: z.number().nullable() }),
      ),
      ms: z.number(),
    }),
  }),
  overlapAudience: route({
    method: 'POST',
    path: '/audiences/overlap',
    summary: 'How far a rule selects the same customers as saved audiences and published tags',
    permission: 'audiences.read',
    body: ask.extend({
      /** Only these; without them, all that the viewer may see, the most alike first. */
      audiences: z.array(Id).max(100).optional(),
      tags: z.array(Id).max(100).optional(),
      limit: z.number().int().min(1).max(200).default(20),
    }),
    response: z.object({ period: Period, customers: z.number().int(), items: z.array(Overlap), ms: z.number() }),
  }),
  vennAudiences: route({
    method: 'POST',
    path: '/audiences/venn',
    summary: 'Two or three rules against each other: how many customers are in each part of the diagram',
    permission: 'audiences.read',
    body: z.object({ rules: z.array(RuleInput).min(2).max(3), period: Period.optional() }),
    response: z.object({
      period: Period,
      customers: z.array(z.number().int()),
      /** Every part that is inside at least one: `inside` says for each rule whether the part is in it. */
      parts: z.array(z.object({ inside: z.array(z.boolean()), customers: z.number().int() })),
      ms: z.number(),
    }),
  }),
};
