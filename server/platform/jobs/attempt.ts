import { Problem, toProblemDocument, type Job } from '#contract';
import type { Context } from '#platform/context';
import type { RecordStore } from '#platform/records';
import type { JobDefinition, JobTools } from './definition.ts';
import { beginAttempt, doStep, endAttempt, subjectOf, writeProgress, type Attempt } from './runs.ts';

/** Why a job's signal was aborted. */
export class JobInterruption extends Error {
  override readonly name = 'AbortError';
  readonly why: 'cancelled' | 'stopping' | 'taken over';
  constructor(why: 'cancelled' | 'stopping' | 'taken over') {
    super(`The job was interrupted: ${why}`);
    this.why = why;
  }
}

export interface Workplace {
  readonly store: RecordStore;
  /** This process among all that work on the store. */
  readonly worker: string;
  readonly context: (run: { id: string; name: string; signal: AbortSignal }) => Context | Promise<Context>;
  /** Called when a job has begun and when it has come to an end, so that live screens can be told. */
  readonly onMove?: (run: { id: string; name: string; state: Job['state'] } & Pick<Job, 'by' | 'subject'>) => void;
  readonly onFault: (error: unknown, run: { id: string; name: string; attempt: number }) => void;
  /** The jobs this process is at, so that they can be interrupted. */
  readonly running: Map<string, AbortController>;
}

const PROGRESS_EVERY_MS = 200;

/**
 * One try of a job. Resolves when the job has come to an end, whichever; throws when it is to be tried again.
 * The end is written to `job_run` before the queue hears of it: whoever is given it again finds that.
 */
export async function attemptJob(
  place: Workplace,
  job: JobDefinition,
  id: string,
  queueSignal: AbortSignal,
): Promise<void> {
  const { store } = place;
  const attempt = await beginAttempt(store.db, id, place.worker);
  if (!attempt) return;
  const about = { id, name: job.name, by: attempt.by, subject: subjectOf(attempt.input) };
  const moved = (state: Job['state']) => place.onMove?.({ ...about, state });
  moved('running');
  const interruption = new AbortController();
  place.running.set(id, interruption);
  const takenOver = () => interruption.abort(new JobInterruption('taken over'));
  queueSignal.addEventListener('abort', takenOver);
  try {
    const tools = toolsFor(store, attempt, interruption);
    const context = await place.context({ id, name: job.name, signal: interruption.signal });
    const result = await job.run(context, attempt.input, tools);
    await endAttempt(store.db, attempt, { state: 'done', result });
    moved('done');
  } catch (error) {
    await settleFailure(place, job, attempt, interruption.signal, error);
    moved(interruption.signal.aborted ? 'cancelled' : 'failed');
  } finally {
    queueSignal.removeEventListener('abort', takenOver);
    if (place.running.get(id) === interruption) place.running.delete(id);
  }
}

async function settleFailure(
  place: Workplace,
  job: JobDefinition,
  attempt: Attempt,
  signal: AbortSignal,
  error: unknown,
): Promise<void> {
  const { db } = place.store;
  const why = signal.aborted && signal.reason instanceof JobInterruption ? signal.reason.why : undefined;
  if (why === 'cancelled') return endAttempt(db, attempt, { state: 'cancelled' });
  if (why !== undefined) {
    await endAttempt(db, attempt, { state: 'waiting', message: null, failures: attempt.failures });
    throw error;
  }
  if (error instanceof Problem) return endAttempt(db, attempt, { state: 'failed', problem: toProblemDocument(error) });
  place.onFault(error, { id: attempt.id, name: job.name, attempt: attempt.number });
  const failures = attempt.failures + 1;
  if (failures <= job.retry.limit) {
    await endAttempt(db, attempt, {
      state: 'waiting',
      message: `Failed ${failures} times; will be tried again`,
      failures,
    });
    throw error;
  }
  const fault = new Problem('unavailable', 'job-failed', 'The job failed; the server’s log has the cause.', {
    parameters: { job: attempt.id },
  });
  await endAttempt(db, attempt, { state: 'failed', problem: toProblemDocument(fault) });
}

function toolsFor(store: RecordStore, attempt: Attempt, interruption: AbortController): JobTools {
  const { signal } = interruption;
  let writtenAt = 0;
  return {
    jobId: attempt.id,
    signal,
    async progress(fraction, message) {
      signal.throwIfAborted();
      const now = performance.now();
      if (now - writtenAt < PROGRESS_EVERY_MS && fraction < 1) return;
      writtenAt = now;
      const answer = await writeProgress(store.db, attempt, Math.min(1, Math.max(0, fraction)), message ?? null);
      if (answer !== 'go on') interruption.abort(new JobInterruption(answer === 'cancel' ? 'cancelled' : 'taken over'));
      signal.throwIfAborted();
    },
    async step(name, work) {
      signal.throwIfAborted();
      return doStep(store.db, attempt.id, name, work);
    },
  };
}
