import { z } from 'zod';
import { EvidenceRow, Objection, Statement } from './appraisal.ts';
import { ContestFile, LeagueRow } from './contests.ts';
import { route } from './route.ts';
import { Verification } from './truth.ts';
import { Period } from './words.ts';

/** What somebody objects to or contests on the phone. Its id is made there, so telling it again does no harm. */
export const Appeal = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('objection'),
    id: z.uuid(),
    at: z.string(),
    month: Period,
    term: z.string().max(60).nullable(),
    why: z.string().min(3).max(1000),
  }),
  z.object({
    kind: z.literal('contest'),
    id: z.uuid(),
    at: z.string(),
    verificationId: z.string().max(200),
    why: z.string().min(3).max(1000),
  }),
]);
export type Appeal = z.infer<typeof Appeal>;

const OwnMonth = z.object({
  statement: Statement,
  /** Among the people of the grid, and of all whom the month was gathered for. */
  rank: z.object({
    inGrid: z.number().int(),
    ofGrid: z.number().int(),
    overall: z.number().int(),
    of: z.number().int(),
  }),
  workOrders: z.array(EvidenceRow),
  objections: z.array(Objection),
});
export type OwnMonth = z.infer<typeof OwnMonth>;

const OwnContest = z.object({
  file: ContestFile,
  /** Since when its results are final; null while it runs. */
  publishedAt: z.string().nullable(),
  /** People, or teams. */
  competitors: z.number().int(),
  /** The first of the table, and those around oneself. */
  league: z.array(LeagueRow),
});

/** Everything a phone shows of points, in one answer, so that it is there without a network. */
export const OwnPoints = z.object({
  /** Newest first: the running month and the one before it, where they have been gathered. */
  months: z.array(OwnMonth),
  /** What the work orders of the day change of the running month's points. */
  today: z.object({
    points: z.number().nullable(),
    workOrders: z.number().int(),
    contacted: z.number().int(),
    successes: z.number().int(),
  }),
  contests: z.array(OwnContest),
  /** Findings about one's own feedback that say it is not true, and the cases that came of them. */
  findings: z.array(Verification),
  gatheredAt: z.string().nullable(),
});
export type OwnPoints = z.infer<typeof OwnPoints>;

export const ownPointsRoutes = {
  readOwnPoints: route({
    method: 'GET',
    path: '/appraisal/own',
    summary: 'One’s own points of this month and the last with every reason, rank, contests, findings',
    permission: 'work.do',
    query: z.object({ today: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
    response: OwnPoints,
  }),
  sendAppeals: route({
    method: 'POST',
    path: '/appraisal/appeals',
    summary: 'Objections to points and to findings, as a phone tells them; repeats are harmless',
    permission: 'work.do',
    audit: true,
    body: z.object({ appeals: z.array(Appeal).min(1).max(20) }),
    response: z.object({
      results: z.array(
        z.object({
          id: z.string(),
          status: z.enum(['taken', 'repeated', 'refused']),
          problem: z.object({ code: z.string(), message: z.string() }).nullable(),
        }),
      ),
    }),
  }),
};
export type AppealAnswer = z.infer<(typeof ownPointsRoutes.sendAppeals.response)['shape']['results']['element']>;
