import { z } from 'zod';
import { route } from './route.ts';
import { Estimate, Id } from './words.ts';

/** Figures of a set of targets: the whole campaign, a wave, an org unit, … Money in yuan. */
export const ReportBlock = z.object({
  arms: z.array(
    z.object({
      arm: z.string(),
      targets: z.number().int(),
      contacted: z.number().int(),
      contactRate: z.number().nullable(),
      claimed: z.number().int(),
      successes: z.number().int(),
      rate: Estimate,
    }),
  ),
  lift: z.object({ absolute: Estimate, relative: Estimate }),
  incremental: z.object({ successes: Estimate, revenue: Estimate }),
  cost: z.object({ contacts: z.number(), rewards: z.number(), fixed: z.number(), total: z.number() }),
  profit: z.number().nullable(),
  roi: z.number().nullable(),
  sample_ratio: z.object({ p: z.number().nullable() }),
});
export type ReportBlock = z.infer<typeof ReportBlock>;

export const Report = ReportBlock.extend({
  campaign: Id,
  period: z.object({ from: z.string(), to: z.string() }),
  exclusions: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** Without a control group nothing is believed: lift is null and this says who waived it. */
  caveats: z.array(z.object({ code: z.string(), message: z.string() })),
  by: z.record(
    z.enum(['arm', 'wave', 'org_unit', 'grid', 'manager', 'offer', 'channel', 'segment']),
    z.array(ReportBlock.extend({ key: z.string() })),
  ),
});
export type Report = z.infer<typeof Report>;

const byId = z.object({ id: Id });
export const measurementRoutes = {
  campaignReport: route({
    method: 'GET',
    path: '/campaigns/:id/report',
    summary: 'What it earned, against control',
    permission: 'reports.read',
    params: byId,
    response: Report,
  }),
  campaignReportHtml: route({
    method: 'GET',
    path: '/campaigns/:id/report.html',
    summary: 'The report as one self-contained page with charts',
    permission: 'reports.read',
    streams: 'text/html',
    params: byId,
    query: z.object({ language: z.enum(['en', 'zh']).default('en') }),
    response: z.string(),
  }),
  campaignReportCsv: route({
    method: 'GET',
    path: '/campaigns/:id/report.csv',
    summary: 'The report as CSV, one row a block and arm',
    permission: 'reports.read',
    streams: 'text/csv',
    params: byId,
    response: z.string(),
  }),
  evaluateCampaign: route({
    method: 'POST',
    path: '/campaigns/:id/evaluate',
    summary: 'Match outcomes, snapshot the report, and mark a closed campaign evaluated',
    permission: 'campaigns.run',
    audit: true,
    params: byId,
    body: z.object({}),
    response: Report,
  }),
};
