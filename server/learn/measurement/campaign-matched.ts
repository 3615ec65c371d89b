import { readMetrics } from './experiment/metric.ts';
import type { Experiment } from './experiment/experiment.ts';
import { quoteIdentifier, type ParamValue } from '#platform/warehouse';
import { watchedTargets, untreatedArm, type Ask, type Beside } from './report-sums.ts';

const metrics = ['success:proportion', 'revenue:mean'];
/** Matching holds its units in memory: of an arm that has more, those of the smallest hash. */
export const mostOfAnArm = 100_000;

/** A number of the record in which treated and untreated are made alike. */
export interface Likeness {
  readonly name: string;
  readonly column: string;
}

/**
 * The treated of a campaign without a control group, and beside them customers of its owner whom it did not mean, each
 * watched over the days of a wave: what came of them, and what was known of them before. Who lacks one of these figures is
 * left out.
 */
export function matchedUnits(
  ask: Ask,
  beside: Beside,
  likeness: readonly Likeness[],
): { from: string; params: Readonly<Record<string, ParamValue>> } {
  const { ctes, params } = watchedTargets(ask, beside);
  const known = likeness.map(({ column }, i) => `toFloat64(${quoteIdentifier(column)}) as was_${i}`);
  const from = `(with ${ctes} select w.arm as arm, toFloat64(w.success) as success, toFloat64(w.revenue) as revenue${likeness.map((_, i) => `, assumeNotNull(r.was_${i}) as was_${i}`).join('')}
    from watched w inner join (select customer_key, ${known.join(', ')} from customer_record where period = {besidePeriod:UInt32} and ${known.map((_, i) => `isNotNull(was_${i})`).join(' and ')}) r on r.customer_key = w.customer_key
    order by cityHash64('sample', w.customer_key) limit ${mostOfAnArm} by arm)`;
  return { from, params };
}

/** Each treated unit beside the untreated one that was as likely to be treated: weaker evidence. */
export function matchedExperiment(
  { from, params }: ReturnType<typeof matchedUnits>,
  likeness: readonly Likeness[],
  sizes: ReadonlyMap<string, number>,
): Experiment {
  return {
    table: { from, params, arm: 'arm' },
    metrics: readMetrics(metrics).map((metric) => ({
      metric,
      columns: { variables: [metric.name, ...likeness.map((_, i) => `was_${i}`)], present: null },
    })),
    covariateNames: likeness.map(({ name }) => name),
    sizes,
    plan: {
      control: untreatedArm,
      covariates: likeness.map(({ name }) => name),
      level: 0.95,
      adjust: 'holm',
      normal: false,
      bayesian: false,
      observed: false,
      match: true,
    },
  };
}
