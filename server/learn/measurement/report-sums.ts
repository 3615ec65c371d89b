import type { CampaignFile } from '#contract';
import type { Scope } from '#query';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement, type ParamValue } from '#platform/warehouse';

/** The cuts of a report. Each is a column of the joined targets. */
export const cuts = ['wave', 'org_unit', 'grid', 'manager', 'offer', 'channel', 'segment'] as const;
export type Cut = (typeof cuts)[number];

/** Sums of one arm within one value of one cut; all the report is made of. Money in yuan. */
export interface Sums {
  /** 'all' for the whole campaign. */
  readonly cut: Cut | 'all';
  readonly key: string;
  readonly arm: string;
  readonly targets: number;
  readonly contacted: number;
  readonly claimed: number;
  readonly successes: number;
  /** Successes of targets that were contacted: what rewards are paid for. */
  readonly rewarded: number;
  readonly revenue: number;
  readonly revenueSquares: number;
  readonly margin: number;
  readonly contactCost: number;
  /** Where chance drew whole groups. */
  readonly groups?: GroupSums;
}

/** Sums over the groups of a set of targets, n targets, s successes and r revenue being those of one group. */
export interface GroupSums {
  readonly count: number;
  /** Σ n², Σ n s, Σ s², Σ n r, Σ r². */
  readonly nn: number;
  readonly ns: number;
  readonly ss: number;
  readonly nr: number;
  readonly rr: number;
}

export interface OfferValue {
  readonly id: string;
  /** Over the offer's horizon, yuan. */
  readonly revenue: number;
  readonly margin: number;
}

/** The days over which a wave's targets are watched, treated and control alike: [from, to). */
export interface Window {
  readonly wave: number;
  readonly from: string;
  readonly to: string;
}

export function windowsOf(file: Pick<CampaignFile, 'waves' | 'success'>): Window[] {
  return file.waves.map((wave, i) => ({
    wave: i + 1,
    from: wave.start,
    to: addDays(wave.start, wave.days + file.success.within_days),
  }));
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

export interface Ask {
  readonly campaign: string;
  readonly windows: readonly Window[];
  /**
   * Numbers of the waves released so far. Chance drew treated and control of each wave; those of a wave of which nobody
   * has been released yet have nothing to show and would only thin out the difference.
   */
  readonly released: readonly number[];
  /** The offers whose order is a success. */
  readonly offers: readonly OfferValue[];
  /** Yuan a contact, by channel. */
  readonly costs: Readonly<Record<string, number>>;
  readonly scope: Scope;
  /** The branch of a grid, for the cut by org unit. */
  readonly branchOf: ReadonlyMap<string, string>;
  /** Whose groups the report is cut by, where one is published. */
  readonly segmentation?: string | undefined;
  /** Whether the customer record names a segment. */
  readonly segmentColumn: string | undefined;
  readonly period: number | undefined;
  /** With whom customers were drawn into one arm; null: each by itself. */
  readonly together: Together | null;
}
/** Customers whom the campaign did not mean, to be watched beside its targets; a hash gives each the days of a released wave. */
export interface Beside {
  /** The month of the record, YYYYMM, that the targets were drawn of. */
  readonly period: number;
  /** Of these units; null: of all. */
  readonly units: readonly string[] | null;
  /** Each wave's share of the targets. */
  readonly shares: readonly { readonly wave: number; readonly share: number }[];
}
export const untreatedArm = 'untreated';
/** Of a grid, or of a column of the record (of month `period`) that the targets were drawn of. */
export type Together = 'grid' | { readonly column: string; readonly period: number };

/**
 * Matches orders and contacts to the campaign's targets and sums them by every cut in one pass over the targets.
 * The territory guard stands on the targets: nothing outside the viewer's subtree is summed.
 */
export async function readSums({ warehouse }: Pick<Context, 'warehouse'>, ask: Ask): Promise<Sums[]> {
  const { text, params } = sumsText(ask);
  const rows = await warehouse.rows<Record<string, string | number>>(statement(text, params));
  return rows.map((row) => ({
    cut: row['cut'] as Sums['cut'],
    key: String(row['key']),
    arm: String(row['arm']),
    targets: Number(row['targets']),
    contacted: Number(row['n_contacted']),
    claimed: Number(row['n_claimed']),
    successes: Number(row['successes']),
    rewarded: Number(row['rewarded']),
    revenue: Number(row['sum_revenue']),
    revenueSquares: Number(row['sum_squares']),
    margin: Number(row['sum_margin']),
    contactCost: Number(row['contact_cost']),
    ...(ask.together !== null && { groups: groupSums(row) }),
  }));
}

/** The targets with what became of them, as SQL text and its values: for analyses that the report does not make. */
export const watchedTargets = (ask: Ask, beside?: Beside) => ({
  ctes: matched(ask, beside),
  params: { ...sumsParams(ask), ...(beside && besideParams(beside, ask.released)) },
});

function besideParams({ period, units, shares }: Beside, released: readonly number[]): Record<string, ParamValue> {
  const open = shares.filter(({ wave }) => released.includes(wave));
  const whole = open.reduce((sum, { share }) => sum + share, 0);
  const ends = open.map((_, i) => open.slice(0, i + 1).reduce((sum, { share }) => sum + share, 0) / whole);
  // Rounding must not leave anybody without a wave.
  ends[ends.length - 1] = 2;
  return {
    besidePeriod: period,
    besideWaves: open.map(({ wave }) => wave),
    besideEnds: ends,
    ...(units !== null && { besideUnits: [...units] }),
  };
}

/** Rows beside the targets, with the same columns. */
function untreated(units: readonly string[] | null, guard: string): string {
  const own = units === null ? '' : `and ifNull(has({besideUnits:Array(String)}, org_unit_id), 0)`;
  return `
        union all
        select customer_key, '${untreatedArm}' as arm, '' as stratum, drawn_wave, org_unit_id, '' as person_id, '' as offer, '' as channel,
          arrayElement({froms:Array(Date)}, drawn_wave) as from_day, arrayElement({tos:Array(Date)}, drawn_wave) as to_day
        from (
          select customer_key, org_unit_id,
            arrayElement({besideWaves:Array(UInt16)}, arrayFirstIndex(bound -> cityHash64('beside', customer_key) / 18446744073709551616. < bound, {besideEnds:Array(Float64)})) as drawn_wave
          from customer_record where period = {besidePeriod:UInt32} ${own} ${guard}
            and customer_key not in (select customer_key from campaign_target where campaign = {campaign:String})
        )`;
}

function groupSums(row: Readonly<Record<string, string | number>>): GroupSums {
  const [count, nn, ns, ss, nr, rr] = ['n_groups', 'nn', 'ns', 'ss', 'nr', 'rr'].map((name) => Number(row[name])) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { count, nn, ns, ss, nr, rr };
}

const summed = ['targets', 'n_contacted', 'n_claimed', 'successes', 'rewarded', 'sum_revenue', 'sum_squares', 'sum_margin', 'contact_cost']; // prettier-ignore

/** Sums by every cut; where whole groups were drawn, first within each group. */
function sumsText(ask: Ask): { text: string; params: Record<string, ParamValue> } {
  const own = ask.together === null ? 'arm' : 'arm, drawn_with';
  const sums = `
    select
      multiIf(${cuts.map((cut) => `grouping(${cut}) = 0, '${cut}'`).join(', ')}, 'all') as cut,
      multiIf(${cuts.map((cut) => `grouping(${cut}) = 0, ${cut}`).join(', ')}, '') as key,
      arm, count() as targets, sum(contacted) as n_contacted, sum(claimed) as n_claimed, sum(success) as successes, sum(success and contacted) as rewarded,
      sum(revenue) as sum_revenue, sum(revenue * revenue) as sum_squares, sum(margin) as sum_margin, sum(cost) as contact_cost
    from watched
    group by grouping sets ((${own}), ${cuts.map((cut) => `(${own}, ${cut})`).join(', ')})`;
  const overGroups = `
    select cut, key, arm, ${summed.map((name) => `sum(g.${name}) as ${name}`).join(', ')}, count() as n_groups,
      sum(g.targets * g.targets) as nn, sum(g.targets * g.successes) as ns, sum(g.successes * g.successes) as ss,
      sum(g.targets * g.sum_revenue) as nr, sum(g.sum_revenue * g.sum_revenue) as rr
    from (${sums}) as g group by cut, key, arm`;
  return {
    text: `with\n${matched(ask)}\n${ask.together === null ? sums : overGroups} order by cut, key, arm`,
    params: sumsParams(ask),
  };
}

/** Targets with what became of them: the first success in their window, and their contacts. */
export function matched({ scope, segmentColumn, together }: Ask, beside?: Beside): string {
  const guard = scope.kind === 'units' ? `and ifNull(has({units:Array(String)}, org_unit_id), 0)` : '';
  const segment = segmentColumn === undefined ? `''` : `ifNull(s.segment, '')`;
  const segmentJoin =
    segmentColumn === undefined
      ? ''
      : `left join (select customer_key, toString(${quoteIdentifier(segmentColumn)}) as segment from customer_record where period = {period:UInt32} and customer_key in (select customer_key from campaign_target where campaign = {campaign:String})) s on s.customer_key = t.customer_key`;
  const group =
    together === null
      ? `''`
      : together === 'grid'
        ? `if(ifNull(t.org_unit_id, '') = '', concat('customer:', toString(t.customer_key)), assumeNotNull(t.org_unit_id))`
        : `if(g.own = '', concat('customer:', toString(t.customer_key)), g.own)`;
  const groupJoin =
    together === null || together === 'grid'
      ? ''
      : `left join (select customer_key, ifNull(toString(${quoteIdentifier(together.column)}), '') as own from customer_record where period = {drawnPeriod:UInt32} and customer_key in (select customer_key from campaign_target where campaign = {campaign:String})) g on g.customer_key = t.customer_key`;
  return `
      -- A source number counts for the unified customer that it belongs to.
      joined as (select customer_key, unified_key from identity where unified_key != customer_key),
      targets as (
        select customer_key, arm, stratum, drawn_wave, org_unit_id, person_id, offer, channel,
          arrayElement({froms:Array(Date)}, drawn_wave) as from_day, arrayElement({tos:Array(Date)}, drawn_wave) as to_day
        from campaign_target where campaign = {campaign:String} ${guard}
          and drawn_wave in (
            select drawn_wave from campaign_target
            where campaign = {campaign:String} and arm != 'control' and has({released:Array(UInt16)}, wave)
          )${beside ? untreated(beside.units, guard) : ''}
      ),
      -- A customer is joined once, hence any; it also keeps the engine from reordering these joins into targets × orders.
      orders as (
        select if(j.unified_key = 0, o.customer_key, j.unified_key) as customer_key, ordered_on,
          transform(assumeNotNull(o.offer_id), {offers:Array(String)}, {revenues:Array(Float64)}, 0.) as revenue,
          transform(assumeNotNull(o.offer_id), {offers:Array(String)}, {margins:Array(Float64)}, 0.) as margin
        from (
          select customer_key, assumeNotNull(toDate(ordered_on)) as ordered_on, offer_id from entity_order
          where offer_id in {offers:Array(String)} and ordered_on >= {first:Date} and ordered_on < {last:Date}
        ) o any left join joined j on j.customer_key = o.customer_key
      ),
      -- The first order in the window is the success; further ones of the same customer are not counted again.
      outcomes as (
        select t.customer_key as customer_key, argMin(o.revenue, o.ordered_on) as revenue, argMin(o.margin, o.ordered_on) as margin, min(o.ordered_on) as success_on
        from targets t inner join orders o on o.customer_key = t.customer_key
        where o.ordered_on >= t.from_day and o.ordered_on < t.to_day group by t.customer_key
      ),
      contacts as (
        select customer_key, max(result not in ('unreachable', 'wrong_details')) as contacted, max(claimed_success) as claimed,
          sum(transform(channel, {channels:Array(String)}, {costs:Array(Float64)}, 0.)) as cost
        from contact where campaign = {campaign:String} group by customer_key
      ),
      watched as (
        select t.customer_key as customer_key, t.arm as arm, t.stratum as stratum, toString(t.drawn_wave) as wave, transform(ifNull(t.org_unit_id, ''), {grids:Array(String)}, {branches:Array(String)}, '') as org_unit,
          ifNull(t.org_unit_id, '') as grid, t.person_id as manager, t.offer as offer, t.channel as channel, ${segment} as segment, ${group} as drawn_with,
          c.contacted as contacted, c.claimed as claimed, c.cost as cost, o.customer_key != 0 as success, o.success_on as success_on, t.from_day as from_day, t.to_day as to_day, o.revenue as revenue, o.margin as margin
        from targets t left join outcomes o on o.customer_key = t.customer_key left join contacts c on c.customer_key = t.customer_key ${segmentJoin} ${groupJoin}
      )`;
}

export function sumsParams({
  campaign,
  windows,
  released,
  offers,
  costs,
  scope,
  branchOf,
  segmentColumn,
  period,
  together,
}: Ask): Record<string, ParamValue> {
  const days = windows.flatMap(({ from, to }) => [from, to]).toSorted();
  return {
    campaign,
    released: [...released],
    froms: windows.map((window) => window.from),
    tos: windows.map((window) => window.to),
    first: days[0] ?? '1970-01-01',
    last: days.at(-1) ?? '1970-01-01',
    // transform() wants at least one pair, and a parameter an array with a type; the empty name is nobody's.
    offers: [...offers.map((offer) => offer.id), ''],
    revenues: [...offers.map((offer) => String(offer.revenue)), '0'],
    margins: [...offers.map((offer) => String(offer.margin)), '0'],
    channels: [...Object.keys(costs), ''],
    costs: [...Object.values(costs).map(String), '0'],
    grids: [...branchOf.keys(), ''],
    branches: [...branchOf.values(), ''],
    ...(scope.kind === 'units' && { units: [...scope.units] }),
    ...(segmentColumn !== undefined && { period: period ?? 0 }),
    ...(together !== null && together !== 'grid' && { drawnPeriod: together.period }),
  };
}
