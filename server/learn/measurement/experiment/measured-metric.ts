import type { Metric } from './metric.ts';
import type { MetricColumns } from './unit-table.ts';

/** A metric with the SQL that gives it. */
export interface MeasuredMetric {
  readonly metric: Metric;
  readonly columns: MetricColumns;
  /** Survival: whether the time ended with the event. */
  readonly event?: string;
  /** Revenue: what larger amounts count as. */
  readonly cap?: number;
}
