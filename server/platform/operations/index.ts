import { Problem } from '#contract';
import type { Feature } from '#platform/feature';
import type { Jobs } from '#platform/jobs';
import type { Events } from '#platform/outbox';
import { examine, type DoctorOptions } from './doctor.ts';
import { liveEvents } from './live.ts';

export interface OperationsPorts extends DoctorOptions {
  readonly jobs: () => Jobs;
  readonly events: Pick<Events, 'subscribe'>;
  readonly version: string;
}

/** Health, doctor, jobs and live events: what runs the installation, whatever the features are. */
export function operations(ports: OperationsPorts): Feature {
  return {
    name: 'operations',
    handlers: {
      health: async () => ({ ok: true, version: ports.version, pid: process.pid }),
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
