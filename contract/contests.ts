import { z } from 'zod';
import { route } from './route.ts';
import { Day, Id, listQuery, Period, Text2 } from './words.ts';

export const ContestFile = z.strictObject({
  contest: Id,
  title: Text2,
  month: Period,
  /** Who competes: frontline people or agents each for themselves, or all frontline people of a grid or a branch together. */
  between: z.enum(['people', 'agents', 'grids', 'branches']).default('people'),
  /** What a team has reached: the mean over its members, so that its size does not count, or their sum. */
  teamValue: z.enum(['mean', 'sum']).default('mean'),
  /** What is compared: a formula over the indicators of one person. */
  measure: z.string().min(1),
  base: z.number(),
  stretch: z.number(),
  /** Of each person; a team's members get it each. */
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
  /** Null for a team, and for people outside the viewer's territory: what they reached is public to the contest, who they are is not. */
  personId: Id.nullable(),
  /** Of the person or the team; null outside the viewer's territory. */
  name: Text2.nullable(),
  /** Where the person belongs, or the team's own unit; null outside the viewer's territory. */
  orgUnitId: z.string().nullable(),
  /** 1 for a person. */
  members: z.number().int(),
  /** The viewer, or the viewer's team. */
  own: z.boolean(),
  value: z.number().nullable(),
  reached: z.enum(['stretch', 'base', 'none', 'below-floor']),
  /** Of all members together. */
  rewardYuan: z.number(),
});
export type LeagueRow = z.infer<typeof LeagueRow>;

const byId = z.object({ id: Id });
const Budget = z.object({
  /** People whose past the figures are of. */
  people: z.number().int(),
  /** Teams, or those people themselves. */
  competitors: z.number().int(),
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
    summary: 'The league table as it stands; from its day on, as it was published',
    permission: 'work.read',
    params: byId,
    query: listQuery(['rank', 'name', 'unit', 'value', 'reward']),
    response: z.object({
      file: ContestFile,
      publishedAt: z.string().nullable(),
      /** Of all in view, whatever is looked for. */
      whole: z.object({
        stretch: z.number().int(),
        base: z.number().int(),
        belowFloor: z.number().int(),
        rewardYuan: z.number(),
      }),
      total: z.number().int(),
      items: z.array(LeagueRow),
    }),
  }),
  listContests: route({
    method: 'GET',
    path: '/appraisal/contests',
    summary: 'Contests, newest month first unless asked otherwise',
    permission: 'work.read',
    query: listQuery(['month', 'name', 'reward', 'budget', 'publishOn'], 'down').extend({ month: Period.optional() }),
    response: z.object({ total: z.number().int(), items: z.array(ContestFile) }),
  }),
};
