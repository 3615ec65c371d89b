import { z } from 'zod';
import { ChannelKind } from './campaign-file.ts';
import { route } from './route.ts';
import { Day, Id, Instant, Page, SortOrder, Text2 } from './words.ts';

export const WorkOrderState = z.enum([
  'planned',
  'released',
  'accepted',
  'in_progress',
  'done',
  'expired',
  'cancelled',
  'returned',
]);
export type WorkOrderState = z.infer<typeof WorkOrderState>;
export const ResultKind = z.enum([
  'accepted',
  'considering',
  'declined',
  'unreachable',
  'wrong_details',
  'do_not_disturb',
]);
export type ResultKind = z.infer<typeof ResultKind>;
export const declineReasons = [
  'price',
  'no_need',
  'has_rival_offer',
  'bad_experience',
  'not_decider',
  'other',
] as const;

export const WorkOrder = z.object({
  id: z.string(),
  campaignId: Id,
  customerId: z.string(),
  customerName: z.string().nullable(),
  personId: Id.nullable(),
  orgUnitId: Id.nullable(),
  channel: ChannelKind,
  offerId: Id,
  state: WorkOrderState,
  day: Day,
  dueOn: Day,
  wave: z.number().int(),
  result: ResultKind.nullable(),
  doneAt: z.string().nullable(),
  version: z.number().int(),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

export const WorkOrderDetail = WorkOrder.extend({
  offerName: Text2,
  pitch: Text2.nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  masked: z.boolean(),
  /** Why this customer: the audience rule in words, and the customer's own values of its fields. */
  why: z.object({
    words: Text2,
    /** What the models that the rule reads say of this customer. */
    reasons: z.array(Text2).optional(),
    values: z.array(
      z.object({
        field: z.string(),
        label: Text2,
        value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
        unit: z.string().nullable(),
      }),
    ),
  }),
  script: z.string(),
  actions: z.array(z.object({ id: z.string(), label: Text2, doneAt: z.string().nullable() })),
  form: z.array(
    z.object({
      field: z.string(),
      label: Text2,
      type: z.string(),
      choices: z.array(z.string()).optional(),
      required: z.boolean(),
    }),
  ),
  kit: z.array(z.object({ kind: z.string(), title: Text2, text: z.string() })),
  history: z.array(z.object({ at: z.string(), kind: z.string(), by: z.string(), detail: z.unknown() })),
});

/** One thing done on a phone. Its id is made there, so sending it again is harmless; `at` is when it happened, not when it arrived. */
export const ClientAction = z.object({
  id: z.uuid(),
  workOrderId: z.string(),
  at: Instant,
  kind: z.enum(['accept', 'start', 'step', 'result', 'return']),
  step: z.string().optional(),
  result: z
    .object({
      kind: ResultKind,
      followUpOn: Day.optional(),
      declineReason: z.enum(declineReasons).optional(),
      note: z.string().max(2000).optional(),
      feedback: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()).default({}),
    })
    .optional(),
  why: z.string().max(500).optional(),
  /** Of a result: when the result that the person had before their eyes had happened; null when there was none. */
  seenResultAt: Instant.nullable().optional(),
});
export type ClientAction = z.infer<typeof ClientAction>;

/** The other side of a conflict, for the person to see beside the own entry. */
export const Theirs = z.object({
  state: WorkOrderState,
  result: ResultKind.nullable(),
  at: z.string().nullable(),
  /** Who has the order now. */
  person: Text2.nullable(),
  why: z.string().nullable(),
  /** Which of the two counts: the newer one, by when it happened. */
  counts: z.enum(['yours', 'theirs']),
});
export type Theirs = z.infer<typeof Theirs>;

/** The columns of the board; what was cancelled, expired or returned is in none of them. */
export const BoardColumn = z.enum(['waiting', 'in-hand', 'done']);
export type BoardColumn = z.infer<typeof BoardColumn>;

const OrderFilter = {
  /** Open, and the day it was planned for is over. (What is past its due day is closed as expired.) */
  overdue: z.stringbool().optional(),
  result: ResultKind.optional(),
  /** Of this unit and what stands below it. */
  orgUnitId: Id.optional(),
  /** The beginning of a customer number. */
  customer: z.string().max(80).optional(),
};

export const worklistRoutes = {
  listWorkOrders: route({
    method: 'GET',
    path: '/work-orders',
    summary: 'Work orders: one’s own for frontline people, the subtree’s for others',
    permission: 'work.read',
    query: Page.extend({
      state: z
        .array(WorkOrderState)
        .or(WorkOrderState.transform((s) => [s]))
        .optional(),
      personId: Id.optional(),
      campaignId: Id.optional(),
      dayTo: Day.optional(),
      after: z.string().optional(),
      ...OrderFilter,
      sort: z.enum(['day', 'due', 'done', 'state', 'person']).default('day'),
      order: SortOrder,
    }),
    response: z.object({ total: z.number().int(), items: z.array(WorkOrder) }),
  }),
  readWorkOrder: route({
    method: 'GET',
    path: '/work-orders/:id',
    summary: 'One work order with everything needed to do it',
    permission: 'work.read',
    audit: true,
    params: z.object({ id: z.string() }),
    response: WorkOrderDetail,
  }),
  sendActions: route({
    method: 'POST',
    path: '/work-orders/actions',
    summary: 'What was done on a phone, in order; repeats are harmless',
    permission: 'work.do',
    body: z.object({ actions: z.array(ClientAction).min(1).max(1000) }),
    response: z.object({
      results: z.array(
        z.object({
          id: z.string(),
          status: z.enum(['applied', 'repeated', 'refused']),
          state: WorkOrderState.nullable(),
          problem: z.object({ code: z.string(), message: z.string() }).nullable(),
          /** What stood against it: the order as it is, or the result it met, whichever of the two counts now. */
          theirs: Theirs.nullable(),
        }),
      ),
    }),
  }),
  reassignWorkOrders: route({
    method: 'POST',
    path: '/work-orders/reassign',
    summary: 'Give open work orders to somebody else of the subtree',
    permission: 'work.assign',
    audit: true,
    body: z.object({
      workOrderIds: z.array(z.string()).min(1).max(1000),
      personId: Id,
      why: z.string().max(500).optional(),
    }),
    response: z.object({ reassigned: z.number().int() }),
  }),
  workCards: route({
    method: 'GET',
    path: '/work-orders/cards',
    summary: 'The board: for each person and column how many orders there are, and the most urgent of them',
    permission: 'work.read',
    query: z.object({
      campaignId: Id.optional(),
      personId: Id.optional(),
      ...OrderFilter,
      /** Cards a person and column. */
      most: z.coerce.number().int().min(1).max(50).default(4),
      people: z.coerce.number().int().min(1).max(200).default(30),
      peopleOffset: z.coerce.number().int().min(0).default(0),
    }),
    response: z.object({
      /** People with orders that fit, those with the most overdue first. */
      totalPeople: z.number().int(),
      people: z.array(
        z.object({
          personId: z.string().nullable(),
          name: Text2.nullable(),
          overdue: z.number().int(),
          columns: z.record(BoardColumn, z.object({ count: z.number().int(), cards: z.array(WorkOrder) })),
        }),
      ),
    }),
  }),
  workSummary: route({
    method: 'GET',
    path: '/work-orders/summary',
    summary: 'Work of the subtree by day and by org unit, for overviews',
    permission: 'work.read',
    query: z.object({ campaignId: Id.optional(), days: z.coerce.number().int().min(2).max(120).default(30) }),
    response: z.object({
      /** The days up to today, the oldest first: orders planned for the day, orders done on it, and those that said yes. */
      days: z.array(
        z.object({
          day: Day,
          planned: z.number().int(),
          done: z.number().int(),
          reached: z.number().int(),
          accepted: z.number().int(),
        }),
      ),
      units: z.array(
        z.object({
          orgUnitId: z.string().nullable(),
          released: z.number().int(),
          done: z.number().int(),
          accepted: z.number().int(),
          overdue: z.number().int(),
        }),
      ),
    }),
  }),
  workBoard: route({
    method: 'GET',
    path: '/work-orders/board',
    summary: 'Counts by person and state for the grid manager',
    permission: 'work.assign',
    query: z.object({ campaignId: Id.optional() }),
    response: z.object({
      people: z.array(
        z.object({
          personId: z.string().nullable(),
          name: Text2.nullable(),
          counts: z.partialRecord(WorkOrderState, z.number().int()),
          overdue: z.number().int(),
          accepted: z.number().int(),
        }),
      ),
    }),
  }),
  putDoNotDisturb: route({
    method: 'POST',
    path: '/do-not-disturb',
    summary: 'A customer’s final refusal, over all channels or one; cancels what is open',
    permission: 'work.do',
    audit: true,
    body: z.object({
      customerId: z.string(),
      channel: ChannelKind.nullable().default(null),
      note: z.string().max(500).optional(),
    }),
    response: z.object({ cancelled: z.number().int() }),
  }),
};
