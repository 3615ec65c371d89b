import { releasedCampaigns, successOrders } from '#act/campaigns';
import type { Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { windowsOf } from './report-sums.ts';

/** What is counted of targets: that they are, that a contact reached them, that they ordered within their window. */
export type CampaignFact = 'targets' | 'contacts' | 'successes';

/**
 * Targets of all campaigns whose waves, as chance drew them, began in the months (YYYYMM): rows of { period, customer_key,
 * org_unit_id, value }, by the rules of the report, so that they add up to its figures of the treated. A customer who is
 * a target of two campaigns counts twice. undefined when no wave began.
 */
export async function campaignFacts(
  { db }: Pick<Context, 'db'>,
  periods: readonly number[],
  fact: CampaignFact,
): Promise<Statement | undefined> {
  const campaigns = await releasedCampaigns(db);
  const windows = campaigns
    .flatMap(({ file }) => windowsOf(file).map((window) => ({ ...window, key: keyOf(file.campaign, window.wave) })))
    .filter(({ from }) => periods.includes(monthOf(from)));
  if (windows.length === 0) return undefined;
  const orders = campaigns.flatMap(({ file }) => successOrders(file).map((offer) => [file.campaign, offer] as const));
  const days = windows.flatMap(({ from, to }) => [from, to]).toSorted();
  return statement(`with ${targets} ${counted[fact]}`, {
    campaigns: campaigns.map(({ file }) => file.campaign),
    released: campaigns.flatMap(({ file, released }) => released.map((wave) => keyOf(file.campaign, wave))),
    waves: windows.map(({ key }) => key),
    froms: windows.map(({ from }) => from),
    tos: windows.map(({ to }) => to),
    ...(fact === 'successes' && {
      first: days[0] ?? '',
      last: days.at(-1) ?? '',
      offers: [...new Set(orders.map(([, offer]) => offer))],
      counting: orders.map(([campaign, offer]) => `${campaign}/${offer}`),
    }),
  });
}

const keyOf = (campaign: string, wave: number): string => `${campaign}/${wave}`;
const monthOf = (day: string): number => Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7));

const targets = `
  targets as (
    select campaign, customer_key, org_unit_id,
      transform(concat(campaign, '/', toString(drawn_wave)), {waves:Array(String)}, {froms:Array(Date)}, toDate(0)) as from_day,
      transform(concat(campaign, '/', toString(drawn_wave)), {waves:Array(String)}, {tos:Array(Date)}, toDate(0)) as to_day
    from campaign_target
    where campaign in {campaigns:Array(String)} and arm != 'control'
      and has({waves:Array(String)}, concat(campaign, '/', toString(drawn_wave)))
      and (campaign, drawn_wave) in (
        select campaign, drawn_wave from campaign_target
        where campaign in {campaigns:Array(String)} and arm != 'control' and has({released:Array(String)}, concat(campaign, '/', toString(wave)))
      )
  )`;

const each =
  'toYYYYMM(t.from_day) as period, t.customer_key as customer_key, t.org_unit_id as org_unit_id, 1. as value';

const counted: Readonly<Record<CampaignFact, string>> = {
  targets: `select ${each} from targets t`,
  contacts: `
  select ${each} from targets t
  where (campaign, customer_key) in (
    select campaign, customer_key from contact
    where campaign in {campaigns:Array(String)} and result not in ('unreachable', 'wrong_details')
  )`,
  // As in the report, a source number counts for the unified customer that it belongs to.
  successes: `,
  joined as (select customer_key, unified_key from identity where unified_key != customer_key),
  orders as (
    select if(j.unified_key = 0, o.customer_key, j.unified_key) as customer_key, o.ordered_on as ordered_on, o.offer_id as offer_id
    from (
      select customer_key, assumeNotNull(toDate(ordered_on)) as ordered_on, assumeNotNull(offer_id) as offer_id from entity_order
      where offer_id in {offers:Array(String)} and ordered_on >= {first:Date} and ordered_on < {last:Date}
    ) o any left join joined j on j.customer_key = o.customer_key
  )
  select ${each} from targets t inner join orders o on o.customer_key = t.customer_key
  where o.ordered_on >= t.from_day and o.ordered_on < t.to_day and has({counting:Array(String)}, concat(t.campaign, '/', o.offer_id))
  group by t.campaign, period, customer_key, org_unit_id`,
};
