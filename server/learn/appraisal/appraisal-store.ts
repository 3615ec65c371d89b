import type { ColumnType, Selectable } from 'kysely';
import type { ContestFile, Estimate, Objection, Scheme, SchemeFile } from '#contract';
import { json, run, type Db } from '#platform/records';
import type { Standing } from './contest.ts';
import type { Indicators } from './indicators.ts';

type Kept<T> = ColumnType<T, unknown, never>;
type Identity = ColumnType<number, never, never>;
interface ClosingTable {
  month: string;
  org_unit_id: string;
  run_id: number;
  scheme_id: string;
  scheme: Kept<SchemeFile>;
  scheme_version: number;
  closed_by: string;
  closed_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
}
interface ObjectionTable {
  id: Identity;
  month: string;
  person_id: string;
  org_unit_id: string;
  term: string | null;
  why: string;
  at: Date;
  state: Objection['state'];
  answer: string | null;
  answered_by: string | null;
  answered_at: Date | null;
  told_id: string | null;
}
declare module '#platform/records' {
  interface Tables {
    appraisal_scheme: { id: string; version: number; file: Kept<SchemeFile>; by: string; at: Date };
    appraisal_run: { id: Identity; month: string; at: Date; by: string };
    appraisal_input: {
      run_id: number;
      person_id: string;
      org_unit_id: string;
      role: AppraisedRole;
      inputs: Kept<Indicators>;
      intervals: Kept<Intervals>;
    };
    appraisal_closing: ClosingTable;
    appraisal_points: { month: string; person_id: string; org_unit_id: string; points: number; pay_fen: number };
    appraisal_correction: {
      id: Identity;
      month: string;
      person_id: string;
      points: number;
      why: string;
      by: string;
      at: Date;
    };
    appraisal_objection: ObjectionTable;
    contest: { id: string; month: string; file: Kept<ContestFile>; by: string; at: Date };
    contest_result: { contest_id: string; published_at: Date; standing: Kept<readonly Standing[]> };
  }
}

export interface Intervals {
  readonly success: Estimate;
  readonly truth: Estimate;
}
/** Frontline people have points and pay; agents only compete. */
export type AppraisedRole = 'frontline' | 'agent';
export interface PersonInput {
  readonly person_id: string;
  readonly org_unit_id: string;
  readonly inputs: Indicators;
  readonly intervals: Intervals;
}
export type Closing = Selectable<ClosingTable>;
export type ObjectionRow = Selectable<ObjectionTable>;

export async function addScheme(trx: Db, file: SchemeFile, by: string, at: Date): Promise<Scheme> {
  const newest = await readSchemes(trx, file.scheme);
  const version = (newest[0]?.version ?? 0) + 1;
  await trx
    .insertInto('appraisal_scheme')
    .values({ id: file.scheme, version, file: json(file), by, at })
    .execute();
  return { id: file.scheme, version, file, by, at: at.toISOString() };
}

/** The newest version of each scheme, or of one. */
export async function readSchemes(db: Db, id?: string): Promise<Scheme[]> {
  let rows = db.selectFrom('appraisal_scheme').selectAll().distinctOn('id').orderBy('id').orderBy('version', 'desc');
  if (id !== undefined) rows = rows.where('id', '=', id);
  return (await rows.execute()).map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function addRun(trx: Db, month: string, by: string, at: Date): Promise<number> {
  const [row] = await run<{ id: number }>(
    trx,
    'insert into appraisal_run (month, at, by) values ($1, $2, $3) returning id',
    [month, at, by],
  );
  return Number(row?.id);
}

export async function addInputs(
  trx: Db,
  runId: number,
  people: readonly (PersonInput & { readonly role: AppraisedRole })[],
): Promise<void> {
  await run(
    trx,
    `insert into appraisal_input (run_id, person_id, org_unit_id, role, inputs, intervals)
     select $1, r->>'person_id', r->>'org_unit_id', r->>'role', r->'inputs', r->'intervals' from jsonb_array_elements($2::text::jsonb) as r`,
    [runId, JSON.stringify(people)],
  );
}

/** The newest run of each month that has its inputs, newest month first. */
export async function readRuns(db: Db): Promise<{ month: string; run: number; gatheredAt: string }[]> {
  const rows = await db
    .selectFrom('appraisal_run')
    .select(['month', 'id', 'at'])
    .distinctOn('month')
    .where('id', 'in', db.selectFrom('appraisal_input').select('run_id').distinct())
    .orderBy('month', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ month, id, at }) => ({ month, run: Number(id), gatheredAt: at.toISOString() }));
}

/** The newest run of a month that has its inputs. */
export async function latestRun(db: Db, month: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('appraisal_run')
    .select('id')
    .where('month', '=', month)
    .where('id', 'in', db.selectFrom('appraisal_input').select('run_id').distinct())
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

export async function readInputs(
  db: Db,
  runId: number,
  of: { readonly units?: readonly string[]; readonly person?: string; readonly role?: AppraisedRole },
): Promise<PersonInput[]> {
  let rows = db
    .selectFrom('appraisal_input')
    .select(['person_id', 'org_unit_id', 'inputs', 'intervals'])
    .where('run_id', '=', runId)
    .where('role', '=', of.role ?? 'frontline');
  if (of.units) rows = rows.where('org_unit_id', 'in', [...of.units, '']);
  if (of.person !== undefined) rows = rows.where('person_id', '=', of.person);
  return rows.orderBy('person_id').execute();
}

export async function readClosings(db: Db, month: string): Promise<Map<string, Closing>> {
  const rows = await db.selectFrom('appraisal_closing').selectAll().where('month', '=', month).execute();
  return new Map(rows.map((row) => [row.org_unit_id, row]));
}

export async function readCorrections(db: Db, month: string) {
  const rows = await db
    .selectFrom('appraisal_correction')
    .selectAll()
    .where('month', '=', month)
    .orderBy('id')
    .execute();
  return Map.groupBy(rows, (row) => row.person_id);
}

/** How many objections wait for an answer, by grid. */
export async function openObjections(db: Db, month: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('appraisal_objection')
    .select(['org_unit_id', (e) => e.fn.countAll<number>().as('open')])
    .where('month', '=', month)
    .where('state', '=', 'open')
    .groupBy('org_unit_id')
    .execute();
  return new Map(rows.map((row) => [row.org_unit_id, Number(row.open)]));
}

export const shownObjection = (row: ObjectionRow): Objection => ({
  id: row.id,
  month: row.month,
  personId: row.person_id,
  term: row.term,
  why: row.why,
  at: row.at.toISOString(),
  state: row.state,
  answer: row.answer,
  answeredBy: row.answered_by,
});
