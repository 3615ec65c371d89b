import { Problem, type ContestFile, type contestRoutes, type Input, type LeagueRow, type Text2 } from '#contract';
import { sees, type Context } from '#platform/context';
import { listed } from '#platform/lists';
import { json } from '#platform/records';
import { contestBudget, teamKind, unitOfKind } from './contest.ts';
import { competitorsOf, pastInputs, readPublished, readTree, standingNow } from './contest-results.ts';
import { namesOf } from './months.ts';
import { readMeasure } from './scheme.ts';

/** Sets up a contest, if the newest month that is known says that its budget is enough. */
export async function putContest(context: Context, id: string, file: ContestFile) {
  const { db, actor, clock } = context;
  if (id !== file.contest)
    throw new Problem('invalid', 'contest-name', `The contest is called ${file.contest}, not ${id}.`);
  if (await readPublished(db, id))
    throw new Problem(
      'conflict',
      'contest-published',
      `The results of ${id} have been published: set up another contest.`,
    );
  const { budget } = await checkContest(context, file);
  const row = { month: file.month, file: json(file), by: actor.login, at: clock.now() };
  await db
    .insertInto('contest')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  return { contest: id, budget };
}

/** What a contest would cost if people did as they did. @throws Problem for each reason why it cannot be set up */
export async function checkContest(context: Context, file: ContestFile) {
  if (file.budgetYuan === undefined)
    throw new Problem('invalid', 'no-budget', 'A contest without a budget is not set up: say how much it may cost.');
  if (file.stretch < file.base || file.floor > file.base)
    throw new Problem(
      'invalid',
      'targets',
      'The floor must lie below the base target, and that below the stretch target.',
    );
  if (file.publishOn.slice(0, 7) <= file.month)
    throw new Problem(
      'invalid',
      'published-too-soon',
      `The results of ${file.month} cannot be published on ${file.publishOn}: the month is not over.`,
    );
  readMeasure(file.measure);
  const past = competitorsOf(file, await pastInputs(context, file), await readTree(context.db));
  if (past.length === 0)
    throw new Problem(
      'conflict',
      'no-past',
      `No month has been gathered yet in which there were ${file.between}, so that nobody can tell what the contest will cost.`,
    );
  const budget = contestBudget(past, file);
  if (budget.highYuan > file.budgetYuan)
    throw new Problem(
      'conflict',
      'budget-too-small',
      `With the results of the past it costs ${budget.expectedYuan.toFixed(2)} yuan, and in one case of twenty ${budget.highYuan.toFixed(2)} or more; the budget is ${file.budgetYuan}.`,
      { parameters: budget },
    );
  const people = past.reduce((sum, { members }) => sum + members, 0);
  return { budget: { people, competitors: past.length, budgetYuan: file.budgetYuan, ...budget } };
}

export async function listContests(
  { db }: Pick<Context, 'db'>,
  { month, ...query }: Input<(typeof contestRoutes)['listContests']>['query'],
): Promise<{ total: number; items: ContestFile[] }> {
  const found = (await readContests(db)).filter((one) => month === undefined || one.month === month);
  return listed(found, query, {
    words: ({ contest, title, measure }) => [contest, title.en, title.zh, measure],
    sorts: {
      month: ({ month }) => month,
      name: ({ title }) => title,
      reward: ({ rewardYuan }) => rewardYuan,
      budget: ({ budgetYuan }) => budgetYuan ?? null,
      publishOn: ({ publishOn }) => publishOn,
    },
  });
}

/** All contests, the newest month first. */
export async function readContests(db: Context['db']): Promise<ContestFile[]> {
  const rows = await db.selectFrom('contest').select('file').orderBy('month', 'desc').orderBy('id').execute();
  return rows.map(({ file }) => file);
}

/** The league table: people and agents of the viewer's territory with their rank among all; all teams. */
export async function contestLeague(
  context: Context,
  id: string,
  query: Input<(typeof contestRoutes)['contestLeague']>['query'],
) {
  const row = await context.db.selectFrom('contest').select('file').where('id', '=', id).executeTakeFirst();
  if (!row) throw new Problem('missing', 'no-such-contest', `There is no contest ${id}.`);
  const { publishedAt, league } = await leagueOf(context, row.file);
  const isTeam = teamKind(row.file) !== undefined;
  const inView = league.filter((one) => isTeam || one.own || sees(context.actor, one.orgUnitId));
  const reached = (what: LeagueRow['reached']) => inView.filter((one) => one.reached === what).length;
  const list = listed(inView, query, {
    words: ({ personId, name, orgUnitId }) => [personId ?? '', name?.en ?? '', name?.zh ?? '', orgUnitId ?? ''],
    sorts: {
      rank: ({ rank }) => rank,
      name: ({ name, personId }) => name ?? personId,
      unit: ({ orgUnitId }) => orgUnitId,
      value: ({ value }) => value,
      reward: ({ rewardYuan }) => rewardYuan,
    },
  });
  const whole = {
    stretch: reached('stretch'),
    base: reached('base'),
    belowFloor: reached('below-floor'),
    rewardYuan: inView.reduce((sum, { rewardYuan }) => sum + Math.max(0, rewardYuan), 0),
  };
  return { file: row.file, publishedAt, whole, ...list };
}

/**
 * Everybody by what they reached, the best first; as it was published, once it was. Whose it is, is told of the viewer's
 * territory only.
 */
export async function leagueOf(
  context: Pick<Context, 'db' | 'actor'>,
  file: ContestFile,
): Promise<{ publishedAt: string | null; league: LeagueRow[] }> {
  const { actor, db } = context;
  const units = await readTree(db);
  const published = await readPublished(db, file.contest);
  const standing = published?.standing ?? (await standingNow(context, file, units));
  const kind = teamKind(file);
  const isTeam = kind !== undefined;
  const own = isTeam ? unitOfKind(actor.orgUnitId, kind, units) : actor.personId;
  const people = isTeam
    ? new Map<string, Text2>()
    : await namesOf(
        context,
        standing.map(({ id }) => id),
      );
  const league = standing.map((one) => {
    const { rank, members, value, reached } = one;
    const row = { rank, members, own: one.id === own, value, reached, rewardYuan: one.rewardYuan * members };
    if (!row.own && !sees(actor, one.unitId)) return { ...row, personId: null, name: null, orgUnitId: null };
    return {
      ...row,
      personId: isTeam ? null : one.id,
      name: (isTeam ? units.get(one.id)?.name : people.get(one.id)) ?? null,
      orgUnitId: one.unitId,
    };
  });
  return { publishedAt: published?.at.toISOString() ?? null, league };
}
