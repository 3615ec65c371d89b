import { z } from 'zod';
import { route } from './route.ts';
import { Job, JobState, Page, SortOrder } from './words.ts';

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
    summary: 'Long actions of the viewer and of the accounts of their territory, newest first unless asked otherwise',
    permission: 'signed-in',
    query: Page.extend({
      name: z.string().optional(),
      state: JobState.optional(),
      /** Part of the name, of what it is about or of the login that asked for it. */
      text: z.string().max(200).default(''),
      sort: z.enum(['created', 'name', 'state', 'started', 'took']).default('created'),
      order: SortOrder.default('down'),
    }),
    response: z.object({ total: z.number().int(), items: z.array(Job) }),
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
