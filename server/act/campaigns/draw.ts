import type { CampaignFile, ChannelKind } from '#contract';
import {
  call,
  column,
  conditionOf,
  insertInto,
  print,
  scope,
  selectRecords,
  value,
  word,
  type Catalogue,
  type Expr,
  type Rule,
  type Scope,
  type Scoped,
  type SelectColumn,
} from '#query';
import { statement, type Statement } from '#platform/warehouse';
import { armSplit, controlArm } from '#understand/audiences';
import { isHuman } from '#act/channels';
import { addDays, drawnTogetherBy, lastDay, windowDays } from './campaign.ts';
import { candidateColumns, into } from './campaign-tables.ts';
import { inPairs } from './pairs.ts';
import { numberField } from './number-field.ts';

/*
 *   customer_record ──rule, territory──▶ candidate ──wave, channel, reasons──▶ drawn ──┬─reason──▶ exclusion_next
 *                                                                                      └─split──▶ to_place ──control──▶ target_next
 */

export interface DrawPlan {
  readonly campaign: string;
  readonly file: CampaignFile;
  readonly rule: Rule;
  /** Of each offer, when it is eligible; undefined: always. */
  readonly eligible: readonly (Rule | undefined)[];
  readonly catalogue: Catalogue;
  /** The owner's subtree. */
  readonly territory: Scope;
  /** Other campaigns whose targets are promises, and those of them that would spoil the comparison. */
  readonly live: readonly string[];
  readonly conflicting: readonly string[];
  /** The share held out of this campaign as of every other. */
  readonly holdout: number;
}

/** The minutes a target takes of a person's day. */
const usualMinutes: Partial<Record<ChannelKind, number>> = { field: 30, call: 8, hall: 10 };

/** 0 for channels that take nobody's time. */
export function minutesOf({ channel, minutes }: CampaignFile['channels'][number]): number {
  return isHuman(channel) ? Math.ceil(minutes ?? usualMinutes[channel] ?? 1) : 0;
}

/** The customers that the rule selects within the owner's territory, with the first offer each is eligible for. */
export function candidates(plan: DrawPlan): Statement {
  return print(insertInto('campaign_candidate', candidateColumns, candidateSelect(plan)));
}

function candidateSelect({ campaign, file, rule, eligible, catalogue, territory }: DrawPlan): Scoped {
  const missing: Expr = word('null');
  const field = (name: string | undefined): Expr => {
    const known = name !== undefined && Object.hasOwn(catalogue.fields, name) ? catalogue.fields[name] : undefined;
    return known ? column(known.column) : missing;
  };
  const together = (unit: CampaignFile['experiment']['unit']): Expr => {
    if (unit === 'customer') return missing;
    return unit === 'grid' ? column('org_unit_id') : field(drawnTogetherBy[unit]);
  };
  const offer = call(
    'multiIf',
    ...file.offers.flatMap((of, i) => [eligible[i] ? conditionOf(eligible[i]) : word('1'), value('String', of.offer)]),
    missing,
  );
  const strata = [0, 1, 2, 3, 4].map((i): SelectColumn => ({
    expr: field(file.experiment.stratify_by[i]),
    as: `stratum_${i + 1}`,
  }));
  const pairs = [0, 1, 2, 3, 4].map((i): SelectColumn => {
    const name = file.experiment.pair_by[i];
    const known = name === undefined ? undefined : numberField(catalogue, name);
    return { expr: known ? call('toFloat64', column(known.column)) : missing, as: `pair_${i + 1}` };
  });
  const columns: SelectColumn[] = [
    { expr: value('String', campaign), as: 'campaign' },
    { expr: column('customer_key'), as: 'customer_key' },
    { expr: column('customer_id'), as: 'customer_id' },
    { expr: column('org_unit_id'), as: 'org_unit_id' },
    { expr: field('manager_id'), as: 'manager_id' },
    { expr: together(file.experiment.unit), as: 'household' },
    { expr: field('dnd'), as: 'refuses' },
    { expr: offer, as: 'offer' },
    ...strata,
    ...pairs,
  ];
  const select = selectRecords({ period: rule.period, columns, where: [conditionOf(rule)] });
  return scope(select, territory);
}

/**
 * What the draw would decide, counted by wave, channel and reason, without writing anything: the very same decisions
 * over the candidates as they are now.
 */
export function foreseen(plan: DrawPlan): Statement {
  const from = print(candidateSelect(plan));
  const text = `select toString(channel) as channel, toUInt16(wave) as wave, toString(reason) as reason, count() as customers
    from (${decisions(plan.file.experiment, from.sql)}) group by channel, wave, reason`;
  return statement(text, { ...from.params, ...decisionValues(plan) });
}

const decidedColumns = [
  'campaign',
  'customer_key',
  'customer_id',
  'org_unit_id',
  'manager',
  'first_offer',
  'unit',
  'stratum',
  'wave',
  'channel',
  'minutes',
  'reason',
];
const knownColumns = [
  'campaign',
  'customer_key',
  'customer_id',
  'org_unit_id',
  'manager_id',
  'refuses',
  'offer',
  'unit',
  'stratum',
  'wave',
];

/** Gives every candidate its wave and channel, and finds why it gets nothing. */
export function decided(plan: DrawPlan): Statement {
  const named = `select ${decidedColumns.join(', ')} from (${decisions(plan.file.experiment, drawnFrom)})`;
  return into('campaign_drawn', statement(named, { ...decisionValues(plan), campaign: plan.campaign }));
}

/** A hash of a column as a share, from 0 to below 1; each salt, an expression, is a draw of its own. */
const shareBy = (salt: string, of: string) => `cityHash64(${salt}, ${of}) / 18446744073709551616.`;
const share = (salt: string, of: string) => shareBy(`{${salt}:String}`, of);

/** Where a customer stands in the draw of channels. */
export const channelTurn = (campaign: string, customer: string): string =>
  shareBy(`concat(toString(${campaign}), '${channelSalt}')`, customer);
const channelSalt = ':channel';

const drawnFrom = 'select * from campaign_candidate where campaign = {campaign:String}';

function decisions({ stratify_by, pair_by, unit }: CampaignFile['experiment'], from: string): string {
  const strata = stratify_by.map((_, i) => `ifNull(stratum_${i + 1}, '')`);
  const covariates = pair_by.map((_, i) => `pair_${i + 1}`);
  const decided = `
    with waved as (
      select *, if(isNull(household), customer_id, concat('household:', assumeNotNull(household))) as unit,
        ${strata.length === 0 ? "''" : `arrayStringConcat([${strata.join(', ')}], '|')`} as stratum,
        arrayFirstIndex(bound -> ${share('waveSalt', 'unit')} < bound, {waveEnds:Array(Float64)}) as wave
      from (${from})
    ),
    refused as (
      select customer_key, groupUniqArray(toString(channel)) as channels from do_not_disturb
      where customer_key in (select customer_key from (${from})) group by customer_key
    ),
    touch as (${touches()}),
    touched as (
      select waved.customer_key as customer_key,
        countIf(touch.day > addDays(waved.first, -{window:Int32}) and touch.day < addDays(waved.last, {window:Int32})) as near,
        countIf(touch.day > addDays(waved.first, -{rest:Int32}) and touch.day < addDays(waved.last, {rest:Int32})) as resting
      from (select customer_key, {starts:Array(Date)}[wave] as first, {ends:Array(Date)}[wave] as last from waved) as waved
      inner join touch on touch.customer_key = waved.customer_key group by customer_key
    ),
    known as (
      select ${[...knownColumns, ...covariates].map((name) => `waved.${name} as ${name}`).join(', ')},
        refused.channels as refused, touched.near as near, touched.resting as resting
      from waved
      left join refused on refused.customer_key = waved.customer_key
      left join touched on touched.customer_key = waved.customer_key
    )
    select campaign, customer_key, customer_id, org_unit_id, ifNull(manager_id, '') as manager, ifNull(offer, '') as first_offer, unit, stratum, wave, ${covariates.map((name) => `${name}, `).join('')}
      arrayMap((kind, share) -> if(has(refused, kind), 0, share), {channels:Array(String)}, {shares:Array(Float64)}) as open,
      arrayFirstIndex(bound -> ${share('channelSalt', 'customer_id')} * arraySum(open) < bound, arrayCumSum(open)) as chosen,
      {channels:Array(String)}[chosen] as channel, {minutes:Array(UInt16)}[chosen] as minutes,
      multiIf(
        ifNull(refuses, false) or has(refused, '') or hasAll(refused, {channels:Array(String)}), 'do-not-disturb',
        {most:UInt32} > 0 and near >= {most:UInt32}, 'contact-policy',
        {rest:Int32} > 0 and resting > 0, 'rest-days',
        ${share('holdoutSalt', 'customer_id')} < {holdout:Float64}, 'global-holdout',
        customer_key in (select customer_key from campaign_target where campaign in {conflicting:Array(String)}), 'conflicting-campaign',
        first_offer = '', 'no-eligible-offer',
        '') as reason
    from known`;
  return covariates.length === 0
    ? decided
    : inPairs(decided, decidedColumns, { covariates, groups: unit !== 'customer' });
}

function decisionValues({ campaign, file, live, conflicting, holdout }: DrawPlan): Statement['params'] {
  const { waves, channels, policy } = file;
  const upTo = waves.map((_, i) => waves.slice(0, i + 1).reduce((sum, wave) => sum + wave.share, 0));
  // Rounding must not leave anybody without a wave.
  upTo[upTo.length - 1] = 2;
  const window = policy.max_contacts ? windowDays(policy.max_contacts.per) : 0;
  const rest = policy.rest_days ?? 0;
  return {
    waveSalt: `${campaign}:wave`,
    channelSalt: `${campaign}${channelSalt}`,
    // The same for all campaigns of a quarter: who is held out is held out of every one, and in the next others are.
    holdoutSalt: `global-holdout:${quarterOf(waves[0]?.start ?? '')}`,
    waveEnds: upTo,
    starts: waves.map((wave) => wave.start),
    ends: waves.map(lastDay),
    window,
    rest,
    most: policy.max_contacts?.count ?? 0,
    holdout,
    live: orNone(live),
    conflicting: orNone(conflicting),
    since: addDays(waves[0]?.start ?? '', -Math.max(window, rest, 1)),
    channels: channels.map((channel) => channel.channel),
    shares: channels.map((channel) => channel.share),
    minutes: channels.map(minutesOf),
  };
}

/** A campaign may hold out more than the operator wants of all, and never less. */
export const heldOut = ({ policy }: CampaignFile, ofAll = 0): number => Math.max(policy.global_holdout ?? 0, ofAll);

/** `2026-10-05` lies in `2026-Q4`. */
const quarterOf = (day: string) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/**
 * Days on which customers were reached, by anybody, or are to be reached by another live campaign. A promise that has
 * been kept is a contact, and counts once.
 */
function touches(): string {
  return `
      select customer_key, happened_on as day from contact where happened_on > {since:Date}
      union all
      select customer_key, day from campaign_target
      where campaign in {live:Array(String)} and status = 'scheduled' and day > {since:Date}
        and (campaign, customer_key) not in (select campaign, customer_key from contact where campaign in {live:Array(String)})`;
}

/** `in` wants something to look at; no campaign has the empty name. */
export function orNone(campaigns: readonly string[]): readonly string[] {
  return campaigns.length === 0 ? [''] : campaigns;
}

export function exclusions(campaign: string): Statement {
  const select = `select campaign, customer_key, reason from campaign_drawn where campaign = {campaign:String} and reason != ''`;
  return into('campaign_exclusion_next', statement(select, { campaign }));
}

/** Splits who is left into control and arms, and finds whose minutes each would take. */
export function assigned({ campaign, file }: Pick<DrawPlan, 'campaign' | 'file'>): Statement {
  const { control, arms, unit } = file.experiment;
  const left = statement(`select * from campaign_drawn where campaign = {campaign:String} and reason = ''`, {
    campaign,
  });
  const split = armSplit(left, { salt: campaign, control, arms, groups: unit !== 'customer' });
  return into(
    'campaign_to_place',
    statement(
      `select campaign, customer_key, customer_id, org_unit_id, arm, stratum, wave, offer, channel, minutes, ${resource('manager_id')} from (${split.sql})`,
      split.params,
    ),
  );
}

/** The owner of the customer where there is such a person, else the people of the grid together; '' when there is nobody. */
export function resource(managerColumn: string): string {
  const people = (of: string) => `(select ${of} from campaign_capacity where campaign = {campaign:String})`;
  return `multiIf(
    minutes = 0, '',
    ${managerColumn} in ${people('person_id')}, concat('person:', ${managerColumn}),
    ifNull(org_unit_id, '') in ${people('org_unit_id')}, concat('pool:', ifNull(org_unit_id, '')),
    '')`;
}

/**
 * The control group stands among the targets, in its wave, and gets nothing. The offer, channel and person are those it
 * would have had, so that each of them can be compared with its like.
 */
export function controls(campaign: string): Statement {
  const select = `
    select campaign, customer_key, customer_id, org_unit_id, arm, stratum, drawn_wave, drawn_wave as same_wave, offer, channel,
      if(startsWith(resource, 'person:'), substring(resource, 8), '') as person_id,
      toDate(0) as no_day, 0 as no_minutes, 'control' as status, '' as reason
    from campaign_to_place where campaign = {campaign:String} and arm = {arm:String}`;
  return into('campaign_target_next', statement(select, { campaign, arm: controlArm }));
}
