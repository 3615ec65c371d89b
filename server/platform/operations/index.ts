import { Problem, type Job } from '#contract';
import { unitsOfAccounts } from '#platform/access';
import { sees, type Actor } from '#platform/context';
import type { Feature } from '#platform/feature';
import type { Jobs } from '#platform/jobs';
import type { Events } from '#platform/outbox';
import { backupJob, checkTarget, type BackupPorts } from './backup.ts';
import { examine, type DoctorOptions } from './doctor.ts';
import { liveEvents } from './live.ts';

export { checkBackup, restoreBackup } from './restore.ts';

declare module '#platform/outbox' {
  interface EventMap {
    /** A job has begun or ended. Told to whoever asked for it, and to those who see everything. */
    job: { id: string; name: string; state: JobState; by: string | null; subject: string | null; login: string | null };
  }
}
type JobState = Job['state'];

export interface OperationsPorts extends DoctorOptions, BackupPorts {
  readonly jobs: () => Jobs;
  readonly events: Pick<Events, 'subscribe'>;
}

/** Health, doctor, backup, jobs and live events: what runs the installation, whatever the features are. */
export function operations(ports: OperationsPorts): Feature {
  return {
    name: 'operations',
    jobs: [backupJob(ports)],
    handlers: {
      health: async () => ({ ok: true, version: ports.version, pid: process.pid }),
      backup: async ({ jobs }, { body }) => {
        await checkTarget(body.file);
        return { job: await jobs.enqueue('backup', body, { singletonKey: body.file }) };
      },
      doctor: () => examine(ports),
      readJob: ({ actor }, { params }) => visibleJob(ports, actor, params.id),
      cancelJob: async ({ actor }, { params }) => {
        const job = await visibleJob(ports, actor, params.id);
        return (await ports.jobs().cancel(job.id)) ?? job;
      },
      listJobs: async ({ actor }, { query: { name, state, ...page } }) => {
        const by = await colleagues(ports, actor);
        return ports.jobs().list({
          ...page,
          ...(name !== undefined && { name }),
          ...(state && { states: [state] }),
          ...(by && { by }),
        });
      },
      events: async ({ actor, signal }) => liveEvents(ports.events, actor, signal),
    },
  };
}

/** Of those who have asked for jobs, the viewer and the accounts of their subtree; undefined for who sees everything. */
async function colleagues(ports: OperationsPorts, actor: Actor): Promise<readonly string[] | undefined> {
  if (actor.scope.kind === 'everything') return undefined;
  const units = await unitsOfAccounts(ports.store.db, await ports.jobs().requesters());
  return [actor.login, ...[...units].flatMap(([login, unit]) => (sees(actor, unit) ? [login] : []))];
}

async function visibleJob(ports: OperationsPorts, actor: Actor, id: string): Promise<Job> {
  const job = await ports.jobs().status(id);
  const by = await colleagues(ports, actor);
  if (!job || (by && !(job.by !== null && by.includes(job.by))))
    throw new Problem('missing', 'no-such-job', `There is no job ${id}.`);
  return job;
}
