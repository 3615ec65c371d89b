import { z } from 'zod';
import { Id } from '#contract';
import { defineJob, type JobDefinition } from '#platform/jobs';
import type { CampaignPorts } from './ports.ts';
import { releaseTargets } from './release.ts';
import { scheduleTargets } from './schedule.ts';

export function campaignJobs(ports: CampaignPorts): readonly JobDefinition[] {
  return [
    defineJob({
      name: 'schedule-campaign',
      schema: z.object({
        campaign: Id,
        together: z.array(Id).default([]),
        by: z.string(),
        changes: z.object({ stability: z.number().min(0) }).optional(),
      }),
      handler: (context, input, tools) => scheduleTargets(context, ports, input, tools),
    }),
    defineJob({
      name: 'release-wave',
      schema: z.object({ campaign: Id, wave: z.number().int().min(1), by: z.string() }),
      // A worker that died leaves a cursor; taking it up again is what this job is made for.
      retry: { limit: 5 },
      handler: (context, input, tools) => releaseTargets(context, ports, input, tools),
    }),
  ];
}
