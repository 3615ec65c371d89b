import { Problem } from '#contract';
import type { Feature } from '#platform/feature';
import type { Jobs } from '#platform/jobs';
import type { Events } from '#platform/outbox';
import { backupJob, checkTarget, type BackupPorts } from './backup.ts';
import { examine, type DoctorOptions } from './doctor.ts';
import { liveEvents } from './live.ts';

export { checkBackup, restoreBackup } from './restore.ts';

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
      readJob: async (_, { params }) => found(await ports.jobs().status(params.id), params.id),
      cancelJob: async (_, { params }) => found(await ports.jobs().cancel(params.id), params.id),
      listJobs: async () => ({ items: await ports.jobs().list() }),
      events: async ({ actor, signal }) => liveEvents(ports.events, actor, signal),
    },
  };
}

function found<T>(job: T | undefined, id: string): T {
  if (job === undefined) throw new Problem('missing', 'no-such-job', `There is no job ${id}.`);
  return job;
}
