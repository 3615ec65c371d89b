import { z } from 'zod';
import { Session } from './access.ts';
import { OrgUnit } from './organisation.ts';
import { route } from './route.ts';
import { Id, Instant, Text2 } from './words.ts';
import { ResultKind, WorkOrder, WorkOrderDetail } from './worklist.ts';

const Value = z.union([z.string(), z.number(), z.boolean()]);

/** One work order as a phone keeps it: all that is this customer's own. What its campaign shares is a `PhoneCampaign`. */
export const PhoneOrder = WorkOrder.extend({
  phone: z.string().nullable(),
  address: z.string().nullable(),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  tenureMonths: z.number().nullable(),
  /** Expected margin of the offer over its horizon, in fen: only to put orders into their order. */
  valueFen: z.number().int(),
  /** How long it should take. */
  minutes: z.number(),
  /** Values of the customer record by field; labels and units are in `fields` of the answer. Empty ones are left out. */
  facts: z.record(z.string(), Value),
  /** The channels that the customer has refused; '' is all of them. */
  refused: z.array(z.string()),
  lastContacts: z.array(
    z.object({ at: z.string(), channel: z.string(), campaign: z.string().nullable(), result: z.string().nullable() }),
  ),
  closedAt: z.string().nullable(),
  declineReason: z.string().nullable(),
  followUpOn: z.string().nullable(),
  /** What has been told of the form so far, each field by its newest answer. */
  feedback: z.record(z.string(), Value),
  stepsDone: z.record(z.string(), z.string()),
  /** Why it was cancelled or has expired. */
  closedWhy: z.string().nullable(),
  /** Why this customer, by the models that the campaign's rule reads: what raises the score, in words. */
  reasons: z.array(Text2).optional(),
});
export type PhoneOrder = z.infer<typeof PhoneOrder>;

/** What all orders of a campaign share. `stamp` changes with any of it. */
export const PhoneCampaign = z.object({
  id: Id,
  stamp: z.string(),
  objective: Text2,
  offers: z.array(z.object({ id: Id, name: Text2, pitch: Text2.nullable() })),
  why: z.object({ words: Text2, fields: z.array(z.string()) }),
  script: z.union([z.string(), Text2]),
  steps: z.array(z.object({ id: z.string(), label: Text2 })),
  form: WorkOrderDetail.shape.form,
  kit: WorkOrderDetail.shape.kit,
});
export type PhoneCampaign = z.infer<typeof PhoneCampaign>;

/** What a value of the customer record is called, and whether it says what somebody holds. */
export const PhoneField = z.object({ label: Text2, unit: z.string().nullable(), holding: z.boolean() });
export type PhoneField = z.infer<typeof PhoneField>;

export const PhoneFacts = z.object({
  /** Working minutes a day. */
  dailyMinutes: z.number(),
  units: z.array(OrgUnit),
  /** Results of this person's own orders since the given instant. */
  tally: z.partialRecord(ResultKind, z.number().int()),
  /** Of the accepted ones among them: how many the order books show, and how many could be looked up. */
  truth: z.object({ looked: z.number().int(), found: z.number().int() }),
});
export type PhoneFacts = z.infer<typeof PhoneFacts>;

const Base64 = z.base64();
export const phoneRoutes = {
  openPhone: route({
    method: 'POST',
    path: '/phone/session',
    summary: 'Log in on a phone: a bearer token that outlives the app, and the key that seals what could not be sent',
    permission: 'public',
    body: z.object({ login: z.string(), password: z.string() }),
    response: Session.extend({ token: z.string(), expiresAt: Instant, sealingKey: z.string() }),
  }),
  openSeal: route({
    method: 'POST',
    path: '/phone/unseal',
    summary: 'The key of a queue that was sealed for this account',
    permission: 'signed-in',
    body: z.object({ ephemeral: Base64, salt: Base64 }),
    response: z.object({ key: Base64 }),
  }),
  syncPhone: route({
    method: 'GET',
    path: '/phone/sync',
    summary: 'What has changed in one’s own work since a cursor, with everything needed to do it offline; paged',
    permission: 'work.do',
    query: z.object({
      /** From the answer before; without it, everything. */
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
      /** `id:stamp` of the campaigns the phone has, separated by spaces; they are not sent again. */
      have: z.string().max(20_000).default(''),
      /** From when on results are tallied: the beginning of the phone's month. */
      since: Instant,
    }),
    response: z.object({
      cursor: z.string(),
      more: z.boolean(),
      /** The phone's cursor was not understood or is of another month's data: what follows is everything, from the start. */
      whole: z.boolean(),
      orders: z.array(PhoneOrder),
      /** Orders that are nobody's business here any more: given to somebody else, or taken from the pool. */
      gone: z.array(z.object({ id: z.string(), to: Text2.nullable() })),
      campaigns: z.array(PhoneCampaign),
      /** Of the fields that orders of this answer speak of. */
      fields: z.record(z.string(), PhoneField),
      /** With the last page. */
      facts: PhoneFacts.nullable(),
      /** How many orders the phone holds when it has all, and the sum of their versions: when it differs, ask for everything. */
      check: z.object({ orders: z.number().int(), versions: z.number().int() }),
      /** Closed orders older than this instant leave the phone. */
      closedSince: Instant,
      now: Instant,
    }),
  }),
};
