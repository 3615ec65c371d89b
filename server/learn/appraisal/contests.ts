import { Problem, type ContestFile, type LeagueRow } from '#contract';
import type { Context } from '#platform/context';
import { json } from '#platform/records';
import { latestRun, readInputs, type PersonInput } from './appraisal-store.ts';
import { contestBudget, reward } from './contest.ts';
import { inputsInView, namesOf } from './months.ts';
import { valueOf } from './points.ts';
import { readMeasure } from './scheme.ts';

/** Sets up a contest, if the newest month that is known says that its budget is enough. */
export async function putContest(context: Context, id: string, file: ContestFile) {
  const { db, actor, clock } = context;
  if (id !== file.contest)
    throw new Problem('invalid', 'contest-name', `The contest is called ${file.contest}, not ${id}.`);
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
  const formula = readMeasure(file.measure);
  const past = await pastInputs(context, file.month);
  if (past.length === 0)
    throw new Problem(
      'conflict',
      'no-past',
      'No month has been gathered yet, so that nobody can tell what the contest will cost.',
    );
  const budget = contestBudget(
    past.map(({ inputs }) => valueOf(formula, inputs)),
    file,
  );
  if (budget.highYuan > file.budgetYuan)
    throw new Problem(
      'conflict',
      'budget-too-small',
      `With the results of the past it costs ${budget.expectedYuan.toFixed(2)} yuan, and in one case of twenty ${budget.highYuan.toFixed(2)} or more; the budget is ${file.budgetYuan}.`,
      { parameters: budget },
    );
  return { budget: { people: past.length, budgetYuan: file.budgetYuan, ...budget } };
}

/** What people reached in the newest month gathered up to this one. */
async function pastInputs({ db }: Context, month: string) {
  const found = await db
    .selectFrom('appraisal_run')
    .select('month')
    .where('month', '<=', month)
    .where('id', 'in', db.selectFrom('appraisal_input').select('run_id').distinct())
    .orderBy('month', 'desc')
    .limit(1)
    .executeTakeFirst();
  const run = found && (await latestRun(db, found.month));
  return run === undefined ? [] : readInputs(db, run, {});
}

export async function listContests({ db }: Context): Promise<ContestFile[]> {
  const rows = await db.selectFrom('contest').select('file').orderBy('month', 'desc').orderBy('id').execute();
  return rows.map(({ file }) => file);
}

/** The league table of the viewer's territory as it stands. */
export async function contestLeague(context: Context, id: string) {
  const row = await context.db.selectFrom('contest').select('file').where('id', '=', id).executeTakeFirst();
  if (!row) throw new Problem('missing', 'no-such-contest', `There is no contest ${id}.`);
  return { file: row.file, items: await leagueOf(context, row.file, await inputsInView(context, row.file.month)) };
}

/** Everybody by what they reached, the best first; equals share a rank. */
export async function leagueOf(
  context: Pick<Context, 'db'>,
  file: ContestFile,
  people: readonly { readonly input: PersonInput }[],
): Promise<LeagueRow[]> {
  const formula = readMeasure(file.measure);
  const names = await namesOf(
    context,
    people.map(({ input }) => input.person_id),
  );
  const items = people
    .map(({ input }) => {
      const value = valueOf(formula, input.inputs);
      return {
        personId: input.person_id,
        name: names.get(input.person_id) ?? null,
        orgUnitId: input.org_unit_id,
        value,
        ...reward(value, file),
      };
    })
    .toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
  let rank = 0;
  return items.map((item, i) => {
    if (i === 0 || item.value !== items[i - 1]?.value) rank = i + 1;
    return { rank, ...item };
  });
}
