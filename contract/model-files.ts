/** Learning from a file of this machine; no installation is needed. */
export interface TrainFromFile {
  readonly file: string;
  readonly target: string;
  readonly positive?: string | undefined;
  readonly exclude: readonly string[];
  readonly learner: 'trees' | 'scorecard';
  readonly folds: number;
  readonly seed: number;
  /** Rows to measure on instead of folds. */
  readonly test?: string | undefined;
  readonly out?: string | undefined;
  readonly threads?: number | undefined;
  readonly progress: (fraction: number, message: string) => void;
}

export interface TrainedFromFile {
  /** Mean over the folds, or on the test file. */
  readonly auc: number;
  readonly auc_by_fold: readonly number[];
  readonly brier: number;
  readonly lift_top_decile: number;
  readonly rows: number;
  readonly ms: number;
  readonly log_loss: number;
  readonly average_precision: number;
  readonly learner: string;
  readonly target: string;
  readonly positive: string;
  readonly positives: number;
  readonly fields: number;
  readonly notes: readonly string[];
  readonly deciles: readonly {
    readonly decile: number;
    readonly rows: number;
    readonly positives: number;
    readonly lift: number;
    readonly gain: number;
  }[];
}
