import type { CampaignFile } from '#contract';
import { statement } from '#platform/warehouse';
import { inPairs } from '#act/campaigns';
import { armSplit } from '#understand/audiences';
import { offersOf } from '../../demo/catalogue.ts';
import { campaignExperiment, sizesOf, unitsOf } from '../../server/learn/measurement/campaign-experiment.ts';
import { analyse } from '../../server/learn/measurement/experiment/analyse.ts';
import { daysOf, readDaySums } from '../../server/learn/measurement/report-days.ts';
import { readSums, type Ask } from '../../server/learn/measurement/report-sums.ts';
import { makeReport, worthOf } from '../../server/learn/measurement/report.ts';
import type { UntouchedOperator } from './operator.ts';

type Terms = CampaignFile['experiment'];

/** A way to draw a campaign in which nobody does anything: every alarm is a false one. */
export interface AaDesign extends Pick<Terms, 'unit' | 'control' | 'arms'> {
  readonly name: string;
  /** A column of the record. */
  readonly stratum?: string;
  /** Number columns of the record. */
  readonly pairBy?: readonly string[];
}
export const designs: readonly AaDesign[] = [
  { name: 'customers', unit: 'customer', control: 0.15, arms: { standard: 1 } },
  { name: 'customers, by grid', unit: 'customer', control: 0.15, arms: { standard: 1 }, stratum: 'org_unit_id' },
  { name: 'customers, three arms', unit: 'customer', control: 0.25, arms: { letter: 1, visit: 2, call: 1 } },
  { name: 'managers', unit: 'manager', control: 0.3, arms: { standard: 1 } },
  { name: 'grids', unit: 'grid', control: 0.3, arms: { standard: 1 } },
  { name: 'customers, in pairs', unit: 'customer', control: 0.5, arms: { standard: 1 }, pairBy: ['arpu', 'data_gb'] },
  { name: 'grids, in pairs', unit: 'grid', control: 0.5, arms: { standard: 1 }, pairBy: ['arpu', 'data_gb'] },
];

/** What may raise an alarm, with how often it may where nothing was done. */
export const alarms = {
  'report: lift of success': 0.05,
  'report: revenue gained': 0.05,
  'analysis: success': 0.05,
  'analysis: revenue': 0.05,
  'analysis: anything, adjusted': 0.05,
  'analysis, at any look': 0.05,
  'day by day, on any day': 0.05,
  'permutation of groups': 0.05,
  'report: sample ratio': 0.001,
  'analysis: sample ratio': 0.001,
} as const;
export type Alarm = keyof typeof alarms;

const campaign = 'aa';
const offers = offersOf('data-pack').map(({ id, monthlyPriceFen, monthlyMarginFen, horizonMonths }) => ({
  id,
  revenue: (monthlyPriceFen * horizonMonths) / 100,
  margin: (monthlyMarginFen * horizonMonths) / 100,
}));

/**
 * Draws the operator's customers into arms by the product's own split, treats nobody, and asks the product's own report,
 * days and analysis what the campaign did. Resolves to the alarms looked at, and whether each was raised.
 */
export async function aaCampaign(
  operator: UntouchedOperator,
  design: AaDesign,
  number: number,
): Promise<Map<Alarm, boolean>> {
  const { warehouse, drawn, from, to } = operator;
  await draw(operator, design, `${campaign}-${design.name}-${number}`);
  const windows = [{ wave: 1, from, to }];
  const ask: Ask = {
    campaign,
    windows,
    released: [1],
    offers,
    costs: {},
    scope: { kind: 'everything' },
    branchOf: new Map(),
    segmentColumn: undefined,
    period: undefined,
    together:
      design.unit === 'customer' ? null : design.unit === 'grid' ? 'grid' : { column: 'manager_id', period: drawn },
  };
  const terms = {
    ...design,
    stratify_by: design.stratum === undefined ? [] : [design.stratum],
    pair_by: [...(design.pairBy ?? [])],
  };
  const sums = await readSums({ warehouse }, ask);
  if (!sums.some(({ successes }) => successes > 0)) throw new Error('Nobody ordered anything: nothing could alarm');
  const report = makeReport(sums, { ...terms, rewardPerSuccess: 0, fixed: 0 });
  const days = daysOf(await readDaySums({ warehouse }, ask), windows, to, worthOf(sums));
  const units = await readUnits(operator, ask);
  const analysis = await analyse(warehouse, campaignExperiment(units, terms, await sizesOf(warehouse, units)));
  const own = (metric: string) => analysis.results.filter((result) => result.metric === metric);
  const [first] = own('success');
  const found = new Map<Alarm, boolean>([
    ['report: lift of success', excludesNothing(report.lift.absolute)],
    ['report: revenue gained', excludesNothing(report.incremental.revenue)],
    ['analysis: success', (first?.p ?? 1) < 0.05],
    ['analysis: revenue', (own('revenue')[0]?.p ?? 1) < 0.05],
    ['analysis: anything, adjusted', analysis.results.some(({ p_adjusted: p }) => (p ?? 1) < 0.05)],
    [
      'analysis, at any look',
      first?.sequential !== undefined && (first.sequential.low > 0 || first.sequential.high < 0),
    ],
    ['day by day, on any day', days.some(({ anyLook }) => anyLook !== null && (anyLook.low > 0 || anyLook.high < 0))],
    ['report: sample ratio', (report.sample_ratio.p ?? 1) < 0.001],
    ['analysis: sample ratio', (analysis.sample_ratio.p ?? 1) < 0.001],
  ]);
  if (first?.permutation) found.set('permutation of groups', first.permutation.p <= 0.05);
  return found;
}

const excludesNothing = ({ low, high }: { readonly low: number | null; readonly high: number | null }) =>
  (low ?? 0) > 0 || (high ?? 0) < 0;

async function readUnits({ warehouse, drawn }: UntouchedOperator, ask: Ask) {
  const { from, params, hasBefore } = unitsOf(ask, { column: 'arpu', period: drawn });
  const columns = 'arm, stratum, drawn_with, success, revenue, before';
  await warehouse.execute('truncate table aa_unit');
  await warehouse.execute(statement(`insert into aa_unit (${columns}) select ${columns} from ${from}`, params));
  return { from: 'aa_unit', params: {}, hasBefore };
}

const drawnColumns = ['customer_key', 'customer_id', 'org_unit_id', 'manager', 'unit', 'stratum'];

async function draw({ warehouse, drawn, from }: UntouchedOperator, design: AaDesign, salt: string): Promise<void> {
  const { unit, control, arms, stratum, pairBy = [] } = design;
  const of = { customer: 'customer_id', household: 'household_id', manager: 'manager_id', grid: 'org_unit_id' }[unit];
  const drawnBy = unit === 'customer' ? of : `ifNull(nullIf(${of}, ''), customer_id)`;
  const audience = statement(
    `select customer_key, customer_id, org_unit_id, ifNull(manager_id, '') as manager, ${drawnBy} as unit,
       ${stratum === undefined ? "''" : `ifNull(toString(${stratum}), '')`} as stratum, 1 as wave, '' as reason${pairBy.map((name) => `, ${name}`).join('')}
     from customer_record where period = {drawn:UInt32}`,
    { drawn },
  );
  const paired = inPairs(audience.sql, [...drawnColumns, 'wave', 'reason'], {
    covariates: pairBy,
    groups: unit !== 'customer',
  });
  const left =
    pairBy.length === 0
      ? audience
      : statement(`select ${drawnColumns.join(', ')} from (${paired}) where reason = ''`, audience.params);
  const split = armSplit(left, { salt, control, arms, groups: unit !== 'customer' });
  await warehouse.execute('truncate table campaign_target');
  await warehouse.execute(
    statement(
      `insert into campaign_target (campaign, customer_key, customer_id, org_unit_id, arm, stratum, wave, drawn_wave, offer, channel, person_id, day, minutes, status, reason)
       select '${campaign}', customer_key, customer_id, org_unit_id, arm, stratum, 1, 1, 'data-10g', 'field', manager, {from:Date}, 20, if(arm = 'control', 'control', 'scheduled'), ''
       from (${split.sql})`,
      { ...split.params, from },
    ),
  );
}

/** How often each alarm was raised. */
export interface AlarmCount {
  readonly raised: number;
  readonly of: number;
}
export async function countAlarms(
  operator: UntouchedOperator,
  design: AaDesign,
  campaigns: number,
): Promise<Map<Alarm, AlarmCount>> {
  const counts = new Map<Alarm, AlarmCount>();
  for (let number = 0; number < campaigns; number++)
    for (const [alarm, isRaised] of await aaCampaign(operator, design, number)) {
      const { raised, of } = counts.get(alarm) ?? { raised: 0, of: 0 };
      counts.set(alarm, { raised: raised + Number(isRaised), of: of + 1 });
    }
  return counts;
}

/** The most that chance lets happen: among n of that rate more than so many happen once in a thousand. */
export function mostOf(n: number, rate: number): number {
  let [chance, sum, k] = [(1 - rate) ** n, 0, 0];
  while ((sum += chance) < 0.999) chance *= ((n - k) / ++k) * (rate / (1 - rate));
  return k;
}
