import { z } from 'zod';
import { route } from './route.ts';
import { Day, Id, Period, Text2 } from './words.ts';

export const ContestFile = z.strictObject({
  contest: Id,
  title: Text2,
  month: Period,
  /** What is compared: a formula over the indicators. */
  measure: z.string().min(1),
  base: z.number(),
  stretch: z.number(),
  rewardYuan: z.number().min(0),
  /** Taken from who stays below the floor; 0: nothing. */
  floor: z.number().default(0),
  penaltyYuan: z.number().min(0).default(0),
  budgetYuan: z.number().positive().optional(),
  publishOn: Day,
});
export type ContestFile = z.infer<typeof ContestFile>;

export const LeagueRow = z.object({
  rank: z.number().int(),
  /** Null for people outside the viewer's territory: what they reached is public to the contest, who they are is not. */
  personId: Id.nullable(),
  name: Text2.nullable(),
  orgUnitId: z.string().nullable(),
  value: z.number().nullable(),
  reached: z.enum(['stretch', 'base', 'none', 'below-floor']),
  rewardYuan: z.number(),
});
export type LeagueRow = z.infer<typeof LeagueRow>;

const byId = z.object({ id: Id });
const Budget = z.object({
  /** People whose past the figures are of. */
  people: z.number().int(),
  budgetYuan: z.number(),
  expectedYuan: z.number(),
  /** Exceeded in one case of twenty. */
  highYuan: z.number(),
  mostYuan: z.number(),
});

export const contestRoutes = {
  putContest: route({
    method: 'PUT',
    path: '/appraisal/contests/:id',
    summary: 'Set up a contest; refused without a budget that the past says is enough',
    permission: 'campaigns.approve',
    audit: true,
    params: byId,
    body: z.object({ file: ContestFile }),
    response: z.object({ contest: Id, budget: Budget }),
  }),
  checkContest: route({
    method: 'POST',
    path: '/appraisal/contests/check',
    summary:
      'What a contest would cost if people did as they did; refused for the reasons for which it would not be set up',
    permission: 'reports.read',
    body: z.object({ file: ContestFile }),
    response: z.object({ budget: Budget }),
  }),
  contestLeague: route({
    method: 'GET',
    path: '/appraisal/contests/:id/league',
    summary: 'The league table as it stands',
    permission: 'work.read',
    params: byId,
    response: z.object({ file: ContestFile, items: z.array(LeagueRow) }),
  }),
  listContests: route({
    method: 'GET',
    path: '/appraisal/contests',
    summary: 'Contests, newest month first',
    permission: 'work.read',
    response: z.object({ items: z.array(ContestFile) }),
  }),
};
