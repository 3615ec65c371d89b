import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import type { Job } from '#contract';
import type { Db, RecordStore } from '#platform/records';
import { attemptJob, JobInterruption, type Workplace } from './attempt.ts';
import type { JobDefinition } from './definition.ts';
import { putBackOrphans, signIn } from './lost-workers.ts';
import { defineQueues, send, startQueue, workOn } from './queue.ts';
import {
  cancelledAmong,
  findUnfinished,
  insertRun,
  readRequesters,
  readRuns,
  requestCancel,
  tidy,
  type RunQuery,
} from './runs.ts';

export interface Jobs {
  /**
   * Starts a job; resolves to its id. With a key, one that waits or runs under that key is joined instead.
   * Inside a transaction give it as `db`: the job exists when that commits (and on PGlite it would wait for it for ever
   * without).
   * @throws ZodError when the input does not fit, Error when nobody defines such a job.
   */
  enqueue(
    name: string,
    input: unknown,
    options?: {
      readonly singletonKey?: string;
      readonly db?: Db;
      /** The login of whoever asks. */ readonly by?: string;
    },
  ): Promise<string>;
  status(id: string): Promise<Job | undefined>;
  /** Ends a job: at once when it waits, else as soon as its handler heeds its signal. Resolves to its status then. */
  cancel(id: string): Promise<Job | undefined>;
  /** The logins that have asked for jobs. */
  requesters(): Promise<readonly string[]>;
  /** One page, newest first unless asked otherwise, and how many there are. */
  list(query?: RunQuery): Promise<{ total: number; items: Job[] }>;
  /** Interrupts what runs here, to be taken up again by the next worker, and resolves when all is put down. */
  stop(): Promise<void>;
}

interface JobsOptions extends Omit<Workplace, 'running' | 'worker'> {
  readonly store: RecordStore;
  readonly jobs: readonly JobDefinition[];
  /** False for a process that only enqueues. */
  readonly work?: boolean;
  /** Faults of the queue itself. */
  readonly onQueueError: (error: unknown) => void;
}

const CANCEL_CHANNEL = 'job_cancel';
const TIDY_EVERY_MS = 5_000;
const STOP_MS = 10_000;

/** Starts the queue on a migrated store, and, unless `work` is false, a worker for every job. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { store } = options;
  const place: Workplace = { ...options, worker: randomUUID(), running: new Map() };
  const boss = await startQueue(store, options.onQueueError);
  await defineQueues(boss, options.jobs);
  const stopListening = await listenForCancels(place, options.onQueueError);
  const signOut = await signIn(store, place.worker);
  if (options.work !== false) {
    await eachInTurn(options.jobs, (job) => workOn(boss, job, (id, signal) => attemptJob(place, job, id, signal)));
  }
  const stopTidying = await tidyRegularly(place, boss, options.onQueueError);
  const status = async (id: string) => (await readRuns(store.db, { id })).items[0];
  return {
    enqueue: (name, input, given = {}) => enqueue(boss, options, name, input, given),
    status,
    async cancel(id) {
      const name = await requestCancel(store.db, id);
      if (name !== undefined) await store.execute('select pg_notify($1, $2)', [CANCEL_CHANNEL, id]);
      return status(id);
    },
    requesters: () => readRequesters(store.db),
    list: (query = {}) => readRuns(store.db, query),
    async stop() {
      await stopTidying();
      for (const interruption of place.running.values()) interruption.abort(new JobInterruption('stopping'));
      await stopListening();
      await boss.stop({ graceful: true, timeout: STOP_MS });
      await signOut();
    },
  };
}

async function enqueue(
  boss: PgBoss,
  { store, jobs }: JobsOptions,
  name: string,
  input: unknown,
  { singletonKey, db, by }: { readonly singletonKey?: string; readonly db?: Db; readonly by?: string },
): Promise<string> {
  const job = jobs.find((candidate) => candidate.name === name);
  if (!job) throw new Error(`There is no job named ${name}`);
  job.check(input);
  const start = (trx: Db) => startRun(boss, trx, { name, input, singletonKey, by });
  return db ? start(db) : store.db.transaction().execute(start);
}

/** The run and its place in the queue come to be together. */
async function startRun(
  boss: PgBoss,
  trx: Db,
  wanted: { name: string; input: unknown; singletonKey: string | undefined; by: string | undefined },
): Promise<string> {
  for (;;) {
    const id = randomUUID();
    if (await insertRun(trx, { id, ...wanted })) {
      await send(boss, trx, wanted.name, id);
      return id;
    }
    const existing = await findUnfinished(trx, wanted.name, wanted.singletonKey ?? '');
    if (existing !== undefined) return existing;
    // It has come to its end between the two looks: there is room for a new one now.
  }
}

/** Now and every few seconds. Resolves to the way to stop, which waits for the round under way. */
async function tidyRegularly(
  place: Workplace,
  boss: PgBoss,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const round = async () => {
    await putBackOrphans(place.store, boss, place.worker);
    await tidy(place.store);
  };
  let last = round();
  await last;
  const timer = setInterval(() => {
    last = last.then(round).catch(onError);
  }, TIDY_EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await last;
  };
}

async function listenForCancels(place: Workplace, onError: (error: unknown) => void): Promise<() => Promise<void>> {
  const interrupt = (id: string) => place.running.get(id)?.abort(new JobInterruption('cancelled'));
  const catchUp = async () => (await cancelledAmong(place.store.db, [...place.running.keys()])).forEach(interrupt);
  return place.store.listen(CANCEL_CHANNEL, interrupt, () => void catchUp().catch(onError));
}

async function eachInTurn<T>(values: readonly T[], act: (value: T) => Promise<void>): Promise<void> {
  for (const value of values) await act(value);
}
