import { Problem, type CampaignAnalysis, type NextShares, type Novelty } from '#contract';
import { requireCampaign } from '#act/campaigns';
import { readCatalogue } from '#know/customers';
import type { Context } from '#platform/context';
import { campaignExperiment, sizesOf, unitsOf } from './campaign-experiment.ts';
import { nextShares } from './estimators/allocation.ts';
import { analyse } from './experiment/analyse.ts';
import type { Experiment } from './experiment/experiment.ts';
import { readMetrics } from './experiment/metric.ts';
import { askOf, lastOrderDay, measureCampaign } from './measure.ts';

/**
 * A campaign by the same estimators as any experiment: success and revenue of each arm against control, with the
 * month's revenue before it began as covariate and its strata, at any look, with chance to beat control, by segment.
 */
export async function analyseCampaign(
  context: Context,
  id: string,
  { by, tunedFor }: { by?: 'channel' | 'grid' | 'segment' | 'wave' | undefined; tunedFor?: number | undefined },
): Promise<CampaignAnalysis> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.drawnPeriod === null)
    throw new Problem('conflict', 'nothing-to-measure', `${id} has no targets yet: schedule it first.`);
  await context.outbox.flush();
  const ask = await askOf(context, id, campaign);
  const period = campaign.drawnPeriod;
  const column = (await readCatalogue(context, period)).fields['arpu']?.column;
  const units = unitsOf(ask, column === undefined ? null : { column, period });
  const lastOrder = await lastOrderDay(context);
  const sizes = await sizesOf(context.warehouse, units);
  if (!sizes.has('control'))
    throw new Problem('conflict', 'no-control-group', `${id} has no control group: there is nothing to compare with.`);
  const experiment: Experiment = {
    ...campaignExperiment(units, campaign.file.experiment, sizes, tunedFor),
    ...(by !== undefined && { segment: by }),
  };
  const isOver = ask.windows.every(({ wave, to }) => !ask.released.includes(wave) || to <= (lastOrder ?? ''));
  return {
    campaign: id,
    ...(await analyse(context.warehouse, experiment)),
    missing: [],
    novelty: isOver ? await noveltyOf(context, experiment) : null,
  };
}

/** The effect early and late in the window, by the same estimators without adjustment. */
async function noveltyOf({ warehouse }: Context, { table, sizes, plan }: Experiment): Promise<Novelty[]> {
  const parts = readMetrics(['early:mean', 'late:mean', 'fade:mean']);
  const { results } = await analyse(warehouse, {
    table,
    sizes,
    covariateNames: [],
    metrics: parts.map((metric) => ({ metric, columns: { variables: [metric.name], present: null } })),
    plan: {
      control: plan.control,
      covariates: [],
      level: 0.95,
      adjust: 'none',
      normal: false,
      bayesian: false,
      observed: false,
    },
  });
  const of = (arm: string, metric: string) => results.find((one) => one.arm === arm && one.metric === metric);
  return [...new Set(results.map(({ arm }) => arm))].flatMap((arm): Novelty[] => {
    const [early, late, fade] = [of(arm, 'early'), of(arm, 'late'), of(arm, 'fade')];
    // Too few in an arm say nothing of either half.
    if (!early || !late || !fade || fade.difference.estimate === null) return [];
    return [
      {
        arm,
        early: early.difference,
        late: late.difference,
        difference: fade.difference,
        p: fade.p,
        state: noveltyState(late.difference, fade),
      },
    ];
  });
}

const fadingBelow = 0.01;
export function noveltyState(
  late: { readonly high: number | null },
  fade: { readonly p: number | null; readonly difference: { readonly estimate: number | null } },
): Novelty['state'] {
  if (late.high !== null && late.high < 0) return 'brought-forward';
  return fade.p !== null && fade.p < fadingBelow && (fade.difference.estimate ?? 0) > 0 ? 'fading' : 'lasting';
}

/** Shares of the treated targets of the next wave, from what the arms have shown so far. The control group stays. */
export async function campaignNextShares(context: Context, id: string, floor: number): Promise<NextShares> {
  const { arms } = await measureCampaign(context, id);
  const treated = arms.filter(({ arm, targets }) => arm !== 'control' && targets > 0);
  if (treated.length < 2)
    throw new Problem('conflict', 'one-arm', `${id} has only one arm: there is nothing to share out.`);
  if (floor * treated.length > 1)
    throw new Problem('invalid', 'floor', `A floor of ${floor} for ${treated.length} arms is more than there is.`);
  const shares = nextShares(
    treated.map(({ arm, targets, successes }) => {
      // One success and one failure are added, so that an arm without success can still be tried.
      const rate = (successes + 1) / (targets + 2);
      return { arm, mean: rate, standardError: Math.sqrt((rate * (1 - rate)) / (targets + 3)) };
    }),
    floor,
  );
  return { campaign: id, control: arms.some(({ arm }) => arm === 'control'), arms: shares };
}
