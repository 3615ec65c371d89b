import type { TreesOptions } from '../options.ts';
import { mostBins } from './bin-table.ts';
import type { Growth } from './board.ts';
import type { Boosting } from './boost.ts';

/** What a training does, with nothing left open. */
export interface Settings {
  readonly bins: number;
  readonly boosting: Boosting;
  readonly candidates: readonly Growth[];
  /** How many folds, or with 1 a single held-out share, choose the rounds; 0: all rounds are made. */
  readonly folds: number;
  readonly share: number;
}

/** Up to here several sizes of tree are tried on folds; a larger table is boosted once, and a tenth of it stops it. */
const rowsToChoose = 30_000;

/** What was not asked for follows from the size of the table alone. */
export function settingsOf(rows: number, fields: number, options: TreesOptions): Settings {
  const isSmall = rows <= rowsToChoose;
  const stopping = options.earlyStopping ?? {};
  const rate = options.rate ?? (isSmall ? 0.05 : 0.1);
  const growth = (leaves: number): Growth => ({
    leaves: options.leaves ?? leaves,
    depth: options.depth ?? Infinity,
    minLeafRows: options.minLeafRows ?? Math.max(2, Math.min(20, Math.floor(rows / 40))),
    l2: options.l2 ?? 1,
    rate,
  });
  const hasSize = options.leaves !== undefined || options.depth !== undefined;
  return {
    bins: Math.min(options.bins ?? (fields > 500 ? 63 : mostBins), mostBins),
    boosting: {
      loss: options.loss ?? 'logistic',
      rounds: options.rounds ?? (isSmall ? 1000 : 500),
      rowShare: options.rowShare ?? (isSmall ? 0.75 : 1),
      fieldShare: options.fieldShare ?? (isSmall ? 0.7 : 1),
      seed: options.seed ?? 42,
      patience: (stopping === false ? undefined : stopping.patience) ?? (isSmall ? 20 : 10),
    },
    candidates: hasSize || !isSmall ? [growth(31)] : [4, 8, 31].map(growth),
    folds: stopping === false ? 0 : isSmall && stopping.share === undefined ? 3 : 1,
    share: stopping === false ? 0 : (stopping.share ?? 0.1),
  };
}
