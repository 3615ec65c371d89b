import { z } from 'zod';
import { route } from './route.ts';
import { JobStarted, listQuery, Page, Period, SortOrder, Text2 } from './words.ts';

export const RecordField = z.object({
  name: z.string(),
  column: z.string(),
  type: z.enum(['text', 'number', 'integer', 'boolean', 'date']),
  unit: z.string().nullable(),
  label: Text2,
  family: z.enum([
    'identity',
    'ownership',
    'holding',
    'revenue',
    'voice',
    'data',
    'payment',
    'service',
    'competition',
    'other',
  ]),
  /** How it is made, in the words of the builder: entity, expression, derivation. */
  definition: z.string(),
  source: z.string(),
  /** Known values, for text with few of them. */
  values: z.array(z.string()).optional(),
});
export type RecordField = z.infer<typeof RecordField>;

const Value = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** A live campaign, asked of one customer. */
export const QualifyingCampaign = z.object({
  campaign: z.string(),
  objective: Text2,
  state: z.string(),
  /** Whether the audience has them; campaigns that do not are listed too, with the first condition that fails. */
  qualifies: z.boolean(),
  /** Offers whose own condition holds as well, in the order of the campaign; the first is the one they would get. */
  offers: z.array(z.string()),
  conditions: z.array(
    z.object({
      words: Text2,
      holds: z.boolean(),
      values: z.array(z.object({ field: z.string(), label: Text2, unit: z.string().nullable(), value: Value })),
    }),
  ),
});
export type QualifyingCampaign = z.infer<typeof QualifyingCampaign>;

export const customerRoutes = {
  listFields: route({
    method: 'GET',
    path: '/fields',
    summary: 'The catalogue of the customer record',
    permission: 'data.read',
    /** `place`: in the order of the record. */
    query: listQuery(['place', 'name', 'label', 'type', 'family']).extend({
      family: RecordField.shape.family.optional(),
    }),
    response: z.object({
      period: Period.nullable(),
      periods: z.array(Period),
      total: z.number().int(),
      items: z.array(RecordField),
    }),
  }),
  fieldUses: route({
    method: 'GET',
    path: '/fields/:name/uses',
    summary: 'Who stands on a field: saved audiences, tags and campaigns whose rules read it',
    permission: 'data.read',
    params: z.object({ name: z.string() }),
    response: z.object({
      audiences: z.array(z.object({ id: z.string(), name: z.string() })),
      tags: z.array(z.object({ id: z.string(), name: Text2 })),
      campaigns: z.array(z.object({ id: z.string(), objective: Text2, state: z.string() })),
    }),
  }),
  rebuildRecord: route({
    method: 'POST',
    path: '/record/rebuild',
    summary: 'Build the customer record of the given months again',
    permission: 'data.load',
    body: z.object({ periods: z.array(Period).max(120).optional() }),
    response: JobStarted,
  }),
  searchCustomers: route({
    method: 'GET',
    path: '/customers',
    summary:
      'Find customers by number, and, for those who may unmask, by the beginning of the phone or part of the name; always masked',
    permission: 'customers.read',
    query: Page.extend({
      text: z.string().trim().max(100).default(''),
      orgUnitId: z.string().optional(),
      /** `entry`: in the order in which they came to be known. Names are masked, and so not sorted by. */
      sort: z.enum(['entry', 'number', 'unit']).default('entry'),
      order: SortOrder,
    }),
    response: z.object({
      /** At most 10,000: who has more to look through should ask for less. */
      total: z.number().int(),
      more: z.boolean(),
      /** What the text was looked for in. */
      by: z.array(z.enum(['number', 'phone', 'name'])),
      items: z.array(
        z.object({
          customerId: z.string(),
          name: z.string().nullable(),
          phone: z.string().nullable(),
          orgUnitId: z.string().nullable(),
        }),
      ),
    }),
  }),
  readCustomer: route({
    method: 'GET',
    path: '/customers/:customerId',
    summary: 'The unified view of one customer; masked unless the viewer may unmask and asks to',
    permission: 'customers.read',
    audit: true,
    params: z.object({ customerId: z.string() }),
    query: z.object({ unmask: z.stringbool().default(false) }),
    response: z.object({
      customerId: z.string(),
      masked: z.boolean(),
      record: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
      /** Source numbers that were found to be this one customer, each with the evidence that joined it. */
      identities: z.array(
        z.object({ customerId: z.string(), evidence: z.string().nullable(), joinedWith: z.string().nullable() }),
      ),
      entities: z.record(
        z.string(),
        z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())),
      ),
      contacts: z.array(
        z.object({
          at: z.string(),
          channel: z.string(),
          campaign: z.string().nullable(),
          result: z.string().nullable(),
          by: z.string().nullable(),
        }),
      ),
    }),
  }),
  customerOffers: route({
    method: 'GET',
    path: '/customers/:customerId/offers',
    summary: 'What a customer qualifies for: live campaigns whose audience has them, and why',
    permission: 'customers.read',
    params: z.object({ customerId: z.string() }),
    response: z.object({ period: Period, items: z.array(QualifyingCampaign) }),
  }),
  listRefusals: route({
    method: 'GET',
    path: '/refusals',
    summary: 'The do-not-disturb list of the viewer’s territory, newest first unless asked otherwise',
    permission: 'customers.read',
    query: Page.extend({
      customerId: z.string().optional(),
      /** Of one channel; `every`: those that hold for every channel. */
      channel: z.string().max(80).optional(),
      sort: z.enum(['at', 'customer', 'channel']).default('at'),
      order: SortOrder.default('down'),
    }),
    response: z.object({
      total: z.number().int(),
      items: z.array(
        z.object({
          customerId: z.string(),
          /** null: every channel. */
          channel: z.string().nullable(),
          at: z.string(),
          by: z.string().nullable(),
          note: z.string().nullable(),
        }),
      ),
    }),
  }),
  splitIdentity: route({
    method: 'POST',
    path: '/identities/split',
    summary: 'Undo a wrong join; it stays undone',
    permission: 'data.load',
    audit: true,
    body: z.object({ customerId: z.string(), from: z.string(), why: z.string().min(3) }),
    response: z.object({ done: z.literal(true) }),
  }),
};
