import { Problem, type ContestFile } from '#contract';
import { readUnits } from '#know/organisation';
import type { Context } from '#platform/context';
import { json } from '#platform/records';
import { latestRun, readInputs, type AppraisedRole, type PersonInput } from './appraisal-store.ts';
import { competitors, ranksOf, reward, type Competitor, type Standing, type Units } from './contest.ts';
import { inputsInView, wholeOperator } from './months.ts';
import { valueOf } from './points.ts';
import { readMeasure } from './scheme.ts';

export interface Published {
  readonly at: Date;
  readonly standing: readonly Standing[];
}

export const roleOf = ({ between }: ContestFile): AppraisedRole => (between === 'agents' ? 'agent' : 'frontline');

export const readTree = async (db: Context['db']): Promise<Units> =>
  new Map((await readUnits(db)).map((unit) => [unit.id, unit]));

export function competitorsOf(file: ContestFile, people: readonly PersonInput[], units: Units): Competitor[] {
  const formula = readMeasure(file.measure);
  const entrants = people.map((one) => ({
    personId: one.person_id,
    unitId: one.org_unit_id,
    value: valueOf(formula, one.inputs),
  }));
  return competitors(entrants, file, units);
}

/** What those who would compete reached in the newest month gathered up to this one. */
export async function pastInputs({ db }: Pick<Context, 'db'>, file: ContestFile): Promise<readonly PersonInput[]> {
  const found = await db
    .selectFrom('appraisal_run')
    .select('month')
    .where('month', '<=', file.month)
    .where('id', 'in', db.selectFrom('appraisal_input').select('run_id').where('role', '=', roleOf(file)).distinct())
    .orderBy('month', 'desc')
    .limit(1)
    .executeTakeFirst();
  const run = found && (await latestRun(db, found.month));
  return run === undefined ? [] : readInputs(db, run, { role: roleOf(file) });
}

/** Everybody by what they have reached by now, the best first; equals share a rank. */
export async function standingNow(
  context: Pick<Context, 'db' | 'actor'>,
  file: ContestFile,
  units: Units,
): Promise<Standing[]> {
  const inView = await inputsInView(wholeOperator(context), file.month, { role: roleOf(file) });
  const sorted = competitorsOf(
    file,
    inView.map(({ input }) => input),
    units,
  );
  const ranks = ranksOf(sorted);
  return sorted.map((one, i) => ({ ...one, ...reward(one.value, file), rank: ranks[i] ?? 0 }));
}

export async function readPublished(db: Context['db'], id: string): Promise<Published | undefined> {
  const row = await db.selectFrom('contest_result').selectAll().where('contest_id', '=', id).executeTakeFirst();
  return row && { at: row.published_at, standing: row.standing };
}

/** Keeps the results of every contest whose day has come and whose month is known, once and for all. Harmless to repeat. */
export async function publishDue(context: Pick<Context, 'db' | 'actor' | 'clock' | 'log'>): Promise<void> {
  const { db, clock, log } = context;
  const now = clock.now();
  const waiting = await db
    .selectFrom('contest')
    .select(['id', 'file'])
    .where('id', 'not in', db.selectFrom('contest_result').select('contest_id'))
    .orderBy('id')
    .execute();
  const units = await readTree(db);
  for (const { id, file } of waiting) {
    if (file.publishOn > now.toISOString().slice(0, 10)) continue;
    const standing = await standingNow(context, file, units).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'month-not-gathered') return undefined;
      throw error;
    });
    if (standing === undefined) continue;
    await db
      .insertInto('contest_result')
      .values({ contest_id: id, published_at: now, standing: json(standing) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    log.info({ contest: id, competitors: standing.length }, 'contest results published');
  }
}
