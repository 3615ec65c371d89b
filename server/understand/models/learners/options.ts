import type { ModelDocument } from '#query';

/** What both learners take. */
export interface LearnOptions {
  /** Weight of each row, above 0; all alike when absent. */
  readonly weights?: Float64Array;
  /** Everything left to chance follows from it. Default 42. */
  readonly seed?: number;
  /** Fields that may only raise (1) or only lower (-1) the score. Numbers only. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  readonly signal?: AbortSignal;
}

/** Unset, they are chosen for the size of the table: see docs/models.md. */
export interface TreesOptions extends LearnOptions {
  /** logistic: the target is 0 or 1 (or a share between) and the score a probability; squared: any number. Default logistic. */
  readonly loss?: 'logistic' | 'squared';
  /** At most so many trees. */
  readonly rounds?: number;
  readonly rate?: number;
  readonly leaves?: number;
  readonly depth?: number;
  readonly minLeafRows?: number;
  readonly l2?: number;
  /** Of numbers, at most 255. */
  readonly bins?: number;
  /** Share of the rows, of the fields, that each tree sees; above 0 to 1. */
  readonly rowShare?: number;
  readonly fieldShare?: number;
  /** Stops when so many rounds in a row bring nothing on held-out rows; false: all rounds are made. */
  readonly earlyStopping?: { readonly share?: number; readonly patience?: number } | false;
  /** The model is the same with any number. Default: as many as there are cores, and one for small tables. */
  readonly threads?: number;
}

export interface ScorecardOptions extends LearnOptions {
  /** Of each field, at most. */
  readonly bins?: number;
  /** Each bin has at least this share of the rows. */
  readonly minShare?: number;
  readonly l2?: number;
  /** Bins of numbers follow one direction, the one that fits better. */
  readonly monotoneBins?: boolean;
  readonly scale?: { readonly points: number; readonly odds: number; readonly double: number };
}

export interface Learned<D extends ModelDocument = ModelDocument> {
  readonly document: D;
  /** What was decided without being asked, in a sentence each. */
  readonly notes: readonly string[];
}
