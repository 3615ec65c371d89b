import type { AnalysisPlan, ExperimentAnalysis } from '#contract';
import type { Cell } from '../estimators/design.ts';
import { size } from '../estimators/moments.ts';
import type { MeasuredMetric } from './measured-metric.ts';
import type { readNesting } from './sums.ts';
import type { UnitTable } from './unit-table.ts';

/** An experiment whose units stand in the warehouse. */
export interface Experiment {
  readonly table: UnitTable;
  readonly metrics: readonly MeasuredMetric[];
  readonly plan: Omit<AnalysisPlan, 'metrics' | 'arm'>;
  /** Units of each arm, whatever they lack. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly covariateNames: readonly string[];
  /** SQL of the segment, text. */
  readonly segment?: string;
}
export type Warning = ExperimentAnalysis['warnings'][number];
/** How clusters lie, where there are any. */
export type Nesting = Awaited<ReturnType<typeof readNesting>>;

export const unitsIn = (cells: readonly Cell[]): number => cells.reduce((sum, { moments }) => sum + size(moments), 0);
