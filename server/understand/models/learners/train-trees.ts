import { availableParallelism } from 'node:os';
import type { TreesDocument } from '#query';
import type { Learned, TreesOptions } from './options.ts';
import { runInThread } from './run-in-thread.ts';
import type { Table } from './table.ts';
import type { Training } from './trees/train.ts';

/** Tables with fewer cells are learnt by one thread: waking another would take longer. */
const cellsToShare = 2_000_000;

/**
 * Gradient-boosted trees on histograms. The work is done by threads of its own, so that this one stays free.
 * @param target 0 or 1 for the logistic loss, any number for the squared one; see `refusalsOf`
 */
export async function trainTrees(
  table: Table,
  target: Float64Array,
  { signal, ...options }: TreesOptions = {},
): Promise<Learned<TreesDocument>> {
  const isLarge = table.rows * table.columns.length >= cellsToShare;
  const threads = options.threads ?? (isLarge ? availableParallelism() : 1);
  const training: Training = { table, target, options, threads };
  const document = await runInThread<TreesDocument>(
    new URL('./trees/train-worker.ts', import.meta.url),
    training,
    signal,
  );
  const notes = document.trees.length === 0 ? ['No split lowers the loss: every row gets the same score.'] : [];
  return { document, notes };
}
