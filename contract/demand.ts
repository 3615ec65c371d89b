import { z } from 'zod';
import { route } from './route.ts';
import { Id, Instant, Page } from './words.ts';

export const ReportKind = z.enum(['demand', 'competitor', 'work-order']);
export type ReportKind = z.infer<typeof ReportKind>;

/** About 900 kB of picture: a phone makes them smaller before it keeps them. */
const longestPhoto = 1_200_000;

/** What somebody in the street reports. Its id is made on the phone, so sending it again is harmless. */
export const StreetReport = z.object({
  id: z.uuid(),
  kind: ReportKind,
  at: Instant,
  text: z.string().min(1).max(4000),
  /** Of a competitor's offer: whose. */
  competitor: z.string().max(80).nullable().default(null),
  customerId: z.string().max(80).nullable().default(null),
  /** A `work-order` report tells the office what could not be recorded on this order. */
  workOrderId: z.string().max(200).nullable().default(null),
  longitude: z.number().min(-180).max(180).nullable().default(null),
  latitude: z.number().min(-90).max(90).nullable().default(null),
  /** A JPEG, PNG or WebP picture. */
  photo: z.base64().max(longestPhoto).nullable().default(null),
});
export type StreetReport = z.infer<typeof StreetReport>;

const Listed = StreetReport.omit({ photo: true }).extend({
  orgUnitId: z.string(),
  by: z.string(),
  receivedAt: z.string(),
  hasPhoto: z.boolean(),
});

export const demandRoutes = {
  sendReports: route({
    method: 'POST',
    path: '/street-reports',
    summary: 'Demand and competitors seen in the street; repeats are harmless',
    permission: 'work.do',
    body: z.object({ reports: z.array(StreetReport).min(1).max(20) }),
    response: z.object({
      results: z.array(z.object({ id: z.string(), status: z.enum(['taken', 'repeated']) })),
    }),
  }),
  listReports: route({
    method: 'GET',
    path: '/street-reports',
    summary: 'Reports of the viewer’s subtree, newest first; frontline people see their own',
    permission: 'work.read',
    query: Page.extend({ kind: ReportKind.optional(), orgUnitId: Id.optional() }),
    response: z.object({ total: z.number().int(), items: z.array(Listed) }),
  }),
  readReport: route({
    method: 'GET',
    path: '/street-reports/:id',
    summary: 'One report with its photo',
    permission: 'work.read',
    params: z.object({ id: z.uuid() }),
    response: Listed.extend({ photo: z.string().nullable() }),
  }),
};
