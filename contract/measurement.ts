import { z } from 'zod';
import { ExperimentAnalysis } from './experiments.ts';
import { route } from './route.ts';
import { Estimate, Id, Text2 } from './words.ts';

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
    /** `name`: of a segment, as the analyst named it; units and offers have theirs elsewhere. */
    z.array(ReportBlock.extend({ key: z.string(), name: Text2.optional() })),
  ),
});
export type Report = z.infer<typeof Report>;

/** How far a side has come by a day: the targets of the waves that have begun by now, and those that had succeeded by then. */
const DaySide = z.object({
  targets: z.number().int(),
  successes: z.number().int(),
  rate: Estimate,
});
export const CampaignDay = z.object({
  day: z.string(),
  /** Contacts of this day alone. */
  contacts: z.number().int(),
  treated: DaySide,
  control: DaySide,
  difference: Estimate,
  /** The difference’s interval that holds at any look, however often one looks. */
  anyLook: z.object({ low: z.number(), high: z.number() }).nullable(),
});
export type CampaignDay = z.infer<typeof CampaignDay>;

/** The effect in the first and in the second half of the window in which successes count. */
export const Novelty = z.object({
  arm: z.string(),
  early: Estimate,
  late: Estimate,
  /** Early less late. */
  difference: Estimate,
  p: z.number().nullable(),
  /** Fading: the second half is less (p below 0.01). Brought forward: it is below nothing, orders came sooner instead of more. */
  state: z.enum(['lasting', 'fading', 'brought-forward']),
});
export type Novelty = z.infer<typeof Novelty>;

export const CampaignAnalysis = ExperimentAnalysis.extend({
  campaign: Id,
  /** Null until the windows are over: before that the second half is not all there. */
  novelty: z.array(Novelty).nullable(),
});
export type CampaignAnalysis = z.infer<typeof CampaignAnalysis>;

/** Shares of the next wave's treated targets, by Thompson sampling; the control group is not touched. */
export const NextShares = z.object({
  campaign: Id,
  control: z.boolean(),
  arms: z.array(z.object({ arm: z.string(), share: z.number(), best: z.number() })),
});
export type NextShares = z.infer<typeof NextShares>;

/** A test before it is done. With an effect it says what is needed, with units what can be seen. */
export const TestPlan = z.strictObject({
  metric: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('proportion'), rate: z.number().gt(0).lt(1) }),
    z.strictObject({ kind: z.literal('mean'), sd: z.number().positive() }),
  ]),
  control: z.number().gt(0).lt(1).default(0.1),
  alpha: z.number().gt(0).lt(1).default(0.05),
  power: z.number().gt(0).lt(1).default(0.8),
  comparisons: z.number().int().min(1).max(1000).default(1),
  covariateCorrelation: z.number().gt(-1).lt(1).default(0),
  betweenStrata: z.number().min(0).lt(1).default(0),
  clusters: z
    .strictObject({
      size: z.number().min(1),
      sizeVariation: z.number().min(0).default(0),
      correlation: z.number().min(0).max(1),
    })
    .optional(),
  /** In the metric's unit. */
  effect: z.number().optional(),
  units: z.number().positive().optional(),
  /** Customers that can be dealt with on one day. */
  capacityPerDay: z.number().positive().optional(),
});
export type TestPlan = z.infer<typeof TestPlan>;
export const PlannedFigures = z.object({
  varianceFactor: z.number(),
  unitsNeeded: z.number().int().nullable(),
  clustersNeeded: z.number().int().nullable(),
  daysNeeded: z.number().int().nullable(),
  power: z.number().nullable(),
  detectable: z.number().nullable(),
  days: z.number().int().nullable(),
});
export type PlannedFigures = z.infer<typeof PlannedFigures>;

export const ReturnReport = z.object({
  campaign: Id,
  costs: z.array(z.object({ kind: z.string(), yuan: z.number() })),
  /** Every figure that people call return, with its definition. */
  returns: z.array(z.object({ definition: z.string(), formula: z.string(), value: z.number().nullable() })),
  waterfall: z.array(z.object({ step: z.string(), unit: z.enum(['customers', 'yuan']), value: z.number().nullable() })),
  plan: z.object({ budgetYuan: z.number(), spentYuan: z.number(), left: z.number() }),
});
export type ReturnReport = z.infer<typeof ReturnReport>;

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
  campaignDays: route({
    method: 'GET',
    path: '/campaigns/:id/days',
    summary: 'Treated against control day by day since the first wave, each with what has come together by then',
    permission: 'reports.read',
    params: byId,
    response: z.object({ items: z.array(CampaignDay) }),
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
  campaignAnalysis: route({
    method: 'GET',
    path: '/campaigns/:id/analysis',
    summary:
      'Each arm against control: CUPED, strata, pairs, intervals at any look, chance to beat control, segments; without a control group against matched untreated customers, as weaker evidence',
    permission: 'reports.read',
    params: byId,
    query: z.object({
      by: z.enum(['channel', 'grid', 'segment', 'wave']).optional(),
      tunedFor: z.coerce.number().positive().optional(),
      /** Without a control group: number fields in which treated and untreated are made alike, between commas. */
      alike: z.string().max(500).optional(),
    }),
    response: CampaignAnalysis,
  }),
  campaignReturn: route({
    method: 'GET',
    path: '/campaigns/:id/return',
    summary: 'What it cost and returned, by every definition, and the waterfall from audience to profit',
    permission: 'reports.read',
    params: byId,
    response: ReturnReport,
  }),
  campaignNextShares: route({
    method: 'GET',
    path: '/campaigns/:id/next-shares',
    summary: 'How to share out the next wave between the arms',
    permission: 'reports.read',
    params: byId,
    query: z.object({ floor: z.coerce.number().min(0).max(1).default(0.1) }),
    response: NextShares,
  }),
  planTest: route({
    method: 'POST',
    path: '/experiments/plan',
    summary: 'Power, sample size, least effect that can be seen, and days, before a test',
    permission: 'reports.read',
    body: TestPlan,
    response: PlannedFigures,
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
