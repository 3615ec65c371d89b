import type { ColumnType } from 'kysely';
import type { Report } from '#contract';
import { json, type Db } from '#platform/records';

interface CampaignReportTable {
  id: ColumnType<number, never, never>;
  campaign: string;
  at: Date;
  by: string;
  report: ColumnType<Report, unknown, never>;
}

declare module '#platform/records' {
  interface Tables {
    campaign_report: CampaignReportTable;
  }
}

/** Keeps the report as it was when the campaign was evaluated. */
export async function keepReport(trx: Db, { report, at, by }: { report: Report; at: Date; by: string }): Promise<void> {
  await trx
    .insertInto('campaign_report')
    .values({ campaign: report.campaign, at, by, report: json(report) })
    .execute();
}
