import { z } from 'zod';
import { route } from './route.ts';
import { SchemeName } from './schemes.ts';
import { Day, Estimate, Id, listQuery, Period, Text2 } from './words.ts';

const Why = z.string().min(3).max(1000);

/** One term of a statement, with all that it was worked out from. */
export const StatementTerm = z.object({
  id: z.string(),
  label: Text2,
  formula: z.string(),
  value: z.number().nullable(),
  raw: z.number().nullable(),
  /** The value within floor and cap, or `otherwise`. */
  counted: z.number(),
  /** Why it is not simply the value. */
  note: z.enum(['floor', 'cap', 'too-little-known']).nullable(),
  weight: z.number(),
  points: z.number(),
  /** Every indicator and definition that the formula reads. */
  inputs: z.array(z.object({ name: z.string(), value: z.number().nullable(), formula: z.string().nullable() })),
});
export const Statement = z.object({
  month: Period,
  personId: Id,
  name: Text2.nullable(),
  orgUnitId: z.string(),
  scheme: z.object({ id: Id, version: z.number().int() }),
  state: z.enum(['open', 'closed', 'approved']),
  points: z.number(),
  /** The same scheme without adjustment. */
  rawPoints: z.number(),
  corrections: z.array(z.object({ at: z.string(), by: z.string(), points: z.number(), why: z.string() })),
  total: z.number(),
  payYuan: z.number(),
  terms: z.array(StatementTerm),
  successRate: Estimate,
  expectedRate: z.number().nullable(),
  truthRate: Estimate,
});
export type Statement = z.infer<typeof Statement>;

export const EvidenceRow = z.object({
  workOrderId: z.string(),
  campaignId: z.string(),
  customerId: z.string(),
  offerId: z.string(),
  day: Day,
  contacted: z.boolean(),
  claimed: z.boolean(),
  success: z.boolean(),
  /** The chance of a success that such customers have. */
  expected: z.number(),
});

export const Objection = z.object({
  id: z.number().int(),
  month: Period,
  personId: Id,
  term: z.string().nullable(),
  why: z.string(),
  at: z.string(),
  state: z.enum(['open', 'upheld', 'rejected']),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
});
export type Objection = z.infer<typeof Objection>;

const month = z.object({ month: Period });
const ofPerson = z.object({ month: Period, personId: Id });
/** What somebody's month came to. */
export const Appraised = z.object({
  personId: Id,
  name: Text2.nullable(),
  orgUnitId: z.string(),
  points: z.number(),
  rawPoints: z.number(),
  corrections: z.number(),
  total: z.number(),
  payYuan: z.number(),
  state: z.enum(['open', 'closed', 'approved']),
});
export type Appraised = z.infer<typeof Appraised>;

const GridMonth = z.object({
  orgUnitId: z.string(),
  people: z.number().int(),
  state: z.enum(['open', 'closed', 'approved']),
  /** The scheme it is closed under; null while it is open. */
  scheme: z.object({ id: Id, version: z.number().int() }).nullable(),
  closedBy: z.string().nullable(),
  closedAt: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: z.string().nullable(),
  openObjections: z.number().int(),
});
export type GridMonth = z.infer<typeof GridMonth>;

export const appraisalRoutes = {
  listMonths: route({
    method: 'GET',
    path: '/appraisal/months',
    summary: 'The months whose indicators have been gathered, newest first',
    permission: 'work.read',
    response: z.object({ items: z.array(z.object({ month: Period, run: z.number().int(), gatheredAt: z.string() })) }),
  }),
  computeMonth: route({
    method: 'POST',
    path: '/appraisal/months/:month/compute',
    summary: 'Gather a month’s indicators; closed grids stay as they were',
    permission: 'campaigns.run',
    audit: true,
    params: month,
    body: z.object({}),
    response: z.object({ month: Period, run: z.number().int(), people: z.number().int() }),
  }),
  readMonth: route({
    method: 'GET',
    path: '/appraisal/months/:month',
    summary: 'What the month came to in the subtree, and how far each grid’s month has come',
    permission: 'reports.read',
    params: month,
    query: z.object({ scheme: Id.optional() }),
    response: z.object({
      month: Period,
      people: z.number().int(),
      /** Of all people's totals; null where there is nobody. */
      meanTotal: z.number().nullable(),
      meanRawPoints: z.number().nullable(),
      payYuan: z.number(),
      grids: z.array(GridMonth),
    }),
  }),
  listAppraised: route({
    method: 'GET',
    path: '/appraisal/months/:month/people',
    summary: 'Everybody’s points of the subtree',
    permission: 'reports.read',
    params: month,
    query: listQuery(['total', 'person', 'grid', 'points', 'raw', 'corrections', 'pay', 'state'], 'down').extend({
      scheme: Id.optional(),
    }),
    response: z.object({ total: z.number().int(), items: z.array(Appraised) }),
  }),
  readStatement: route({
    method: 'GET',
    path: '/appraisal/months/:month/people/:personId',
    summary: 'One person’s points, every one with its reason',
    permission: 'work.read',
    params: ofPerson,
    response: Statement,
  }),
  readEvidence: route({
    method: 'GET',
    path: '/appraisal/months/:month/people/:personId/work-orders',
    summary: 'The work orders behind a person’s points',
    permission: 'work.read',
    params: ofPerson,
    response: z.object({ items: z.array(EvidenceRow) }),
  }),
  payTable: route({
    method: 'GET',
    path: '/appraisal/months/:month/pay.csv',
    summary: 'Points and pay for payroll',
    permission: 'reports.read',
    streams: 'text/csv',
    params: month,
    response: z.string(),
  }),
  closeMonth: route({
    method: 'POST',
    path: '/appraisal/months/:month/units/:unitId/close',
    summary: 'Close a grid’s month under a scheme: its inputs are kept for good',
    permission: 'work.assign',
    audit: true,
    params: z.object({ month: Period, unitId: Id }),
    body: z.object({ scheme: Id.optional() }),
    response: z.object({ people: z.number().int() }),
  }),
  approveMonth: route({
    method: 'POST',
    path: '/appraisal/months/:month/units/:unitId/approve',
    summary: 'Approve a closed month; not by who closed it',
    permission: 'campaigns.approve',
    audit: true,
    params: z.object({ month: Period, unitId: Id }),
    body: z.object({}),
    response: z.object({ state: z.literal('approved') }),
  }),
  replayMonth: route({
    method: 'GET',
    path: '/appraisal/months/:month/units/:unitId/replay',
    summary: 'Work a closed month out again from what was kept',
    permission: 'reports.read',
    params: z.object({ month: Period, unitId: Id }),
    response: z.object({
      same: z.boolean(),
      people: z.number().int(),
      differences: z.array(z.object({ personId: Id, kept: z.number(), replayed: z.number() })),
    }),
  }),
  addCorrection: route({
    method: 'POST',
    path: '/appraisal/months/:month/people/:personId/corrections',
    summary: 'A correction of a closed month: a new entry, never an edit',
    permission: 'campaigns.approve',
    audit: true,
    params: ofPerson,
    body: z.object({ points: z.number(), why: Why }),
    response: z.object({ done: z.literal(true) }),
  }),
  addObjection: route({
    method: 'POST',
    path: '/appraisal/months/:month/objections',
    summary: 'Object to one’s own points',
    permission: 'work.do',
    audit: true,
    params: month,
    body: z.object({ term: SchemeName.optional(), why: Why }),
    response: Objection,
  }),
  listObjections: route({
    method: 'GET',
    path: '/appraisal/months/:month/objections',
    summary: 'Objections: one’s own for frontline people, the subtree’s for others',
    permission: 'work.read',
    params: month,
    response: z.object({ items: z.array(Objection) }),
  }),
  answerObjection: route({
    method: 'POST',
    path: '/appraisal/objections/:objection/answer',
    summary: 'Uphold or reject an objection; upheld with points, it is a correction',
    permission: 'work.assign',
    audit: true,
    params: z.object({ objection: z.coerce.number().int() }),
    body: z.object({ upheld: z.boolean(), answer: Why, points: z.number().default(0) }),
    response: Objection,
  }),
};
