import type { ExperimentResult } from '#contract';
import { statement, type Warehouse } from '#platform/warehouse';
import { compare, type ArmMean } from '../estimators/effect.ts';
import { orNull } from './compare-arms.ts';
import type { Experiment, Warning } from './experiment.ts';
import type { MeasuredMetric } from './measured-metric.ts';

/**
 * Units that were paired before chance drew one of each pair: the mean of the pairs' differences, Student's t with one
 * degree of freedom less than there are pairs (scipy `ttest_rel`). Several units of one arm in a pair, such as the
 * customers of a grid, count with their mean. Sums come back, not pairs.
 */
export async function comparePairs(
  warehouse: Warehouse,
  experiment: Experiment,
  measured: MeasuredMetric,
  treated: readonly string[],
): Promise<{ results: ExperimentResult[]; warnings: Warning[] }> {
  const { rows, pairs } = await readPairs(warehouse, experiment, measured);
  const warnings: Warning[] = [];
  const complete = rows.reduce((sum, row) => sum + Number(row['pairs']), 0);
  if (complete < pairs)
    warnings.push({
      code: 'incomplete-pairs',
      message: `${measured.metric.name}: ${pairs - complete} pairs lack one side and are left out.`,
    });
  return {
    warnings,
    results: treated.map((arm) => resultOf(experiment, measured, arm, rows.find(({ name }) => name === arm) ?? {})),
  };
}

type Row = Readonly<Record<string, string | number>>;

/** Of each treated arm, sums over its complete pairs; and how many pairs there are, complete or not. */
async function readPairs(
  warehouse: Warehouse,
  { plan, table }: Experiment,
  { columns }: MeasuredMetric,
): Promise<{ rows: Row[]; pairs: number }> {
  const value = columns.variables[0] ?? '';
  const sides = `select ${table.pair ?? ''} as pair, ${table.arm} as arm, avg(${value}) as y, count() as n from ${table.from} ${columns.present === null ? '' : `where ${columns.present}`} group by pair, arm`;
  const text = `
    with sides as (${sides})
    select t.arm as name, count() as pairs, sum(t.n) as treated, sum(c.n) as controls, avg(t.y) as mean, avg(c.y) as other,
      varSampStable(t.y) as spread, varSampStable(c.y) as other_spread, covarSampStable(t.y, c.y) as shared
    from (select * from sides where arm != {control:String}) t
    inner join (select * from sides where arm = {control:String}) c on t.pair = c.pair
    group by t.arm`;
  const rows = await warehouse.rows<Row>(statement(text, { ...table.params, control: plan.control }));
  const [whole = {}] = await warehouse.rows<Row>(
    statement(`select uniqExact(pair) as pairs from (${sides})`, table.params),
  );
  return { rows, pairs: Number(whole['pairs']) };
}

function resultOf({ plan }: Experiment, { metric }: MeasuredMetric, arm: string, row: Row): ExperimentResult {
  const number = (name: string) => Number(row[name] ?? NaN);
  const pairs = Number(row['pairs'] ?? 0);
  const side = (mean: string, spread: string): ArmMean => ({
    mean: number(mean),
    variance: pairs < 2 ? NaN : number(spread) / pairs,
    df: pairs - 1,
  });
  const effect = compare(side('mean', 'spread'), side('other', 'other_spread'), {
    level: plan.level,
    distribution: plan.normal ? 'normal' : pairs - 1,
    covariance: number('shared') / pairs,
  });
  return {
    arm,
    metric: metric.name,
    kind: metric.measure.kind === 'kept' ? 'retention' : metric.measure.kind,
    n: Number(row['treated'] ?? 0),
    mean: orNull(number('mean')),
    control: { n: Number(row['controls'] ?? 0), mean: orNull(number('other')) },
    difference: effect.difference,
    relative: effect.relative,
    standard_error: orNull(effect.standardError),
    df: orNull(effect.df),
    p: effect.p,
    p_adjusted: null,
    method: 'paired',
    pairs,
  };
}
