import type { ColumnType } from 'kysely';
import type { z } from 'zod';
import type { JobState, ProblemDocument } from '#contract';

export { defineJob, type JobDefinition, type JobTools } from './definition.ts';
export { startJobs, type Jobs } from './jobs.ts';
export { cancelUnfinished } from './runs.ts';

export const jobMigrations = new URL('./migrations/', import.meta.url);

export interface JobRunTable {
  id: string;
  name: string;
  input: unknown;
  singleton_key: string | null;
  state: z.infer<typeof JobState>;
  /** The login of whoever asked for it; null: the installation itself. */
  requested_by: string | null;
  /** The process that is at it, or was last. */
  worker: string | null;
  attempts: ColumnType<number, number | undefined, number>;
  failures: ColumnType<number, number | undefined, number>;
  /** From 0 to 1. */
  progress: ColumnType<number, number | undefined, number>;
  message: string | null;
  result: unknown;
  problem: ProblemDocument | null;
  cancel_requested: ColumnType<boolean, boolean | undefined, boolean>;
  created_at: ColumnType<Date, Date | undefined, never>;
  started_at: Date | null;
  finished_at: Date | null;
}

declare module '#platform/records' {
  interface Tables {
    job_run: JobRunTable;
  }
}
