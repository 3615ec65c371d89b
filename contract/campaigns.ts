import { z } from 'zod';
import { RuleInput } from './audiences.ts';
import { route } from './route.ts';
import { Day, Id, JobStarted, Page, Text2 } from './words.ts';

export const ChannelKind = z.enum(['field', 'call', 'hall', 'sms', 'push', 'email', 'mail']);
export type ChannelKind = z.infer<typeof ChannelKind>;

const share = z.number().min(0).max(1);

/** A campaign as people write it in YAML, and as the console sends it (spec 1.6). */
export const CampaignFile = z.strictObject({
  campaign: Id,
  owner: Id,
  objective: Text2,
  audience: RuleInput,
  offers: z
    .array(z.strictObject({ offer: Id, when: z.string().optional() }))
    .min(1)
    .max(50),
  channels: z
    .array(
      z.strictObject({
        channel: ChannelKind,
        share: share.default(1),
        minutes: z.number().positive().max(480).optional(),
      }),
    )
    .min(1)
    .max(7),
  experiment: z
    .strictObject({
      control: z.number().min(0).max(0.9).default(0.1),
      unit: z.enum(['customer', 'household']).default('customer'),
      stratify_by: z.array(z.string()).max(5).default([]),
      arms: z.record(Id, z.number().positive()).default({ standard: 1 }),
      /** Who waived the control group, and why; needed when control is 0. */
      waiver: z.strictObject({ by: z.string().min(1), why: z.string().min(10) }).optional(),
    })
    .prefault({}),
  waves: z
    .array(
      z.strictObject({
        share: share.refine((s) => s > 0, 'more than 0'),
        start: Day,
        days: z.number().int().min(1).max(366),
        gate: z.string().optional(),
      }),
    )
    .min(1)
    .max(50),
  policy: z
    .strictObject({
      max_contacts: z
        .strictObject({ per: z.string().regex(/^\d+d$/, 'days such as 30d'), count: z.number().int().min(1) })
        .optional(),
      rest_days: z.number().int().min(0).max(365).optional(),
      /** Share of all customers that no campaign may touch. */
      global_holdout: share.optional(),
    })
    .prefault({}),
  work_order: z
    .strictObject({
      due_days: z.number().int().min(1).max(90).default(7),
      script: z.union([z.string(), Text2]).default(''),
      actions: z.array(z.strictObject({ id: Id, label: Text2 })).default([]),
      feedback: z
        .array(
          z.strictObject({
            field: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
            label: Text2,
            type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'choice']),
            choices: z.array(z.string()).optional(),
            required: z.boolean().default(false),
          }),
        )
        .default([]),
    })
    .prefault({}),
  /** What the people need: product sheet, questions and answers, plan for special cases, training; versioned with the campaign. */
  kit: z
    .array(
      z.strictObject({
        kind: z.enum(['product-sheet', 'script', 'questions', 'special-cases', 'training']),
        title: Text2,
        text: z.string(),
      }),
    )
    .default([]),
  success: z.strictObject({ order: z.string().min(1), within_days: z.number().int().min(1).max(366) }),
  /** In yuan, as people write it. */
  budget: z.strictObject({
    total: z.number().min(0),
    per_contact: z.partialRecord(ChannelKind, z.number().min(0)).default({}),
    reward_per_success: z.number().min(0).default(0),
    fixed: z.number().min(0).default(0),
  }),
});
export type CampaignFile = z.infer<typeof CampaignFile>;

export const CampaignState = z.enum([
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'running',
  'paused',
  'closed',
  'evaluated',
]);
export type CampaignState = z.infer<typeof CampaignState>;
const Count = z.object({ reason: z.string(), count: z.number().int() });
const byId = z.object({ id: Id });

export const Campaign = z.object({
  id: Id,
  state: CampaignState,
  owner: Id,
  objective: Text2,
  file: CampaignFile,
  version: z.number().int(),
  createdBy: z.string(),
  createdAt: z.string(),
  /** Every change of state: by whom, when, why. */
  history: z.array(
    z.object({
      at: z.string(),
      by: z.string(),
      from: CampaignState.nullable(),
      to: CampaignState,
      why: z.string().nullable(),
    }),
  ),
  counts: z.object({
    audience: z.number().int().nullable(),
    excluded: z.number().int().nullable(),
    control: z.number().int().nullable(),
    treated: z.number().int().nullable(),
    scheduled: z.number().int().nullable(),
    unscheduled: z.number().int().nullable(),
    released: z.number().int(),
    done: z.number().int(),
    accepted: z.number().int(),
  }),
  waves: z.array(
    z.object({
      wave: z.number().int(),
      start: Day,
      days: z.number().int(),
      gate: z.string().nullable(),
      state: z.enum(['planned', 'releasing', 'released', 'held']),
      targets: z.number().int(),
      released: z.number().int(),
    }),
  ),
});
export type Campaign = z.infer<typeof Campaign>;

const change = (
  path: `/${string}`,
  summary: string,
  permission: 'campaigns.write' | 'campaigns.approve' | 'campaigns.run',
) =>
  route({
    method: 'POST',
    path,
    summary,
    permission,
    audit: true,
    params: byId,
    body: z.object({ why: z.string().max(2000).optional() }),
    response: Campaign,
  });

export const campaignRoutes = {
  createCampaign: route({
    method: 'POST',
    path: '/campaigns',
    summary: 'Create a draft from a campaign file',
    permission: 'campaigns.write',
    audit: true,
    body: z.object({ file: CampaignFile }),
    response: Campaign,
  }),
  changeCampaign: route({
    method: 'PUT',
    path: '/campaigns/:id',
    summary: 'Change a draft',
    permission: 'campaigns.write',
    audit: true,
    params: byId,
    body: z.object({ file: CampaignFile }),
    response: Campaign,
  }),
  listCampaigns: route({
    method: 'GET',
    path: '/campaigns',
    summary: 'Campaigns of the viewer’s subtree, newest first',
    permission: 'campaigns.read',
    query: Page.extend({ state: CampaignState.optional() }),
    response: z.object({ total: z.number().int(), items: z.array(Campaign) }),
  }),
  readCampaign: route({
    method: 'GET',
    path: '/campaigns/:id',
    summary: 'One campaign',
    permission: 'campaigns.read',
    params: byId,
    response: Campaign,
  }),
  submitCampaign: change('/campaigns/:id/submit', 'Hand a draft in for approval', 'campaigns.write'),
  approveCampaign: change('/campaigns/:id/approve', 'Approve; nobody approves their own', 'campaigns.approve'),
  rejectCampaign: change('/campaigns/:id/reject', 'Send back to draft with the reason', 'campaigns.approve'),
  scheduleCampaign: route({
    method: 'POST',
    path: '/campaigns/:id/schedule',
    summary: 'Draw targets and arms and schedule them; a job',
    permission: 'campaigns.write',
    params: byId,
    body: z.object({}),
    response: JobStarted,
  }),
  releaseWave: route({
    method: 'POST',
    path: '/campaigns/:id/release',
    summary: 'Release a wave as work orders and messages; a job',
    permission: 'campaigns.run',
    audit: true,
    params: byId,
    body: z.object({ wave: z.number().int().min(1) }),
    response: JobStarted,
  }),
  pauseCampaign: change('/campaigns/:id/pause', 'Pause', 'campaigns.run'),
  resumeCampaign: change('/campaigns/:id/resume', 'Resume', 'campaigns.run'),
  closeCampaign: change('/campaigns/:id/close', 'Close; open work orders are cancelled', 'campaigns.run'),
  campaignExclusions: route({
    method: 'GET',
    path: '/campaigns/:id/exclusions',
    summary: 'Who gets nothing, and why',
    permission: 'campaigns.read',
    params: byId,
    response: z.object({ excluded: z.array(Count), unscheduled: z.array(Count) }),
  }),
  exportTargets: route({
    method: 'GET',
    path: '/campaigns/:id/targets.csv',
    summary: 'The targets with arm, offer, channel, person and day as CSV',
    permission: 'audiences.export',
    audit: true,
    streams: 'text/csv',
    params: byId,
    response: z.string(),
  }),
  exportMessages: route({
    method: 'GET',
    path: '/campaigns/:id/messages.csv',
    summary: 'The messages of the released waves for one electronic channel as CSV',
    permission: 'audiences.export',
    audit: true,
    streams: 'text/csv',
    params: byId,
    query: z.object({ channel: ChannelKind }),
    response: z.string(),
  }),
};
