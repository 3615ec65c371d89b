import { markEvaluated } from '#act/campaigns';
import type { Feature } from '#platform/feature';
import { measureCampaign } from './measure.ts';
import { reportCsv } from './report-csv.ts';
import { reportHtml } from './report-html.ts';
import { keepReport } from './report-store.ts';

export { runningMeasures } from './measure.ts';

export const measurement: Feature = {
  name: 'measurement',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    campaignReport: (context, { params }) => measureCampaign(context, params.id),
    campaignReportCsv: async (context, { params }) => reportCsv(await measureCampaign(context, params.id)),
    campaignReportHtml: async (context, { params, query }) =>
      reportHtml(await measureCampaign(context, params.id), query.language),
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
