import { Problem, type AnalysisPlan, type ExperimentAnalysis } from '#contract';
import { statement, type Warehouse } from '#platform/warehouse';
import { analyse } from './analyse.ts';
import type { Experiment, Warning } from './experiment.ts';
import type { Asked, FileUnits, Reading } from './file-units.ts';
import type { MeasuredMetric } from './measured-metric.ts';
import { readMetrics, type Metric } from './metric.ts';
import { refuseMixed } from './mixed-designs.ts';
import { readQuantile } from './order-sums.ts';
import type { MetricColumns, UnitTable } from './unit-table.ts';
import { withFileUnits } from './with-file-units.ts';

/**
 * Analyses an experiment whose units stand in a csv or tsv file.
 * @throws Problem with what is wrong of the file or the plan
 */
export async function analyseFile(path: string, plan: AnalysisPlan): Promise<ExperimentAnalysis> {
  const metrics = readMetrics(plan.metrics);
  refuseMixed(plan, metrics);
  return withFileUnits(path, askedOf(plan, metrics), (warehouse, units) =>
    analyseUnits(warehouse, units, plan, metrics),
  );
}

function askedOf(plan: AnalysisPlan, metrics: readonly Metric[]): (Asked & { option: string })[] {
  const text = (column: string | undefined, option: string) =>
    column === undefined ? [] : [{ column, as: 'text' as const, option }];
  return [
    ...text(plan.arm, '--arm'),
    ...text(plan.cluster, '--cluster'),
    ...text(plan.stratum, '--stratum'),
    ...text(plan.pair, '--pair'),
    ...text(plan.segment, '--segment'),
    ...plan.covariates.map((column) => ({ column, as: 'number' as const, option: '--covariate' })),
    ...metrics.flatMap((metric) => columnsOf(metric).map((one) => ({ ...one, option: `--metric ${metric.text}` }))),
  ];
}

function columnsOf({ measure }: Metric): Asked[] {
  const one = (column: string, as: Reading): Asked => ({ column, as });
  switch (measure.kind) {
    case 'proportion':
      return [one(measure.column, 'share')];
    case 'count':
      return [one(measure.column, 'count')];
    case 'ratio':
      return [one(measure.numerator, 'number'), one(measure.denominator, 'number')];
    case 'change':
      return [one(measure.after, 'number'), one(measure.before, 'number')];
    case 'kept':
      return [one(measure.column, measure.days === null ? 'share' : 'number')];
    case 'survival':
      return [one(measure.column, 'number'), one(measure.event, 'share')];
    default:
      return [one(measure.column, 'number')];
  }
}

async function analyseUnits(
  warehouse: Warehouse,
  units: FileUnits,
  plan: AnalysisPlan,
  metrics: readonly Metric[],
): Promise<ExperimentAnalysis> {
  const table = tableOf(units, plan);
  const sizes = await armSizes(warehouse, units, plan);
  const measured: MeasuredMetric[] = [];
  for (const metric of metrics) measured.push(await measuredOf(warehouse, units, table, plan, metric));
  const experiment: Experiment = {
    table,
    metrics: measured,
    plan,
    sizes,
    covariateNames: plan.covariates,
    ...(plan.segment !== undefined && { segment: units.column(plan.segment, 'text') }),
  };
  const analysis = await analyse(warehouse, experiment);
  return { ...analysis, missing: [...units.missing], warnings: [...missingWarnings(units), ...analysis.warnings] };
}

/** Units without an arm, a cluster or a stratum where there should be one are left out of everything. */
function tableOf(units: FileUnits, plan: AnalysisPlan): UnitTable {
  const column = (name: string | undefined) => (name === undefined ? undefined : units.column(name, 'text'));
  const [arm, cluster, stratum, segment, pair] = [plan.arm, plan.cluster, plan.stratum, plan.segment, plan.pair].map(
    column,
  );
  const needed = [arm, cluster, stratum, segment, pair].filter((name) => name !== undefined);
  return {
    from: `(select * from ${units.table} where ${needed.map((name) => `${name} != ''`).join(' and ')})`,
    params: {},
    arm: arm ?? '',
    ...(cluster !== undefined && { cluster }),
    ...(stratum !== undefined && { stratum }),
    ...(pair !== undefined && { pair }),
  };
}

async function armSizes(warehouse: Warehouse, units: FileUnits, plan: AnalysisPlan): Promise<Map<string, number>> {
  const arm = units.column(plan.arm, 'text');
  const rows = await warehouse.rows<{ arm: string; n: number }>(
    statement(
      `select ${arm} as arm, count() as n from ${units.table} where ${arm} != '' group by arm order by n desc, arm limit 1001`,
    ),
  );
  const sizes = new Map(rows.map((row) => [row.arm, Number(row.n)]));
  const shown = [...sizes.keys()].slice(0, 10).join(', ');
  if (sizes.size === 0) throw new Problem('invalid', 'no-units', `No record of the file has a value in ${plan.arm}.`);
  if (!sizes.has(plan.control))
    throw new Problem(
      'invalid',
      'no-control',
      `No unit has “${plan.control}” in ${plan.arm}; its values are ${shown}.`,
    );
  if (sizes.size === 1)
    throw new Problem(
      'invalid',
      'one-arm',
      `Every unit has “${plan.control}” in ${plan.arm}: there is nothing to compare it with.`,
    );
  if (sizes.size > 100)
    throw new Problem('invalid', 'too-many-arms', `${plan.arm} has more than 100 values (${shown}, …): is it the arm?`);
  for (const name of Object.keys(plan.shares ?? {}))
    if (!sizes.has(name))
      throw new Problem('invalid', 'no-such-arm', `A share is given for “${name}”, but ${plan.arm} has ${shown}.`);
  return new Map([...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function measuredOf(
  warehouse: Warehouse,
  units: FileUnits,
  table: UnitTable,
  plan: AnalysisPlan,
  metric: Metric,
): Promise<MeasuredMetric> {
  const lacks = new Set(units.missing.map(({ column }) => column));
  const covariates = plan.covariates.map((column) => ({ column, as: 'number' as const }));
  const { measure } = metric;
  const needed = [
    ...columnsOf(metric),
    ...(measure.kind === 'quantile' || measure.kind === 'survival' ? [] : covariates),
  ];
  const sql = ({ column, as }: Asked) => units.column(column, as);
  const value = (one: Asked) => `assumeNotNull(${sql(one)})`;
  // No event within the days is what an empty cell of retention says, so it is not missing.
  const mayBeEmpty = measure.kind === 'kept' && measure.days !== null;
  const incomplete = needed.filter(({ column }, i) => lacks.has(column) && !(mayBeEmpty && i === 0));
  const present = incomplete.length === 0 ? null : incomplete.map((one) => `${sql(one)} is not null`).join(' and ');
  const columns: MetricColumns = { variables: needed.map(value), present: present === null ? null : `(${present})` };
  const [first = { column: '', as: 'number' as const }, second] = needed;
  const others = columns.variables.slice(1);
  if (measure.kind === 'survival' && second)
    return { metric, columns: { ...columns, variables: [value(first)] }, event: value(second) };
  if (measure.kind === 'kept' && measure.days !== null)
    return {
      metric,
      columns: {
        ...columns,
        variables: [`toFloat64(ifNull(${sql(first)} > ${Number(measure.days)}, true))`, ...others],
      },
    };
  if (measure.kind === 'change' && second)
    return { metric, columns: { ...columns, variables: [`${value(first)} - ${value(second)}`, ...others.slice(1)] } };
  if (measure.kind !== 'revenue') return { metric, columns };
  const cap = await readQuantile(warehouse, table, { value: value(first), present: columns.present }, measure.cap);
  return { metric, columns: { ...columns, variables: [`least(${value(first)}, toFloat64(${cap}))`, ...others] }, cap };
}

function missingWarnings({ missing }: FileUnits): Warning[] {
  return missing.map(({ column, units }) => ({
    code: 'missing-values',
    message: `${column} is empty for ${units} units; they are left out where it is needed.`,
  }));
}
