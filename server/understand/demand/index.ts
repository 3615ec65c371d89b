import type { Feature } from '#platform/feature';
import { listReports, readReport, sendReports } from './street-reports.ts';

/** What people in the street report. */
export const demand: Feature = {
  name: 'demand',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    sendReports: async (context, { body }) => ({ results: await sendReports(context, body.reports) }),
    listReports: (context, { query }) => listReports(context, query),
    readReport: (context, { params }) => readReport(context, params.id),
  },
};
