import type { CampaignFile } from '#contract';
import { quoteIdentifier, statement, type ParamValue, type Warehouse } from '#platform/warehouse';
import type { Experiment } from './experiment/experiment.ts';
import { readMetrics } from './experiment/metric.ts';
import { watchedTargets, type Ask } from './report-sums.ts';

const metrics = ['success:proportion', 'revenue:mean'];
type Terms = CampaignFile['experiment'];

/** Targets as units of an experiment, in SQL. */
interface CampaignUnits {
  readonly from: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Whether the month's revenue before the campaign is among the columns. */
  readonly hasBefore: boolean;
}

/**
 * The campaign's targets as units of an experiment: what came of each, early and late in its window, its revenue before,
 * and whom it was drawn with.
 * @param before the column of the month's revenue, and the month (YYYYMM) that the targets were drawn of
 */
export function unitsOf(ask: Ask, before: { readonly column: string; readonly period: number } | null): CampaignUnits {
  const { ctes, params } = watchedTargets(ask);
  const record =
    before === null
      ? ''
      : `left join (select customer_key, toFloat64(ifNull(${quoteIdentifier(before.column)}, 0)) as before from customer_record where period = {drawn:UInt32}) r on r.customer_key = w.customer_key`;
  const from = `(with ${ctes} select w.arm as arm, w.stratum as stratum, w.wave as wave, w.grid as grid, w.channel as channel, w.segment as segment,
    toFloat64(w.success) as success, toFloat64(w.revenue) as revenue, ${before === null ? '0.' : 'r.before'} as before, w.drawn_with as drawn_with,
    toFloat64(w.success and dateDiff('day', w.from_day, w.success_on) * 2 < dateDiff('day', w.from_day, w.to_day)) as early, w.success - early as late, early - late as fade
    from watched w ${record})`;
  return { from, params: { ...params, ...(before !== null && { drawn: before.period }) }, hasBefore: before !== null };
}

/** Targets by arm, by the arms' names. */
export async function sizesOf(
  warehouse: Warehouse,
  { from, params }: Pick<CampaignUnits, 'from' | 'params'>,
): Promise<Map<string, number>> {
  const rows = await warehouse.rows<{ arm: string; n: number }>(
    statement(`select arm, count() as n from ${from} group by arm order by arm`, params),
  );
  return new Map(rows.map(({ arm, n }) => [arm, Number(n)]));
}

/**
 * How a campaign is analysed: success and revenue with the month's revenue before as covariate; whole groups as clusters
 * where chance drew groups, else the strata; at any look, with chance to beat control. Where pairs were drawn: by the
 * differences of the pairs.
 */
export function campaignExperiment(
  { from, params, hasBefore }: CampaignUnits,
  terms: Pick<Terms, 'unit' | 'stratify_by' | 'pair_by' | 'control' | 'arms'>,
  sizes: ReadonlyMap<string, number>,
  tunedFor?: number,
): Experiment {
  return {
    table: {
      from,
      params,
      arm: 'arm',
      // A pair is the stratum that its two were drawn in.
      ...(terms.pair_by.length > 0 && { pair: 'stratum' }),
      // Clusters may lie in several strata, and then only one of the two can be taken into account.
      ...(terms.unit !== 'customer'
        ? { cluster: 'drawn_with' }
        : terms.stratify_by.length > 0 && { stratum: 'stratum' }),
    },
    metrics: readMetrics(metrics).map((metric) => ({
      metric,
      columns: { variables: [metric.name, ...(hasBefore ? ['before'] : [])], present: null },
    })),
    covariateNames: hasBefore ? ['arpu'] : [],
    sizes,
    plan: {
      control: 'control',
      covariates: [],
      level: 0.95,
      adjust: 'holm',
      normal: false,
      bayesian: true,
      observed: false,
      sequential: tunedFor ?? [...sizes.values()].reduce((sum, n) => sum + n, 0),
      shares: plannedShares(terms),
    },
  };
}

function plannedShares({ control, arms }: { control: number; arms: Readonly<Record<string, number>> }) {
  const weights = Object.values(arms).reduce((sum, weight) => sum + weight, 0);
  const treated = Object.entries(arms).map(([arm, weight]) => [arm, ((1 - control) * weight) / weights] as const);
  return { control, ...Object.fromEntries(treated) };
}
