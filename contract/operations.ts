import { z } from 'zod';
import { route } from './route.ts';
import { Job, JobState } from './words.ts';

export const Check = z.object({ name: z.string(), ok: z.boolean(), value: z.string(), advice: z.string().nullable() });

export const operationsRoutes = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Is it there',
    permission: 'public',
    response: z.object({ ok: z.boolean(), version: z.string(), pid: z.number().int() }),
  }),
  doctor: route({
    method: 'GET',
    path: '/doctor',
    summary: 'Engines, disk, versions, clock, outbox lag, and what to do',
    permission: 'administration',
    response: z.object({ ok: z.boolean(), checks: z.array(Check) }),
  }),
  readJob: route({
    method: 'GET',
    path: '/jobs/:id',
    summary: 'A long action: progress and result',
    permission: 'signed-in',
    params: z.object({ id: z.string() }),
    response: Job,
  }),
  cancelJob: route({
    method: 'POST',
    path: '/jobs/:id/cancel',
    summary: 'Cancel a long action',
    permission: 'signed-in',
    params: z.object({ id: z.string() }),
    body: z.object({}),
    response: Job,
  }),
  listJobs: route({
    method: 'GET',
    path: '/jobs',
    summary: 'Long actions, newest first',
    permission: 'signed-in',
    query: z.object({
      name: z.string().optional(),
      state: JobState.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.object({ items: z.array(Job) }),
  }),
  /** Server-sent events: `event: <name>`, `data: <json>`. Only what the viewer may see. */
  events: route({
    method: 'GET',
    path: '/events',
    summary: 'Live events: work orders, campaigns, jobs, loads',
    permission: 'signed-in',
    streams: 'text/event-stream',
    response: z.string(),
  }),
  backup: route({
    method: 'POST',
    path: '/backup',
    summary: 'Write a backup of both stores to a file on the server’s machine; a job',
    permission: 'administration',
    audit: true,
    body: z.object({ file: z.string().min(1) }),
    response: z.object({ job: z.string() }),
  }),
};
