import type { plannerRoutes, Reply } from '#contract';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { readExclusions } from '#act/campaigns';
import { limitsCalled } from './plan-prices.ts';
import { requirePlan } from './plan-reports.ts';

/** So many kinds of reason are told one by one; there are never so many that are not people. */
const mostReasons = 500;

/** Who gets nothing, and why. */
export async function planUnserved(
  context: Context,
  id: string,
): Promise<Reply<(typeof plannerRoutes)['planUnserved']>> {
  const plan = await requirePlan(context, id);
  const rows = await context.warehouse.rows<{ why: string; by: string; subject: string; count: number; lost: number }>(
    statement(
      `select toString(reason) as why, splitByChar(':', toString(crowded_by))[1] as by, substring(toString(crowded_by), length(by) + 2) as subject,
         count() as count, sum(gain) as lost
       from plan_target where plan = {id:String} and reason != '' group by why, by, subject order by count desc, why, by, subject limit {most:UInt32}`,
      { id, most: mostReasons },
    ),
    { signal: context.signal },
  );
  const limits = new Set(rows.flatMap(({ by, subject }) => (by === 'limit' ? [subject] : [])));
  const called = await limitsCalled(context, id, [...limits]);
  const excluded = new Map<string, number>();
  for (const campaign of plan.campaigns)
    for (const { reason, count } of (await readExclusions(context, campaign)).excluded)
      excluded.set(reason, (excluded.get(reason) ?? 0) + count);
  return {
    excluded: [...excluded].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    unserved: rows.map(({ why, by, subject, count, lost }) => ({
      reason: why,
      crowdedBy: by === '' ? null : (by as 'time'),
      subject: subject === '' ? null : subject,
      called: (by === 'limit' && called.get(subject)) || null,
      count,
      gain: lost,
    })),
  };
}
