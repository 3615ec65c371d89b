import { markEvaluated, requireCampaign } from '#act/campaigns';
import type { Feature } from '#platform/feature';
import { analyseCampaign, campaignNextShares } from './campaign-analysis.ts';
import { campaignDays, horizonOf, measureCampaign } from './measure.ts';
import { planTest } from './plan-test.ts';
import { returnReport } from './returns.ts';
import { reportCsv } from './report-csv.ts';
import { reportHtml } from './report-html.ts';
import { keepReport } from './report-store.ts';

export { campaignFacts, type CampaignFact } from './campaign-facts.ts';
export { campaignOutcomes } from './campaign-outcomes.ts';
export { analyseFile } from './experiment/analyse-file.ts';
export { pairFile } from './experiment/pair-file.ts';
export { syntheticFile } from './experiment/synthetic-file.ts';
export { scoreInterval } from './statistics.ts';
export { runningMeasures } from './measure.ts';

export const measurement: Feature = {
  name: 'measurement',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    campaignReport: (context, { params }) => measureCampaign(context, params.id),
    campaignDays: async (context, { params }) => ({ items: await campaignDays(context, params.id) }),
    campaignReportCsv: async (context, { params }) => reportCsv(await measureCampaign(context, params.id)),
    campaignReportHtml: async (context, { params, query }) =>
      reportHtml(await measureCampaign(context, params.id), query.language),
    campaignAnalysis: (context, { params, query }) => analyseCampaign(context, params.id, query),
    campaignReturn: async (context, { params }) => {
      const { file } = await requireCampaign(context.db, context, params.id);
      return returnReport(await measureCampaign(context, params.id), {
        totalYuan: file.budget.total,
        horizonMonths: await horizonOf(context, file),
      });
    },
    campaignNextShares: (context, { params, query }) => campaignNextShares(context, params.id, query.floor),
    planTest: async (_, { body }) => planTest(body),
    evaluateCampaign: async (context, { params }) => {
      const report = await measureCampaign(context, params.id);
      await context.db.transaction().execute(async (trx) => {
        await keepReport(trx, { report, at: context.clock.now(), by: context.actor.login });
        await markEvaluated(context, trx, params.id);
      });
      return report;
    },
  },
};
