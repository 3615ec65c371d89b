import type { z } from 'zod';
import type { Context } from '#platform/context';

/** What a handler has beside its context and input. */
export interface JobTools {
  readonly jobId: string;
  /**
   * Shows how far it is, from 0 to 1, and what it is doing. Cheap to call often: it writes at most five times a second.
   * @throws the signal's reason when the job has been cancelled, so that calling it is a good place to end.
   */
  progress(fraction: number, message?: string): Promise<void>;
  /** Aborted when the job is cancelled, the server stops, or another worker has taken it over. Pass it on to slow calls. */
  readonly signal: AbortSignal;
  /**
   * Does a part of the job once: its result (JSON) is kept, and when the job is taken up again after a failure or a
   * crash it is given back instead of being worked out anew. A crash within the part repeats it: it must bear that.
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** A kind of long action. Make one with `defineJob`. */
export interface JobDefinition {
  readonly name: string;
  /** How often to try again after a fault, and the seconds before the first time; each later wait is about twice as long. */
  readonly retry: { readonly limit: number; readonly backoffSeconds: number };
  /** How many of this kind a process works on at once. */
  readonly concurrency: number;
  /** @throws ZodError when the input does not fit. */
  readonly check: (input: unknown) => void;
  readonly run: (context: Context, input: unknown, tools: JobTools) => Promise<unknown>;
}

const RETRY = { limit: 2, backoffSeconds: 1 };

/**
 * Defines a long action. What the handler resolves to (JSON) is the job's result. A `Problem` it throws is final and
 * shown to the user; anything else is a fault, tried again as `retry` says. A job whose worker died is taken up again
 * in any case, so all a handler does must bear being done twice, or stand in a `step`.
 */
export function defineJob<Schema extends z.ZodType>(definition: {
  readonly name: string;
  readonly schema: Schema;
  readonly retry?: { readonly limit: number; readonly backoffSeconds?: number };
  readonly concurrency?: number;
  readonly handler: (context: Context, input: z.output<Schema>, tools: JobTools) => Promise<unknown>;
}): JobDefinition {
  const { name, schema, handler } = definition;
  return {
    name,
    retry: { ...RETRY, ...definition.retry },
    concurrency: definition.concurrency ?? 1,
    check: (input) => void schema.parse(input),
    run: async (context, input, tools) => handler(context, schema.parse(input), tools),
  };
}
