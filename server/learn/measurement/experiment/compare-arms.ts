import type { ExperimentResult } from '#contract';
import type { Warehouse } from '#platform/warehouse';
import { betaPosterior, normalPosterior } from '../estimators/bayesian.ts';
import {
  clusteredEffect,
  frameOf,
  independentMean,
  mergeSmallStrata,
  type Cell,
  type Frame,
  type Shape,
} from '../estimators/design.ts';
import { compare, pooledProportionTest, type Effect, type Inference } from '../estimators/effect.ts';
import { covariance, means, pool, size, varianceOf } from '../estimators/moments.ts';
import { permutationTest } from '../estimators/permutation.ts';
import { sequentialInterval } from '../estimators/sequential.ts';
import { unitsIn, type Experiment, type Nesting, type Warning } from './experiment.ts';
import type { MeasuredMetric } from './measured-metric.ts';
import { asClusterSum, readClusterSums } from './order-sums.ts';
import { readAcross, type MetricSums } from './sums.ts';

/** Clusters are few enough for every one to be read. */
const permutedClusters = 100;

interface Compared {
  readonly results: ExperimentResult[];
  readonly warnings: Warning[];
}

/** One metric that sums tell, each treated arm against control. */
export async function compareArms(
  warehouse: Warehouse,
  experiment: Experiment,
  measured: MeasuredMetric,
  sums: MetricSums,
  treated: readonly string[],
  nesting: Nesting | null,
): Promise<Compared> {
  const { plan, table } = experiment;
  const warnings: Warning[] = [];
  const names = [plan.control, ...treated];
  const { arms, merged } = mergeSmallStrata(names.map((arm) => sums.arms.get(arm) ?? []));
  if (merged > 0)
    warnings.push({
      code: 'small-strata',
      message: `${measured.metric.name}: ${merged} strata with fewer than two units in an arm were put together.`,
    });
  const shape = shapeOf(measured, experiment);
  const frame = frameOf(arms, shape, sums.origin);
  const control = arms[0] ?? [];
  const permuted =
    nesting?.inOneArm === true && nesting.clusters <= permutedClusters && shape.kind === 'plain'
      ? await readClusterSums(warehouse, table, {
          value: measured.columns.variables[0] ?? '',
          present: measured.columns.present,
        })
      : null;
  const results: ExperimentResult[] = [];
  for (const [i, arm] of treated.entries()) {
    const cells = arms[i + 1] ?? [];
    const between = { treated: arm, control: plan.control };
    const effect = nesting
      ? await clustered(warehouse, experiment, measured, sums, { cells, control, frame }, between, nesting, warnings)
      : independent(measured, { cells, control, frame }, inferenceOf(measured, experiment));
    const permutation = permuted
      ? permutationTest(
          permuted.filter((one) => one.arm === arm || one.arm === plan.control).map((one) => asClusterSum(one, arm)),
        )
      : null;
    results.push({
      ...resultOf(experiment, measured, { arm, cells, control, frame }, effect),
      ...(permutation && { permutation }),
    });
  }
  return { results, warnings };
}

export function shapeOf({ metric, columns }: MeasuredMetric, { covariateNames }: Experiment): Shape {
  const kind = metric.measure.kind === 'ratio' ? 'ratio' : 'plain';
  return { kind, covariates: Math.min(covariateNames.length, columns.variables.length - (kind === 'ratio' ? 2 : 1)) };
}

const isRate = ({ metric }: MeasuredMetric) => metric.measure.kind === 'proportion' || metric.measure.kind === 'kept';

/** Welch for means; the normal distribution for rates, ratios and post-stratified figures. */
export function inferenceOf(measured: MeasuredMetric, { plan, table, covariateNames }: Experiment): Inference {
  const plainRate = isRate(measured) && covariateNames.length === 0;
  const isNormal = plan.normal || plainRate || measured.metric.measure.kind === 'ratio' || table.stratum !== undefined;
  return { level: plan.level, distribution: isNormal ? 'normal' : 'welch' };
}

interface Sides {
  readonly cells: readonly Cell[];
  readonly control: readonly Cell[];
  readonly frame: Frame;
}

export function independent(measured: MeasuredMetric, { cells, control, frame }: Sides, inference: Inference): Effect {
  const isPlainRate = isRate(measured) && frame.shape.covariates === 0 && frame.shares.size <= 1;
  const arm = (of: readonly Cell[]) => {
    const mean = independentMean(of, frame);
    // The variance of a rate is p(1 − p)/n, with n and not n − 1.
    return isPlainRate ? { ...mean, variance: (mean.variance * mean.df) / (mean.df + 1) } : mean;
  };
  const effect = compare(arm(cells), arm(control), inference);
  if (!isPlainRate || effect.p === null) return effect;
  return { ...effect, p: pooledProportionTest(successes(cells, frame), successes(control, frame)) };
}

function successes(cells: readonly Cell[], { origin }: Frame) {
  const all = pool(cells.map(({ moments }) => ({ units: moments.units })));
  const n = size(all);
  return { n, successes: Math.round(n * ((origin[0] ?? 0) + (means(all)[0] ?? 0))) };
}

async function clustered(
  warehouse: Warehouse,
  experiment: Experiment,
  measured: MeasuredMetric,
  sums: MetricSums,
  { cells, control, frame }: Sides,
  between: { readonly treated: string; readonly control: string },
  nesting: Nesting,
  warnings: Warning[],
): Promise<Effect> {
  const { plan, table } = experiment;
  const count = (of: readonly Cell[]) => of.reduce((sum, { moments }) => sum + (moments.clusters?.count ?? 0), 0);
  const [own, others] = [count(cells), count(control)];
  const inference: Inference = { level: plan.level, distribution: 'normal' };
  if (Math.min(own, others) < 2) {
    warnings.push({
      code: 'too-few-clusters',
      message: `${measured.metric.name}: ${between.treated} against ${between.control} has fewer than two clusters in an arm: chance cannot be told from treatment.`,
    });
    const effect = independent(measured, { cells, control, frame }, inference);
    const bare = (of: Effect['difference']) => ({ ...of, low: null, high: null });
    return {
      ...effect,
      difference: bare(effect.difference),
      relative: bare(effect.relative),
      standardError: NaN,
      df: NaN,
      p: null,
    };
  }
  const crossed = nesting.inOneArm ? null : await readAcross(warehouse, table, measured.columns, sums.origin, between);
  const clusters = own + others - (crossed?.shared ?? 0);
  return clusteredEffect(
    cells,
    control,
    frame,
    { clusters, ...(crossed && { across: crossed.across }) },
    {
      ...inference,
      distribution: plan.normal ? 'normal' : clusters - 1,
    },
  );
}

function resultOf(
  experiment: Experiment,
  measured: MeasuredMetric,
  { arm, cells, control, frame }: Sides & { readonly arm: string },
  effect: Effect,
): ExperimentResult {
  const { plan, table } = experiment;
  const adjusted = frame.shape.covariates > 0 || frame.shares.size > 1;
  const known = effect.difference.estimate !== null && Number.isFinite(effect.standardError);
  const seen = { estimate: effect.difference.estimate ?? 0, standardError: effect.standardError };
  const clusters = [...cells, ...control].reduce((sum, { moments }) => sum + (moments.clusters?.count ?? 0), 0);
  return {
    arm,
    metric: measured.metric.name,
    kind: measured.metric.measure.kind === 'kept' ? 'retention' : measured.metric.measure.kind,
    n: unitsIn(cells),
    mean: rawMean(cells, frame),
    control: { n: unitsIn(control), mean: rawMean(control, frame) },
    ...(adjusted &&
      known && {
        adjusted: { mean: independentMean(cells, frame).mean, control: independentMean(control, frame).mean },
      }),
    difference: effect.difference,
    relative: effect.relative,
    standard_error: orNull(effect.standardError),
    df: orNull(effect.df),
    p: effect.p,
    p_adjusted: null,
    method: methodOf(experiment, measured),
    ...(frame.shape.covariates > 0 && { variance_explained: varianceExplained([...cells, ...control], frame) }),
    ...(table.cluster !== undefined && { clusters }),
    ...(measured.cap !== undefined && { cap: measured.cap }),
    ...(plan.sequential !== undefined &&
      known && {
        sequential: sequentialInterval(
          { ...seen, units: unitsIn(cells) + unitsIn(control) },
          { level: plan.level, tunedFor: plan.sequential },
        ),
      }),
    ...(plan.bayesian &&
      known &&
      seen.standardError > 0 && { bayesian: posterior(measured, { cells, control, frame }, seen, experiment) }),
  };
}

export const orNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

function rawMean(cells: readonly Cell[], { shape, origin }: Frame): number | null {
  if (cells.length === 0) return null;
  const all = means(pool(cells.map(({ moments }) => ({ units: moments.units }))));
  const [first = NaN, second = NaN] = all.map((value, i) => value + (origin[i] ?? 0));
  return orNull(shape.kind === 'ratio' ? first / second : first);
}

/** 1 − variance after / variance before, over all units. */
function varianceExplained(cells: readonly Cell[], { shape, theta }: Frame): number {
  const all = pool(cells.map(({ moments }) => ({ units: moments.units })));
  if (shape.kind === 'ratio') return 0;
  const before = covariance(all)[0]?.[0] ?? 0;
  return before === 0 ? 0 : 1 - varianceOf(all, [1, ...theta.map((slope) => -slope)]) / before;
}

function posterior(
  measured: MeasuredMetric,
  sides: Sides,
  seen: { readonly estimate: number; readonly standardError: number },
  { plan, table }: Experiment,
): NonNullable<ExperimentResult['bayesian']> {
  const whole = normalPosterior(seen, { level: plan.level, priorSd: Infinity });
  const exact =
    isRate(measured) && sides.frame.shape.covariates === 0 && table.cluster === undefined && table.stratum === undefined
      ? betaPosterior(successes(sides.cells, sides.frame), successes(sides.control, sides.frame))
      : whole;
  return {
    mean: exact.mean,
    low: whole.low,
    high: whole.high,
    chance_to_beat_control: exact.chanceToBeatControl,
    expected_loss: exact.expectedLoss,
  };
}

function methodOf({ table, covariateNames, plan }: Experiment, measured: MeasuredMetric): string {
  const { kind } = measured.metric.measure;
  const base = isRate(measured) ? 'proportions' : kind === 'ratio' ? 'ratio-delta' : 'welch';
  return [
    base,
    ...(kind === 'revenue' ? ['winsorised'] : []),
    ...(covariateNames.length > 0 ? ['cuped'] : []),
    ...(table.stratum === undefined ? [] : ['post-stratified']),
    ...(table.cluster === undefined ? [] : ['cluster-robust-cr1']),
    ...(plan.normal ? ['normal'] : []),
  ].join('+');
}
