import { z } from 'zod';
import { route } from './route.ts';
import { JobStarted, Page, Period, Text2 } from './words.ts';

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

export const customerRoutes = {
  listFields: route({
    method: 'GET',
    path: '/fields',
    summary: 'The catalogue of the customer record',
    permission: 'data.read',
    response: z.object({
      period: Period.nullable(),
      periods: z.array(Period),
      total: z.number().int(),
      items: z.array(RecordField),
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
    summary: 'Find customers by number, name or phone',
    permission: 'customers.read',
    query: Page.extend({ text: z.string().default('') }),
    response: z.object({
      total: z.number().int(),
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
