import type { ModelDocument } from '#query';
import { foldsOf, splitFold } from './folds.ts';
import type { Learned } from './options.ts';
import { areaUnderRoc } from './report.ts';
import { scoreTable } from './score-table.ts';
import { take, takeRows, type Table } from './table.ts';

export interface CrossValidated {
  /** Each row's score, by the model that has not seen it. */
  readonly scores: Float64Array;
  readonly aucByFold: readonly number[];
}

export interface Folding {
  readonly folds: number;
  readonly seed: number;
  /** How many folds are learnt at the same time. */
  readonly together?: number;
  readonly done?: (share: number) => void;
}

/**
 * Learns as often as there are folds, each time from the rows outside one, and scores the rows inside it. Folds have
 * their share of both classes and follow from the seed alone.
 */
export async function crossValidate(
  table: Table,
  target: Float64Array,
  learn: (table: Table, target: Float64Array) => Promise<Learned<ModelDocument>>,
  { folds, seed, together = 1, done }: Folding,
): Promise<CrossValidated> {
  const fold = foldsOf(target, folds, seed);
  const scores = new Float64Array(table.rows);
  const aucByFold = Array.from({ length: folds }, () => NaN);
  const queue = Array.from({ length: folds }, (_, which) => which);
  let ready = 0;
  const work = async () => {
    for (let which = queue.shift(); which !== undefined; which = queue.shift()) {
      const { inside, outside } = splitFold(fold, which);
      const { document } = await learn(takeRows(table, outside), take(target, outside));
      const part = scoreTable(document, takeRows(table, inside));
      for (const [i, row] of inside.entries()) scores[row] = part[i]!;
      aucByFold[which] = areaUnderRoc(part, take(target, inside));
      done?.(++ready / folds);
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return { scores, aucByFold };
}
