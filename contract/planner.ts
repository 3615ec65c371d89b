import { z } from 'zod';
import { route } from './route.ts';
import { Absence } from './work-terms.ts';
import { Day, Id, JobStarted, Page, SortOrder, Text2 } from './words.ts';

const PlanId = z.string().min(1).max(100);
const byPlan = z.object({ id: PlanId });

/** A limit that a plan does not keep. Only minimums are ever missed, where no plan was found that meets them all. */
const Violation = z.object({ limit: z.string(), allowed: z.number(), used: z.number() });

/** A plan that became the schedule of campaigns. Money in yuan. */
export const Plan = z.object({
  id: PlanId,
  campaigns: z.array(Id),
  madeAt: z.string(),
  madeBy: z.string(),
  /** The days it fills; null where there was none. */
  firstOn: Day.nullable(),
  lastOn: Day.nullable(),
  /** Expected gain; no plan within the limits is worth more than `bound`; gap = (bound − value) / bound. */
  value: z.number(),
  bound: z.number(),
  gap: z.number(),
  /** What this proves, in a sentence. */
  certificate: Text2,
  contacts: z.number().int(),
  targets: z.number().int(),
  candidates: z.number().int(),
  people: z.number().int(),
  /** From what is read to what is written. */
  seconds: z.number(),
  /** Of them what the solver took; null of plans made before that was noted. */
  solveSeconds: z.number().nullable(),
  peakMb: z.number().int(),
  /** Found by a checker that shares no code with the planner. */
  violated: z.array(Violation),
  /** Offers that its campaigns could not make: closed by planning anew, or inactive in the catalogue. */
  closed: z.array(z.object({ campaign: Id, offer: Id })),
  /** Where the minimums cannot all be met: by how much every plan misses them, and which limits contradict one another. */
  contradiction: z.object({ atLeast: z.number(), limits: z.array(z.string()) }).nullable(),
  /** What other ways of planning would bring within the same limits. */
  methods: z.array(
    z.object({
      method: z.enum(['simple-rule', 'by-chance', 'by-gain']),
      value: z.number(),
      contacts: z.number().int(),
      /** The plan for which it was compared, where only little was planned anew since. */
      plan: z.string().optional(),
    }),
  ),
  /** Of a plan made from another: promises that had become impossible, and of the others those kept and broken. */
  replanned: z.object({ lost: z.number().int(), kept: z.number().int(), broken: z.number().int() }).nullable(),
});
export type Plan = z.infer<typeof Plan>;

export const PlanCalendar = z.object({
  total: z.number().int(),
  days: z.array(Day),
  items: z.array(
    z.object({
      personId: Id,
      name: Text2.nullable(),
      orgUnitId: z.string(),
      contacts: z.number().int(),
      gain: z.number(),
      /** By day of `days`. */
      cells: z.array(
        z.object({
          /** There for the plan: usual minutes less absence and earlier promises. */
          minutes: z.number(),
          used: z.number(),
          contacts: z.number().int(),
          /** What one more hour would bring, in yuan. */
          hourPrice: z.number(),
        }),
      ),
    }),
  ),
});
export type PlanCalendar = z.infer<typeof PlanCalendar>;

export const LimitKind = z.enum([
  'person',
  'channel',
  'offer',
  'offer-least',
  'offer-budget',
  'budget',
  'least',
  'least-unit',
]);

/** A limit and what one more unit of it would bring. */
export const PlanPrice = z.object({
  kind: LimitKind,
  /** What a what-if calls it by. */
  name: z.string(),
  subject: z.string(),
  orgUnitId: z.string().nullable(),
  sense: z.enum(['at-most', 'at-least']),
  unit: z.enum(['hour', 'contact', 'yuan']),
  firstOn: Day,
  lastOn: Day,
  allowed: z.number(),
  used: z.number(),
  /** Yuan for one more unit (of a minimum: for one less). */
  price: z.number(),
  advice: Text2,
});
export type PlanPrice = z.infer<typeof PlanPrice>;

export const WhatIfAnswer = z.object({
  /** What the changes bring by the plan's prices, in yuan: the first units bring so much, further ones never more. */
  byPrices: z.number(),
  /** No more than this can come of them, whatever the plan. */
  atMost: z.number(),
  words: Text2,
  /** The job that plans anew with the changes, where that was asked for. */
  job: z.string().nullable(),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;

export const plannerRoutes = {
  listPlans: route({
    method: 'GET',
    path: '/plans',
    summary: 'Plans of campaigns of the viewer’s subtree, newest first unless asked otherwise',
    permission: 'campaigns.read',
    query: Page.extend({
      campaign: Id.optional(),
      /** Part of the plan's name or of its campaigns'. */
      text: z.string().max(200).default(''),
      sort: z.enum(['made', 'first', 'targets', 'contacts', 'value', 'gap']).default('made'),
      order: SortOrder.default('down'),
    }),
    response: z.object({ total: z.number().int(), items: z.array(Plan) }),
  }),
  makePlan: route({
    method: 'POST',
    path: '/plans',
    summary: 'Schedule campaigns in one plan; a job',
    permission: 'campaigns.write',
    body: z.object({ campaigns: z.array(Id).min(1).max(20) }),
    response: JobStarted,
  }),
  readPlan: route({
    method: 'GET',
    path: '/plans/:id',
    summary: 'One plan with its proof, what other methods would bring, and what was planned the month before',
    permission: 'campaigns.read',
    params: byPlan,
    response: Plan.extend({
      lastMonth: z.object({ plans: z.number().int(), value: z.number(), contacts: z.number().int() }).nullable(),
      /** The plan that its campaigns follow, where that is a later one. */
      newer: PlanId.nullable(),
      /** Offers closed in its campaigns until they are opened again, and by whom. */
      closedNow: z.array(z.object({ campaign: Id, offer: Id, by: z.string(), at: z.string() })),
    }),
  }),
  planCalendar: route({
    method: 'GET',
    path: '/plans/:id/calendar',
    summary: 'People and days: minutes there, minutes filled, and the price of an hour',
    permission: 'campaigns.read',
    params: byPlan,
    query: Page.extend({
      orgUnitId: Id.optional(),
      personId: Id.optional(),
      sort: z.enum(['price', 'load', 'person']).default('price'),
    }),
    response: PlanCalendar,
  }),
  planContacts: route({
    method: 'GET',
    path: '/plans/:id/contacts',
    summary: 'Contacts of a plan: who, what, from whom, when',
    permission: 'campaigns.read',
    params: byPlan,
    query: Page.extend({ personId: Id.optional(), day: Day.optional(), campaign: Id.optional() }),
    response: z.object({
      total: z.number().int(),
      items: z.array(
        z.object({
          customerId: z.string().nullable(),
          orgUnitId: z.string(),
          campaign: Id,
          offer: Id,
          channel: z.string(),
          personId: Id.nullable(),
          /** The grid's pool: anybody of the grid may take it; it stands in this person's minutes. */
          pool: z.boolean(),
          day: Day,
          minutes: z.number(),
          gain: z.number(),
        }),
      ),
    }),
  }),
  planPrices: route({
    method: 'GET',
    path: '/plans/:id/prices',
    summary: 'Limits by what they cost, the dearest first, each with plain advice',
    permission: 'campaigns.read',
    params: byPlan,
    query: Page.extend({ kind: LimitKind.optional(), subject: z.string().max(100).optional() }),
    response: z.object({ total: z.number().int(), items: z.array(PlanPrice) }),
  }),
  planUnserved: route({
    method: 'GET',
    path: '/plans/:id/unserved',
    summary: 'Who gets nothing, and why: by reason and by what crowded them out',
    permission: 'campaigns.read',
    params: byPlan,
    response: z.object({
      /** Left out before planning, of all campaigns of the plan. */
      excluded: z.array(z.object({ reason: z.string(), count: z.number().int() })),
      unserved: z.array(
        z.object({
          reason: z.string(),
          crowdedBy: z.enum(['time', 'channel', 'limit', 'household', 'other-campaign']).nullable(),
          subject: z.string().nullable(),
          /** A limit in words, where it was one that crowded them out. */
          called: Text2.nullable(),
          count: z.number().int(),
          /** What the next best contact of each would have brought, together. */
          gain: z.number(),
        }),
      ),
    }),
  }),
  planPlaces: route({
    method: 'GET',
    path: '/plans/:id/places',
    summary: 'A plan by grid: contacts, gain, who gets nothing, and the price of an hour',
    permission: 'campaigns.read',
    params: byPlan,
    response: z.object({
      items: z.array(
        z.object({
          orgUnitId: z.string(),
          contacts: z.number().int(),
          unserved: z.number().int(),
          gain: z.number(),
          hourPrice: z.number().nullable(),
        }),
      ),
    }),
  }),
  planWhatIf: route({
    method: 'POST',
    path: '/plans/:id/what-if',
    summary: 'What if a limit were otherwise: answered from the prices at once, by planning anew where asked',
    permission: 'campaigns.read',
    params: byPlan,
    body: z.object({
      changes: z
        .array(z.object({ name: z.string().min(1).max(200), by: z.number().min(-1e12).max(1e12) }))
        .min(1)
        .max(100),
      replan: z.boolean().default(false),
    }),
    response: WhatIfAnswer,
  }),
  replanPlan: route({
    method: 'POST',
    path: '/plans/:id/replan',
    summary: 'Plan anew after a change (somebody is away, an offer is closed or open again), keeping promises; a job',
    permission: 'campaigns.write',
    audit: true,
    params: byPlan,
    body: z.object({
      absent: z.array(Absence).max(1000).default([]),
      /** Not made any more by the plan's campaigns, in this plan and the next ones, until they are opened again. */
      closedOffers: z.array(Id).max(50).default([]),
      openedOffers: z.array(Id).max(50).default([]),
      /** What breaking a promise that could be kept must bring, in yuan. */
      stability: z.number().min(0).default(1000),
    }),
    response: JobStarted,
  }),
};
