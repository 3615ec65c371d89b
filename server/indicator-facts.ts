import { entityFacts, periodText } from '#know/customers';
import type { CustomerFacts, FactSource, UnitFacts } from '#understand/indicators';
import { campaignFacts, type CampaignFact } from '#learn/measurement';
import { verifiedByGrid } from '#learn/truth';

const campaign = (fact: CampaignFact, label: CustomerFacts['label']): CustomerFacts => ({
  name: `campaign_${fact}`,
  label,
  unit: 'customer',
  select: (context, periods) => campaignFacts(context, periods, fact),
});

/** What other features count for indicators: figures that no field of the customer record holds. */
export const indicatorFacts: readonly FactSource[] = [
  ...entityFacts,
  campaign('targets', { en: 'Campaign targets', zh: '营销目标客户数' }),
  campaign('contacts', { en: 'Campaign targets reached', zh: '营销触达客户数' }),
  campaign('successes', { en: 'Campaign successes', zh: '营销成功客户数' }),
  {
    name: 'verified',
    label: { en: 'Feedback verified, weighted', zh: '已复核反馈（加权）' },
    unit: '',
    read: (context, periods) => verified(context, periods, ({ weights }) => weights),
  },
  {
    name: 'verified_true',
    label: { en: 'Feedback found true, weighted', zh: '复核为真的反馈（加权）' },
    unit: '',
    read: (context, periods) => verified(context, periods, ({ trueWeights }) => trueWeights),
  },
];

type Sums = Awaited<ReturnType<typeof verifiedByGrid>> extends ReadonlyMap<string, infer S> ? S : never;

/** Each feedback counts for one over the chance with which it was drawn, so that the ratio is that of all feedback. */
async function verified(
  { db }: Parameters<UnitFacts['read']>[0],
  periods: readonly number[],
  of: (sums: Sums) => number,
): ReturnType<UnitFacts['read']> {
  const rows = [];
  for (const period of periods)
    for (const [grid, sums] of await verifiedByGrid(db, periodText(period)))
      rows.push({ period, orgUnitId: grid === '' ? null : grid, value: of(sums) });
  return rows;
}
