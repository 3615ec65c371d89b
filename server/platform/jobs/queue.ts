import { PgBoss, type Db as QueueDb } from 'pg-boss';
import { run, type Db, type RecordStore } from '#platform/records';
import type { JobDefinition } from './definition.ts';

/** A machine that has not been heard of for so long is taken for dead; a mere process is found out by its lock. */
const HEARTBEAT_SECONDS = 30;
const HEARTBEAT_REFRESH_SECONDS = 3;
const MONITOR_SECONDS = 5;

/** Workers are woken by notification; this is for retries that fall due, and for notifications that were lost. */
const POLL_SECONDS = 2;

/** The longest pg-boss takes; a worker that hangs is found by its heartbeat. */
const EXPIRE_SECONDS = 23 * 60 * 60;

/** How often a job may lose its worker on top of its own retries, before it is given up as one that kills workers. */
const DEATHS_ALLOWED = 10;

export const QUEUE_SCHEMA = 'job';

/** pg-boss on the record store. It only delivers: what a job has come to stands in `job_run`. */
export async function startQueue(store: RecordStore, onError: (error: unknown) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    db: queueDb(store),
    backend: store.kind,
    schema: QUEUE_SCHEMA,
    useListenNotify: true,
    schedule: false,
    reindex: store.kind === 'postgres',
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on('error', onError);
  return boss.start();
}

/** Each job's queue as the job wants it; one that is so already costs nothing. */
export async function defineQueues(boss: PgBoss, jobs: readonly JobDefinition[]): Promise<void> {
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const { name, retry } of jobs) {
    const settings = {
      notify: true,
      retryLimit: retry.limit + DEATHS_ALLOWED,
      retryDelay: retry.backoffSeconds,
      retryBackoff: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
    } as const;
    const queue = known.get(name);
    if (!queue) await boss.createQueue(name, settings);
    if (!queue || Object.entries(settings).some(([key, value]) => queue[key as keyof typeof settings] !== value))
      await boss.updateQueue(name, settings);
  }
}

export async function workOn(
  boss: PgBoss,
  job: JobDefinition,
  work: (id: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const options = {
    batchSize: 1,
    localConcurrency: job.concurrency,
    pollingIntervalSeconds: POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
    heartbeatRefreshSeconds: HEARTBEAT_REFRESH_SECONDS,
  };
  await boss.work(job.name, options, async (batch) => {
    for (const { id, signal } of batch) await work(id, signal);
  });
}

/** Hands a job over within the caller's transaction. */
export async function send(boss: PgBoss, trx: Db, name: string, id: string): Promise<void> {
  const db: QueueDb = { executeSql: async (text, values) => ({ rows: await run(trx, text, values) }) };
  const sent = await boss.send(name, {}, { id, db });
  if (sent === null) throw new Error(`The queue did not take job ${id} of ${name}`);
}

function queueDb(store: RecordStore): QueueDb {
  return {
    // pg-boss gives an empty list with its scripts of several statements.
    executeSql: (text, values) => store.execute(text, values?.length ? values : undefined),
    async listen(channel, onNotification, onReconnect) {
      const close = await store.listen(channel, onNotification, onReconnect);
      onReconnect();
      return { close };
    },
  };
}
