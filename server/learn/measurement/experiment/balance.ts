import type { ExperimentAnalysis } from '#contract';
import { clusteredEffect, frameOf, independentMean, type Cell } from '../estimators/design.ts';
import { compare } from '../estimators/effect.ts';
import { at, type Matrix } from '../estimators/matrix.ts';
import { pool, type Moments } from '../estimators/moments.ts';
import type { Experiment } from './experiment.ts';
import type { MetricSums } from './sums.ts';

/** Whether chance made the arms alike before anything was done: each covariate as if it were the outcome. */
export function balanceOf(
  { plan, covariateNames, table }: Experiment,
  sums: MetricSums,
  treated: readonly string[],
): ExperimentAnalysis['balance'] {
  const variables = sums.origin.length;
  return covariateNames.flatMap((covariate, i) => {
    const place = variables - covariateNames.length + i;
    const only = (arm: string): Cell[] =>
      (sums.arms.get(arm) ?? []).map(({ moments }) => ({ stratum: '', moments: alone(moments, place) }));
    return treated.map((arm) => {
      const [cells, control] = [pooled(only(arm)), pooled(only(plan.control))];
      const frame = frameOf([cells, control], { kind: 'plain', covariates: 0 }, [sums.origin[place] ?? 0]);
      const clusters = [...cells, ...control].reduce((sum, { moments }) => sum + (moments.clusters?.count ?? 0), 0);
      const effect =
        table.cluster === undefined || clusters < 4
          ? compare(independentMean(cells, frame), independentMean(control, frame), {
              level: plan.level,
              distribution: 'welch',
            })
          : clusteredEffect(cells, control, frame, { clusters }, { level: plan.level, distribution: clusters - 1 });
      return { covariate, arm, difference: effect.difference, p: effect.p };
    });
  });
}

/** The sums of one variable alone. */
function alone({ units, clusters }: Moments, place: number): Moments {
  const places = [0, place + 1];
  const part = (matrix: Matrix): Matrix => places.map((i) => places.map((j) => at(matrix, i, j)));
  return { units: part(units), ...(clusters && { clusters: { ...clusters, totals: part(clusters.totals) } }) };
}

/** Strata put together: balance is looked at over everybody. */
const pooled = (cells: readonly Cell[]): Cell[] =>
  cells.length === 0 ? [] : [{ stratum: '', moments: pool(cells.map(({ moments }) => moments)) }];
