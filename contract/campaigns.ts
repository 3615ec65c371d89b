import { z } from 'zod';
import { CampaignFile, ChannelKind } from './campaign-file.ts';
import { route } from './route.ts';
import { Day, Id, JobStarted, Page, SortOrder, Text2 } from './words.ts';

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

/** What a file would come to. Nothing is drawn or written by asking. */
export const CampaignEstimate = z.object({
  /** The month of the customer record that was asked. */
  period: z.number().int(),
  audience: z.number().int(),
  /** Each customer once, by the first reason that holds; as the draw would decide now. */
  excluded: z.array(Count),
  control: z.number().int(),
  treated: z.number().int(),
  waves: z.array(
    z.object({
      wave: z.number().int(),
      treated: z.number().int(),
      /** Minutes that its work takes, and minutes that the people have on the days of the wave. */
      minutes: z.number(),
      minutesThere: z.number(),
    }),
  ),
  channels: z.array(z.object({ channel: ChannelKind, treated: z.number().int(), minutes: z.number() })),
  capacity: z.object({
    /** People of the owner's subtree whose days work orders may fill, and their minutes a day together. */
    people: z.number().int(),
    minutesADay: z.number(),
    /** Minutes the treated would take, and the working days this is for all of them together; null without people. */
    minutes: z.number(),
    days: z.number().nullable(),
  }),
  /** In yuan. Rewards depend on success: `rewardEach` a success, and how many the budget has room for. */
  cost: z.object({
    contacts: z.number(),
    fixed: z.number(),
    rewardEach: z.number(),
    budget: z.number(),
    successesInBudget: z.number().int().nullable(),
  }),
});
export type CampaignEstimate = z.infer<typeof CampaignEstimate>;

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
    query: Page.extend({
      state: CampaignState.optional(),
      /** Part of the id or the objective. */
      text: z.string().max(200).optional(),
      /** Of this unit and what stands below it. */
      orgUnitId: Id.optional(),
      sort: z.enum(['created', 'start', 'treated', 'state', 'owner']).default('created'),
      order: SortOrder.default('down'),
    }),
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
  estimateCampaign: route({
    method: 'POST',
    path: '/campaigns/estimate',
    summary: 'What a campaign file would come to if it were scheduled now: who, who not, whose time, what it costs',
    permission: 'campaigns.read',
    body: z.object({ file: CampaignFile }),
    response: CampaignEstimate,
  }),
  submitCampaign: change('/campaigns/:id/submit', 'Hand a draft in for approval', 'campaigns.write'),
  approveCampaign: change('/campaigns/:id/approve', 'Approve; nobody approves their own', 'campaigns.approve'),
  rejectCampaign: change('/campaigns/:id/reject', 'Send back to draft with the reason', 'campaigns.approve'),
  scheduleCampaign: route({
    method: 'POST',
    path: '/campaigns/:id/schedule',
    summary: 'Draw targets and arms and schedule them, where asked in one plan with other campaigns; a job',
    permission: 'campaigns.write',
    params: byId,
    body: z.object({
      /** Campaigns planned together with this one: the same people's days, at most one contact of them all for a customer. */
      together: z.array(Id).max(19).default([]),
    }),
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
