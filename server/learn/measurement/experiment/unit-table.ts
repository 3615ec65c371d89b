import type { ParamValue } from '#platform/warehouse';

/**
 * Where the units of an experiment stand: one row a unit. Everything here is SQL of ours over columns quoted by us;
 * values are in `params`.
 */
export interface UnitTable {
  /** A table, or a select in brackets. Only units that chance has assigned. */
  readonly from: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Text. */
  readonly arm: string;
  readonly stratum?: string;
  readonly cluster?: string;
  /** Text: which pair the unit belongs to. */
  readonly pair?: string;
}

/** What the sums of one metric need of each unit. */
export interface MetricColumns {
  /** Float64 expressions: the outcome (a ratio: numerator, denominator), then the covariates. Never null where present. */
  readonly variables: readonly string[];
  /** Whether the unit has all of them; null when every unit has. */
  readonly present: string | null;
}
