import type { PgBoss } from 'pg-boss';
import type { RecordStore } from '#platform/records';

/*
 * A worker holds a lock for as long as it lives; the store frees it when the process dies. So the next one to look
 * knows at once, and need not wait for the queue's heartbeat (which remains for a machine that falls silent).
 */

/** Resolves to the way to sign out. */
export async function signIn(store: RecordStore, worker: string): Promise<() => Promise<void>> {
  const signOut = await store.tryLock(lockOf(worker));
  if (!signOut) throw new Error(`The worker ${worker} is signed in already`);
  return signOut;
}

/** Puts the jobs of workers that have died back into the queue. */
export async function putBackOrphans(store: RecordStore, boss: PgBoss, me: string): Promise<void> {
  const { rows } = await store.execute(
    `select distinct worker from job_run where state = 'running' and worker <> $1::uuid`,
    [me],
  );
  for (const { worker } of rows) {
    const release = await store.tryLock(lockOf(String(worker)));
    if (!release) continue;
    try {
      await putBackOf(store, boss, String(worker));
    } finally {
      await release();
    }
  }
}

/** Reads again what the dead one has left: another process may have been here since. */
async function putBackOf(store: RecordStore, boss: PgBoss, worker: string): Promise<void> {
  const { rows } = await store.execute(
    `select name, array_agg(id::text) as ids from job_run where state = 'running' and worker = $1::uuid group by name`,
    [worker],
  );
  for (const { name, ids } of rows) {
    await boss.fail(String(name), ids as string[], { message: 'its worker died' });
    await store.execute(
      `update job_run set state = 'waiting', worker = null, message = 'Interrupted; will be taken up again'
       where worker = $1::uuid and state = 'running' and id = any ($2::text[]::uuid[])`,
      [worker, ids],
    );
  }
}

function lockOf(worker: string): string {
  return `job worker ${worker}`;
}
