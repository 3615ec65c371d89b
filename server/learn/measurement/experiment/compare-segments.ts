import type { ExperimentResult } from '#contract';
import type { Warehouse } from '#platform/warehouse';
import { frameOf, type Cell } from '../estimators/design.ts';
import { shrink } from '../estimators/segments.ts';
import { unitsIn, type Experiment } from './experiment.ts';
import { independent, inferenceOf, orNull, shapeOf } from './compare-arms.ts';
import type { MeasuredMetric } from './measured-metric.ts';
import { readSums } from './sums.ts';
import type { UnitTable } from './unit-table.ts';

/** Adds to each result the effect within every segment, beside the effect drawn towards the mean of all. */
export async function compareSegments(
  warehouse: Warehouse,
  experiment: Experiment,
  metrics: readonly MeasuredMetric[],
  results: ExperimentResult[],
): Promise<void> {
  const { table, plan, segment } = experiment;
  if (segment === undefined) return;
  const bySegment: UnitTable = { from: table.from, params: table.params, arm: table.arm, stratum: segment };
  const sums = await readSums(
    warehouse,
    bySegment,
    metrics.map(({ columns }) => columns),
  );
  for (const [i, measured] of metrics.entries()) {
    const own = sums[i];
    if (!own) continue;
    const control = own.arms.get(plan.control) ?? [];
    for (const result of results.filter(({ metric }) => metric === measured.metric.name)) {
      const cells = own.arms.get(result.arm) ?? [];
      const effects = cells.flatMap((cell) => {
        const against = control.filter(({ stratum }) => stratum === cell.stratum);
        return against.length === 0 ? [] : [effectOf(experiment, measured, [cell], against, own.origin)];
      });
      const shrunken = shrink(effects, plan.level);
      if (!shrunken) continue;
      result.segments = {
        p: shrunken.p,
        between_sd: Math.sqrt(shrunken.between),
        mean: shrunken.mean,
        by: shrunken.segments.flatMap(({ segment: name, estimate, low, high }) => {
          const raw = effects.find((effect) => effect.segment === name);
          return raw ? [{ segment: name, n: raw.n, own: raw.own, shrunken: { estimate, low, high } }] : [];
        }),
      };
    }
  }
}

function effectOf(
  experiment: Experiment,
  measured: MeasuredMetric,
  cells: readonly Cell[],
  control: readonly Cell[],
  origin: readonly number[],
) {
  const frame = frameOf([cells, control], shapeOf(measured, experiment), origin);
  const effect = independent(measured, { cells, control, frame }, inferenceOf(measured, experiment));
  return {
    segment: cells[0]?.stratum ?? '',
    estimate: effect.difference.estimate ?? NaN,
    standardError: orNull(effect.standardError) ?? NaN,
    n: unitsIn(cells) + unitsIn(control),
    own: effect.difference,
  };
}
