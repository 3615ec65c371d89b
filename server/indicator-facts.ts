import { periodText } from '#know/customers';
import type { FactSource } from '#understand/indicators';
import { verifiedByGrid } from '#learn/truth';

/** What later features count for indicators: figures by org unit and month that no field of the customer record holds. */
export const indicatorFacts: readonly FactSource[] = [
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
  { db }: Parameters<FactSource['read']>[0],
  periods: readonly number[],
  of: (sums: Sums) => number,
): ReturnType<FactSource['read']> {
  const rows = [];
  for (const period of periods)
    for (const [grid, sums] of await verifiedByGrid(db, periodText(period)))
      rows.push({ period, orgUnitId: grid === '' ? null : grid, value: of(sums) });
  return rows;
}
