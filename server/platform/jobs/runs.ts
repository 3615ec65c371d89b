import { sql, type Selectable } from 'kysely';
import { Problem, toProblemDocument, type Job, type ProblemDocument } from '#contract';
import { json, run, type Db, type RecordStore } from '#platform/records';
import type { JobRunTable } from './index.ts';
import { QUEUE_SCHEMA } from './queue.ts';

/** The write and read model of `job_run`. Writes of a worker name its attempt, so that one taken for dead changes nothing. */

const KEPT_DAYS = 90;

export interface Attempt {
  readonly id: string;
  readonly number: number;
  readonly failures: number;
  readonly input: unknown;
  readonly by: string | null;
}

/** Undefined when one with the same key is waiting or running. */
export async function insertRun(
  db: Db,
  row: { id: string; name: string; input: unknown; singletonKey: string | undefined; by: string | undefined },
): Promise<boolean> {
  const inserted = await db
    .insertInto('job_run')
    .values({
      id: row.id,
      name: row.name,
      input: json(row.input),
      singleton_key: row.singletonKey ?? null,
      requested_by: row.by ?? null,
      state: 'waiting',
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findUnfinished(db: Db, name: string, singletonKey: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('job_run')
    .select('id')
    .where('name', '=', name)
    .where('singleton_key', '=', singletonKey)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst();
  return found?.id;
}

/** Undefined when there is nothing to do any more: finished by an attempt that died before saying so, or cancelled. */
export async function beginAttempt(db: Db, id: string, worker: string): Promise<Attempt | undefined> {
  const begun = await db
    .updateTable('job_run')
    .set({
      state: 'running',
      worker,
      attempts: sql`attempts + 1`,
      started_at: sql`coalesce(started_at, now())`,
      message: null,
    })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .where('cancel_requested', '=', false)
    .returning(['attempts', 'failures', 'input', 'requested_by'])
    .executeTakeFirst();
  if (begun)
    return { id, number: begun.attempts, failures: begun.failures, input: begun.input, by: begun.requested_by };
  await markCancelled(db, id, ['waiting', 'running']);
  return undefined;
}

/** 'lost' when the attempt is not the job's last one any more. */
export async function writeProgress(
  db: Db,
  attempt: Attempt,
  progress: number,
  message: string | null,
): Promise<'go on' | 'cancel' | 'lost'> {
  const row = await db
    .updateTable('job_run')
    .set({ progress, message })
    .where('id', '=', attempt.id)
    .where('attempts', '=', attempt.number)
    .where('state', '=', 'running')
    .returning('cancel_requested')
    .executeTakeFirst();
  if (!row) return 'lost';
  return row.cancel_requested ? 'cancel' : 'go on';
}

type Ending =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly problem: ProblemDocument }
  | { readonly state: 'waiting'; readonly message: string | null; readonly failures: number };

export async function endAttempt(db: Db, attempt: Attempt, ending: Ending): Promise<void> {
  await db
    .updateTable('job_run')
    .set({
      state: ending.state,
      ...(ending.state !== 'waiting' && { finished_at: sql<Date>`now()` }),
      ...(ending.state === 'done' && { progress: 1, result: json(ending.result ?? null) }),
      ...(ending.state === 'failed' && { problem: json(ending.problem) }),
      ...(ending.state === 'waiting' && { message: ending.message, failures: ending.failures }),
    })
    .where('id', '=', attempt.id)
    .where('attempts', '=', attempt.number)
    .where('state', '=', 'running')
    .execute();
}

/** Asks for the end of a job; one that has not begun ends at once. Resolves to its name when it was not finished. */
export async function requestCancel(db: Db, id: string): Promise<string | undefined> {
  const asked = await db
    .updateTable('job_run')
    .set({ cancel_requested: true })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .returning('name')
    .executeTakeFirst();
  if (asked) await markCancelled(db, id, ['waiting']);
  return asked?.name;
}

async function markCancelled(db: Db, id: string, states: JobRunTable['state'][]): Promise<void> {
  await db
    .updateTable('job_run')
    .set({ state: 'cancelled', finished_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('state', 'in', states)
    .where('cancel_requested', '=', true)
    .execute();
}

export async function cancelledAmong(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('job_run')
    .select('id')
    .where('id', 'in', ids)
    .where('cancel_requested', '=', true)
    .execute();
  return rows.map(({ id }) => id);
}

/** Keeps a step's result; the first one stands. */
export async function doStep<T>(db: Db, id: string, name: string, work: () => Promise<T>): Promise<T> {
  const [kept] = await run<{ result: T }>(db, 'select result from job_step where job_run_id = $1 and name = $2', [
    id,
    name,
  ]);
  if (kept) return kept.result;
  const result = await work();
  const text = JSON.stringify(result ?? null);
  await run(
    db,
    'insert into job_step (job_run_id, name, result) values ($1, $2, $3::text::jsonb) on conflict do nothing',
    [id, name, text],
  );
  return result;
}

/** Jobs the queue has given up (their workers died too often), and jobs nobody will ask after any more. */
export async function tidy(store: RecordStore): Promise<void> {
  const problem = toProblemDocument(
    new Problem('unavailable', 'job-lost-its-worker', 'The job was given up: its worker died again and again.'),
  );
  await store.execute(
    `update job_run set state = 'failed', finished_at = now(), problem = $1::text::jsonb from ${QUEUE_SCHEMA}.job
     where job.id = job_run.id and job.name = job_run.name and job.state = 'failed' and job_run.state in ('waiting', 'running')`,
    [JSON.stringify(problem)],
  );
  await store.execute(`delete from job_run where finished_at < now() - make_interval(days => $1::int)`, [KEPT_DAYS]);
}

export interface RunQuery {
  readonly id?: string;
  readonly name?: string;
  readonly states?: readonly Job['state'][];
  /** Only those that one of these logins has asked for. */
  readonly by?: readonly string[];
  /** Part of the name, of the subject or of the login. */
  readonly text?: string;
  readonly sort?: keyof typeof sorts;
  readonly order?: 'up' | 'down';
  readonly limit?: number;
  readonly offset?: number;
}
const sorts = {
  created: sql`created_at`,
  name: sql`name`,
  state: sql`state`,
  started: sql`started_at`,
  took: sql`finished_at - started_at`,
} as const;
const LISTED = 100;

/** One page, newest first unless asked otherwise, and how many there are. */
export async function readRuns(db: Db, filter: RunQuery): Promise<{ total: number; items: Job[] }> {
  const { id, name, states, by, text = '', sort = 'created', order = 'down', limit = LISTED, offset = 0 } = filter;
  const wanted = db
    .selectFrom('job_run')
    .$if(id !== undefined, (query) => query.where(sql<string>`id::text`, '=', id ?? ''))
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(states !== undefined, (query) => query.where('state', 'in', states ?? []))
    .$if(by !== undefined, (query) => query.where('requested_by', 'in', [...(by ?? []), '']))
    .$if(text !== '', (query) =>
      query.where(
        sql<boolean>`strpos(lower(concat_ws(' ', name, input->>'campaign', requested_by)), lower(${text}::text)) > 0`,
      ),
    );
  const { total } = await wanted.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await wanted
    .selectAll()
    .orderBy(sorts[sort], (way) => (order === 'down' ? way.desc().nullsLast() : way.asc().nullsLast()))
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), items: rows.map(jobOf) };
}

function jobOf(row: Selectable<JobRunTable>): Job {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    progress: row.progress,
    message: row.message,
    result: row.result ?? undefined,
    problem: row.problem ?? undefined,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    by: row.requested_by,
    subject: subjectOf(row.input),
  };
}

export async function readRequesters(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('job_run').select('requested_by').distinct().execute();
  return rows.flatMap((row) => row.requested_by ?? []);
}

/** What a job is about, as its input says: the campaign. */
export function subjectOf(input: unknown): string | null {
  const { campaign } = (input ?? {}) as Readonly<Record<string, unknown>>;
  return typeof campaign === 'string' ? campaign : null;
}

/** Ends what a backup shows as under way: the queue it stood in was not copied, so nobody would ever take it up. */
export async function cancelUnfinished(execute: RecordStore['execute'], message: string): Promise<void> {
  await execute(
    `update job_run set state = 'cancelled', worker = null, finished_at = now(), message = $1
     where state in ('waiting', 'running')`,
    [message],
  );
}
