import type { ScorecardDocument } from '#query';
import type { Learned, ScorecardOptions } from './options.ts';
import { runInThread } from './run-in-thread.ts';
import type { ScorecardTraining } from './scorecard/fit-scorecard.ts';
import type { Table } from './table.ts';

/**
 * A scorecard: bins of each field by weight of evidence, one coefficient a field by regularised logistic regression, and
 * a table of points. The work is done by a thread of its own.
 * @param target 0 or 1; see `refusalsOf`
 */
export async function trainScorecard(
  table: Table,
  target: Float64Array,
  { signal, ...options }: ScorecardOptions = {},
): Promise<Learned<ScorecardDocument>> {
  const training: ScorecardTraining = { table, target, options };
  return runInThread(new URL('./scorecard/scorecard-worker.ts', import.meta.url), training, signal);
}
