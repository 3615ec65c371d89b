import { Problem } from '#contract';
import { requireCampaign } from '#act/campaigns';
import type { Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { askOf } from './measure.ts';
import { watchedTargets } from './report-sums.ts';

/**
 * What became of each target of the released waves, for those who learn from it: { customer_key, arm, outcome }, arm
 * 'control' or one of `arms`, outcome 1. for a success within the window, and the month (YYYYMM) the targets were drawn of.
 * @throws Problem (missing) for a campaign outside the viewer's subtree, (conflict) before anything can be learnt from it.
 */
export async function campaignOutcomes(
  context: Context,
  id: string,
): Promise<{ period: number; until: string; arms: readonly string[]; rows: Statement }> {
  const campaign = await requireCampaign(context.db, context, id);
  const { drawnPeriod, file } = campaign;
  const ask = await askOf(context, id, campaign);
  if (drawnPeriod === null || ask.released.length === 0)
    throw new Problem('conflict', 'nothing-to-measure', `No wave of ${id} has been released yet.`, {
      parameters: { campaign: id },
    });
  await context.outbox.flush();
  const { ctes, params } = watchedTargets(ask);
  const outcomes = statement(
    `with ${ctes} select customer_key, arm, toFloat64(success) as outcome from watched`,
    params,
  );
  const until = ask.windows
    .filter(({ wave }) => ask.released.includes(wave))
    .map(({ to }) => to)
    .sort()
    .at(-1);
  const arms = Object.keys(file.experiment.arms);
  return { period: drawnPeriod, until: until ?? '', arms, rows: outcomes };
}
