import { z } from 'zod';

/** Shapes that several rooms speak of. */
export const Text2 = z.object({ en: z.string(), zh: z.string() });
export type Text2 = z.infer<typeof Text2>;

/** A calendar month as `YYYY-MM`. */
export const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-10');
/** A calendar day as `YYYY-MM-DD`. */
export const Day = z.iso.date();
/** An instant in UTC, ISO 8601. */
export const Instant = z.iso.datetime({ offset: true });
export const Id = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u, 'letters, digits, dot, dash and underscore, at most 80');

/** An estimate with its 95% interval. */
export const Estimate = z.object({
  estimate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Estimate = z.infer<typeof Estimate>;

export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});

export const SortOrder = z.enum(['up', 'down']).default('up');

/**
 * What a list of definitions (tags, models, schemes: hundreds, never millions) is asked with: part of a text, what to
 * sort by (the first of `sorts` unless asked otherwise) and a page; without a limit all of it.
 */
export const listQuery = <const S extends readonly [string, ...string[]]>(sorts: S, order: 'up' | 'down' = 'up') =>
  z.object({
    text: z.string().max(200).default(''),
    sort: z.enum(sorts).prefault(sorts[0]),
    order: SortOrder.default(order),
    /** Whose names are sorted by. */
    language: z.enum(['en', 'zh']).default('en'),
    limit: z.coerce.number().int().min(1).max(1000).optional(),
    offset: z.coerce.number().int().min(0).default(0),
  });

/** What starts a long action answers: the job to ask after. */
export const JobStarted = z.object({ job: z.string() });
export const JobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);
export const Job = z.object({
  id: z.string(),
  name: z.string(),
  state: JobState,
  /** From 0 to 1. */
  progress: z.number(),
  message: z.string().nullable(),
  result: z.unknown().optional(),
  problem: z.unknown().optional(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** The login that asked for it, and what it is about, such as a campaign; null where the job does not say. */
  by: z.string().nullable(),
  subject: z.string().nullable(),
});
export type Job = z.infer<typeof Job>;
