import type { ExperimentResult } from '#contract';
import type { Warehouse } from '#platform/warehouse';
import { compare, type ArmMean } from '../estimators/effect.ts';
import { bootstrapError, quantileAt } from '../estimators/order-statistics.ts';
import { sequentialInterval } from '../estimators/sequential.ts';
import { kaplanMeier } from '../estimators/survival.ts';
import type { Experiment, Warning } from './experiment.ts';
import { orNull } from './compare-arms.ts';
import type { Measure } from './metric.ts';
import type { MeasuredMetric } from './measured-metric.ts';
import { readLifeTables, readWindows } from './order-sums.ts';

/** Metrics that the order of the values decides, not their sums. */
export const isOrdered = ({ kind }: Measure): boolean => kind === 'quantile' || kind === 'survival';

interface OrderedArm {
  readonly n: number;
  readonly mean: ArmMean;
}

/** A quantile or a retention, each treated arm against control; units independent. */
export async function compareOrdered(
  warehouse: Warehouse,
  experiment: Experiment,
  measured: MeasuredMetric,
  treated: readonly string[],
): Promise<{ results: ExperimentResult[]; warnings: Warning[] }> {
  const { plan, table, covariateNames } = experiment;
  const { measure, name } = measured.metric;
  const arms = await readArms(warehouse, experiment, measured);
  const missed: ArmMean = { mean: NaN, variance: NaN, df: NaN };
  const control = arms.get(plan.control) ?? { n: 0, mean: missed };
  const ignored = [
    ...(covariateNames.length > 0 ? ['covariates'] : []),
    ...(table.stratum === undefined ? [] : ['strata']),
    ...(table.cluster === undefined ? [] : ['clusters']),
  ];
  return {
    warnings:
      ignored.length === 0
        ? []
        : [
            {
              code: 'not-adjusted',
              message: `${name}: a ${measure.kind} takes no account of ${ignored.join(' and ')}.`,
            },
          ],
    results: treated.map((arm) => {
      const own = arms.get(arm) ?? { n: 0, mean: missed };
      const effect = compare(own.mean, control.mean, { level: plan.level, distribution: 'normal' });
      const estimate = effect.difference.estimate ?? 0;
      return {
        arm,
        metric: name,
        kind: measure.kind === 'survival' ? 'retention' : measure.kind,
        n: own.n,
        mean: orNull(own.mean.mean),
        control: { n: control.n, mean: orNull(control.mean.mean) },
        difference: effect.difference,
        relative: effect.relative,
        standard_error: orNull(effect.standardError),
        df: null,
        p: effect.p,
        p_adjusted: null,
        method: measure.kind === 'quantile' ? 'quantile-maritz-jarrett' : 'kaplan-meier-greenwood',
        ...(plan.sequential !== undefined &&
          Number.isFinite(effect.standardError) && {
            sequential: sequentialInterval(
              { estimate, standardError: effect.standardError, units: own.n + control.n },
              { level: plan.level, tunedFor: plan.sequential },
            ),
          }),
      };
    }),
  };
}

async function readArms(
  warehouse: Warehouse,
  { table }: Experiment,
  { metric: { measure }, columns, event }: MeasuredMetric,
): Promise<Map<string, OrderedArm>> {
  const outcome = { value: columns.variables[0] ?? '', present: columns.present };
  const arms = new Map<string, OrderedArm>();
  if (measure.kind === 'quantile') {
    for (const [arm, window] of await readWindows(warehouse, table, outcome, measure.quantile)) {
      const error = bootstrapError(window, measure.quantile);
      arms.set(arm, {
        n: window.n,
        mean: { mean: quantileAt(window, measure.quantile), variance: error ** 2, df: Infinity },
      });
    }
  } else if (measure.kind === 'survival') {
    const tables = await readLifeTables(warehouse, table, { ...outcome, event: event ?? '0' });
    for (const [arm, rows] of tables) {
      const { survival, variance } = kaplanMeier(rows, measure.days);
      const n = rows.reduce((sum, { events, censored }) => sum + events + censored, 0);
      arms.set(arm, { n, mean: { mean: survival, variance, df: Infinity } });
    }
  }
  return arms;
}
