import { z } from 'zod';
import { route } from './route.ts';
import { Id, Page, Period, Text2 } from './words.ts';

/** A rule as text, or as the rule-group JSON of react-querybuilder. */
export const RuleInput = z.union([
  z.string(),
  z.object({ text: z.string() }),
  z.object({ combinator: z.string(), rules: z.array(z.unknown()) }).loose(),
]);
export type RuleInput = z.infer<typeof RuleInput>;

const ask = z.object({ rule: RuleInput, period: Period.optional() });

export const Audience = z.object({
  id: Id,
  name: z.string().min(1).max(120),
  orgUnitId: Id,
  rule: z.string(),
  version: z.number().int(),
  size: z.number().int().nullable(),
  period: Period.nullable(),
  changedAt: z.string(),
  changedBy: z.string(),
});
export const Tag = z.object({
  id: Id,
  name: Text2,
  rule: z.string(),
  version: z.number().int(),
  coverage: z.array(z.object({ period: Period, customers: z.number().int() })),
});

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
  exportAudience: route({
    method: 'POST',
    path: '/audiences/export',
    summary: 'The customers of an audience as CSV',
    permission: 'audiences.export',
    audit: true,
    streams: 'text/csv',
    body: ask.extend({ fields: z.array(z.string()).max(200).default([]) }),
    response: z.string(),
  }),
  listAudiences: route({
    method: 'GET',
    path: '/audiences',
    summary: 'Saved audiences',
    permission: 'audiences.read',
    query: Page,
    response: z.object({ total: z.number().int(), items: z.array(Audience) }),
  }),
  putAudience: route({
    method: 'PUT',
    path: '/audiences/:id',
    summary: 'Save an audience; a changed rule is a new version',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({ name: z.string().min(1).max(120), orgUnitId: Id.optional(), rule: RuleInput }),
    response: Audience,
  }),
  listTags: route({
    method: 'GET',
    path: '/tags',
    summary: 'Tags with their coverage',
    permission: 'audiences.read',
    response: z.object({ items: z.array(Tag) }),
  }),
  putTag: route({
    method: 'PUT',
    path: '/tags/:id',
    summary: 'Save a tag and materialise it for the newest period',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({ name: Text2, rule: RuleInput }),
    response: Tag,
  }),
};
