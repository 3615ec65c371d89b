import { z } from 'zod';
import { ChannelKind } from './campaign-file.ts';
import { route } from './route.ts';
import { Day, Estimate, Id, listQuery, Page, Period, SortOrder, Text2 } from './words.ts';

/** What a feedback is doubted for. */
export const FeedbackCheck = z.enum(['no-order', 'impossible-pace', 'odd-hours', 'copy-paste', 'too-regular']);
export type FeedbackCheck = z.infer<typeof FeedbackCheck>;
export const Finding = z.enum(['true', 'false', 'unclear']);
export type Finding = z.infer<typeof Finding>;
/** open → done → contested → decided; a decision stands. */
export const VerificationState = z.enum(['open', 'done', 'contested', 'decided']);
export type VerificationState = z.infer<typeof VerificationState>;

/** One feedback drawn to be verified: the auditor's work order. */
export const Verification = z.object({
  id: z.string(),
  month: Period,
  personId: Id,
  orgUnitId: Id.nullable(),
  campaignId: z.string(),
  customerId: z.string(),
  channel: ChannelKind,
  happenedAt: z.string(),
  result: z.string(),
  checks: z.array(FeedbackCheck),
  method: z.enum(['call-back', 'visit']),
  dueOn: Day,
  state: VerificationState,
  finding: Finding.nullable(),
  auditor: z.string().nullable(),
  note: z.string().nullable(),
  history: z.array(z.object({ at: z.string(), by: z.string(), kind: z.string(), note: z.string().nullable() })),
});
export type Verification = z.infer<typeof Verification>;

export const TruthRow = z.object({
  /** A person, a grid or a campaign. */
  key: z.string(),
  name: Text2.nullable(),
  feedbacks: z.number().int(),
  doubted: z.number().int(),
  drawn: z.number().int(),
  verified: z.number().int(),
  /** Weighted back to all feedbacks. */
  rate: Estimate,
  /** The whole interval lies below the bar, and enough were verified to say so. */
  below: z.boolean(),
  checks: z.array(z.object({ check: FeedbackCheck, count: z.number().int() })),
});
export type TruthRow = z.infer<typeof TruthRow>;

const byId = z.object({ id: z.string() });
const Note = z.string().max(1000);

export const truthRoutes = {
  planVerification: route({
    method: 'POST',
    path: '/truth/plans',
    summary: 'Check a month’s feedback and draw a share of it for verification; drawn again it is the same',
    permission: 'work.assign',
    audit: true,
    body: z.object({
      month: Period,
      share: z.number().min(0.001).max(1).default(0.05),
      dueDays: z.number().int().min(1).max(60).default(10),
    }),
    response: z.object({
      month: Period,
      feedbacks: z.number().int(),
      doubted: z.number().int(),
      drawn: z.number().int(),
    }),
  }),
  truthBoard: route({
    method: 'GET',
    path: '/truth',
    summary: 'Truth rates with their intervals; those below the bar first',
    permission: 'reports.read',
    query: listQuery(['rate', 'name', 'feedbacks', 'doubted', 'drawn', 'verified']).extend({
      month: Period,
      by: z.enum(['person', 'grid', 'campaign']).default('person'),
      bar: z.coerce.number().min(0).max(1).default(0.8),
    }),
    response: z.object({
      month: Period,
      bar: z.number(),
      /** All in view, whatever is looked for. */
      whole: z.object({
        rows: z.number().int(),
        below: z.number().int(),
        feedbacks: z.number().int(),
        doubted: z.number().int(),
        drawn: z.number().int(),
        verified: z.number().int(),
      }),
      total: z.number().int(),
      items: z.array(TruthRow),
    }),
  }),
  listVerifications: route({
    method: 'GET',
    path: '/truth/verifications',
    summary: 'Feedback drawn for verification: one’s own for frontline people, the subtree’s for others',
    permission: 'work.read',
    query: Page.extend({
      month: Period.optional(),
      personId: Id.optional(),
      state: VerificationState.optional(),
      /** Of one case, by its id. */
      id: z.string().max(200).optional(),
      sort: z.enum(['due', 'person', 'customer', 'told', 'when', 'method', 'finding']).default('due'),
      order: SortOrder,
    }),
    response: z.object({ total: z.number().int(), items: z.array(Verification) }),
  }),
  recordFinding: route({
    method: 'POST',
    path: '/truth/verifications/:id/finding',
    summary: 'What the call-back or second visit found',
    permission: 'work.assign',
    audit: true,
    params: byId,
    body: z.object({ finding: Finding, note: Note.optional() }),
    response: Verification,
  }),
  contestFinding: route({
    method: 'POST',
    path: '/truth/verifications/:id/contest',
    summary: 'The person concerned contests a finding',
    permission: 'work.do',
    audit: true,
    params: byId,
    body: z.object({ why: Note.min(3) }),
    response: Verification,
  }),
  decideContest: route({
    method: 'POST',
    path: '/truth/verifications/:id/decision',
    summary: 'Decide a contested finding; not by the auditor who made it',
    permission: 'work.assign',
    audit: true,
    params: byId,
    body: z.object({ finding: Finding, why: Note.min(3) }),
    response: Verification,
  }),
};
