import type { CampaignFile } from '#contract';
import {
  binary,
  call,
  column,
  conditionOf,
  float,
  lookUp,
  print,
  scope,
  selectRecords,
  word,
  type Catalogue,
  type Expr,
  type SelectColumn,
} from '#query';
import { statement, type Statement } from '#platform/warehouse';
import { into } from './campaign-tables.ts';
import { channelTurn, orNone, type DrawPlan } from './draw.ts';
import { numberField } from './number-field.ts';
import type { CampaignToSchedule } from './scheduler.ts';

/*
 *   to_place ──record, rules, chances, refusals──▶ choice_next ──published with the targets──▶ choice
 *
 * What a scheduler that chooses needs beside the targets: of every offer the chance with this customer, of every channel
 * whether it is open, who owns the customer and which household it belongs to.
 */

/** What an offer's chance is taken for where the file gives none, and the planner is asked for all the same. */
const usualChance = 0.05;
const notEligible = -2;

/** Finds what could be offered to whom, for the targets that are to be placed. */
export function choices({ campaign, file, rule, eligible, catalogue, territory }: DrawPlan): Statement {
  const chances = file.offers.map(({ chance }, i): SelectColumn => {
    const open = eligible[i];
    const known = chanceOf(catalogue, chance);
    return {
      expr: open === undefined ? known : call('if', conditionOf(open), known, float(notEligible)),
      as: `chance_${i + 1}`,
    };
  });
  const field = (name: string): Expr => {
    const known = lookUp(catalogue.fields, name);
    return known ? column(known.column) : word('null');
  };
  const columns: SelectColumn[] = [
    { expr: column('customer_key'), as: 'customer_key' },
    { expr: field('manager_id'), as: 'manager_id' },
    { expr: field('household_id'), as: 'household' },
    { expr: field('dnd'), as: 'refuses' },
    ...chances,
  ];
  const from = print(scope(selectRecords({ period: rule.period, columns, where: [] }), territory));
  const wanted = `customer_key in (select customer_key from campaign_to_place where campaign = {campaign:String})`;
  const select = `
    select {campaign:String} as campaign, record.customer_key as customer_key, ifNull(toString(record.manager_id), '') as manager_id, toString(record.household) as household_id,
      [${chances.map(({ as }) => `toFloat32(${as})`).join(', ')}] as chances,
      arrayMap(kind -> not has(refused.channels, kind) and not has(refused.channels, '') and not ifNull(record.refuses, false), {channels:Array(String)}) as open
    from (select * from (${from.sql}) where ${wanted}) as record
    left join (select customer_key, groupUniqArray(toString(channel)) as channels from do_not_disturb where ${wanted} group by customer_key) as refused
      on refused.customer_key = record.customer_key`;
  return into(
    'campaign_choice_next',
    statement(select, { ...from.params, campaign, channels: file.channels.map(({ channel }) => channel) }),
  );
}

/** Between 0 and 1; of an uplift below 0 nothing is left but the cost. A missing score is no chance. */
function chanceOf(catalogue: Catalogue, chance: CampaignFile['offers'][number]['chance']): Expr {
  if (typeof chance !== 'string') return float(chance ?? usualChance);
  const known = numberField(catalogue, chance);
  if (!known) throw new Error(`There is no score ${chance} any more`);
  const read = call('ifNull', call('toFloat64', column(known.column)), float(0));
  return call('multiIf', binary(read, '<', float(0)), float(0), binary(read, '>', float(1)), float(1), read);
}

/**
 * The targets of these campaigns that wait for a place, by customer; from what is published: those that have one too.
 * Campaigns of one plan give a customer, or a household, one contact; so what stands in `campaign_target_next` takes it.
 *
 * Each row is one treated target and what it could get, to be read as blocks of columns: customer_key, org_unit_id, campaign,
 * drawn_wave; turn and channel_turn (0 to 1), when the simple rule would place it, and by which channel; manager_id, household_id (or null);
 * chances by place in the file's offers (below 0: not eligible; none where the record has lost the customer), open by place in
 * its channels (1: yes); taken, whose contact stands already so that there is none for this target: '', 'household',
 * 'other-campaign'.
 *
 * @param promised rows of campaign, customer_key, offer, channel, person_id and day, as texts, at most one for a target: they
 *   come with it as promised_offer, promised_channel, promised_person and promised_day ('' for none)
 */
export function targetsToPlace(
  campaigns: readonly string[],
  from: 'next' | 'published',
  promised?: Statement,
): Statement {
  const [targets, chosen] =
    from === 'next' ? ['campaign_to_place', 'campaign_choice_next'] : ['campaign_target', 'campaign_choice'];
  const kept = `select customer_key from campaign_target_next where campaign in {campaigns:Array(String)} and status = 'scheduled'`;
  const households = `select household_id from campaign_choice
    where campaign in {campaigns:Array(String)} and household_id is not null and customer_key in (${kept})`;
  const taken = `multiIf(ifNull(choice.household_id global in (${households}), 0), 'household', target.customer_key in (${kept}), 'other-campaign', '')`;
  return statement(
    `select target.customer_key as customer_key, toLowCardinality(ifNull(toString(target.org_unit_id), '')) as org_unit_id,
       target.campaign as campaign, target.drawn_wave as drawn_wave, ${channelTurn('target.campaign', 'target.customer_id')} as channel_turn,
       cityHash64({salt:String}, target.customer_id) / 18446744073709551616. as turn, toLowCardinality(toString(choice.manager_id)) as manager_id,
       choice.household_id as household_id, choice.chances as chances, choice.open as open, toLowCardinality(${from === 'next' ? taken : "''"}) as taken${promised ? promisedColumns : ''}
     from (select * from ${targets} where campaign in {campaigns:Array(String)} and arm != 'control') as target
     left join (select * from ${chosen} where campaign in {campaigns:Array(String)}) as choice
       on choice.campaign = target.campaign and choice.customer_key = target.customer_key
     ${promised ? `left join (${promised.sql}) as promised on promised.campaign = target.campaign and promised.customer_key = target.customer_key` : ''}
     order by customer_key, campaign`,
    { ...promised?.params, campaigns: orNone(campaigns), salt: `${campaigns[0] ?? ''}:day` },
  );
}

const promisedColumns = `,
       toLowCardinality(promised.offer) as promised_offer, toLowCardinality(promised.channel) as promised_channel,
       toLowCardinality(promised.person_id) as promised_person, toLowCardinality(promised.day) as promised_day`;

/** Which promises are asked about: as published, without those of some waves, or as they stand in what is being made. */
export type Promises = { readonly from: 'published'; readonly without?: readonly number[] } | { readonly from: 'next' };

/** Minutes promised from a day on, by person ('' for a grid's pool), unit and day, as these campaigns' targets stand. */
export function promisedMinutes(campaigns: readonly string[], since: string, of: Promises): Statement {
  const { table, params } = tableOf(of);
  return statement(
    `select toString(person_id) as person, ifNull(toString(org_unit_id), '') as unit, toString(target.day) as day, sum(target.minutes) as minutes
     from ${table} as target
     where campaign in {campaigns:Array(String)} and status = 'scheduled' and target.minutes > 0 and target.day >= {since:Date}
       and not has({without:Array(UInt16)}, wave)
     group by person, unit, target.day order by person, unit, target.day`,
    { ...params, campaigns: orNone(campaigns), since },
  );
}

function tableOf(of: Promises) {
  return of.from === 'next'
    ? { table: 'campaign_target_next', params: { without: [] } }
    : { table: 'campaign_target', params: { without: of.without ?? [] } };
}

/** Contacts that have a place, by campaign, offer, channel and unit; and how many of them the offers' chances let expect to succeed. */
export function contactsPlaced(
  campaigns: readonly Pick<CampaignToSchedule, 'campaign' | 'file'>[],
  of: Promises,
): Statement {
  const { table, params } = tableOf(of);
  const offers = campaigns.flatMap(({ campaign, file }) =>
    file.offers.map((offer, i) => ({ name: `${campaign} ${offer.offer}`, place: i + 1 })),
  );
  // As text a chance is the number that it is for whoever reads it, where as a wider float it would have other last digits.
  const chance = `toFloat64(toString(choice.chances[{places:Array(UInt16)}[indexOf({names:Array(String)}, concat(toString(target.campaign), ' ', toString(target.offer)))]]))`;
  return statement(
    `select toString(target.campaign) as campaign, toString(target.offer) as offer, toString(target.channel) as channel, ifNull(toString(target.org_unit_id), '') as unit,
       count() as contacts, sum(greatest(0, ${chance})) as chances
     from (select * from ${table} where campaign in {campaigns:Array(String)} and status = 'scheduled' and not has({without:Array(UInt16)}, wave)) as target
     left join (select * from campaign_choice where campaign in {campaigns:Array(String)}) as choice
       on choice.campaign = target.campaign and choice.customer_key = target.customer_key
     group by campaign, offer, channel, unit order by campaign, offer, channel, unit`,
    {
      ...params,
      campaigns: orNone(campaigns.map(({ campaign }) => campaign)),
      names: offers.map(({ name }) => name),
      places: offers.map(({ place }) => place),
    },
  );
}

/** Contacts that have a place, by channel and day. */
export function contactsByDay(campaigns: readonly string[], of: Promises): Statement {
  const { table, params } = tableOf(of);
  return statement(
    `select toString(channel) as channel, toString(target.day) as day, count() as contacts from ${table} as target
     where campaign in {campaigns:Array(String)} and status = 'scheduled' and not has({without:Array(UInt16)}, wave)
     group by channel, target.day order by channel, target.day`,
    { ...params, campaigns: orNone(campaigns) },
  );
}

/** The ids of customers among the targets of these campaigns. */
export function customerIds(campaigns: readonly string[], keys: readonly number[]): Statement {
  return statement(
    `select customer_key, any(customer_id) as customer_id from campaign_target
     where campaign in {campaigns:Array(String)} and customer_key in {keys:Array(UInt32)} group by customer_key`,
    { campaigns: orNone(campaigns), keys },
  );
}

/**
 * Places targets as `placements` says: rows of customer_key, wave, offer, channel, person_id, day, minutes, status and
 * reason, one for each target of the campaign that waits for a place. An unplaced one keeps its offer and channel.
 */
export function placed(campaign: string, placements: Statement): Statement {
  const select = `
    select target.campaign as campaign, target.customer_key as customer_key, customer_id, org_unit_id, arm, stratum,
      if(place.status = 'scheduled', place.wave, target.drawn_wave) as wave, target.drawn_wave as drawn_wave,
      if(place.offer = '', target.offer, place.offer) as offer, if(place.channel = '', target.channel, place.channel) as channel,
      place.person_id as person_id, place.day as day, place.minutes as minutes, place.status as status, place.reason as reason
    from (select * from campaign_to_place where campaign = {campaign:String} and arm != 'control') as target
    inner join (${placements.sql}) as place on place.customer_key = target.customer_key`;
  return into('campaign_target_next', statement(select, { ...placements.params, campaign }));
}
