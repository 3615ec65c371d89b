import { Problem, type CampaignAnalysis, type CampaignFile, type NextShares, type Novelty } from '#contract';
import { requireCampaign } from '#act/campaigns';
import { readCatalogue } from '#know/customers';
import { scopeOf } from '#know/organisation';
import type { Context } from '#platform/context';
import { campaignExperiment, sizesOf, unitsOf } from './campaign-experiment.ts';
import { matchedExperiment, matchedUnits, mostOfAnArm } from './campaign-matched.ts';
import { nextShares } from './estimators/allocation.ts';
import { analyse } from './experiment/analyse.ts';
import type { Experiment } from './experiment/experiment.ts';
import { readMetrics } from './experiment/metric.ts';
import { askOf, lastOrderDay, measureCampaign } from './measure.ts';
import { untreatedArm, type Ask } from './report-sums.ts';

interface AnalysisAsk {
  readonly by?: 'channel' | 'grid' | 'segment' | 'wave' | undefined;
  readonly tunedFor?: number | undefined;
  /** Number fields, between commas, in which treated and untreated are made alike where there is no control group. */
  readonly alike?: string | undefined;
}

/**
 * A campaign by the same estimators as any experiment: success and revenue of each arm against control, with the
 * month's revenue before it began as covariate and its strata, at any look, with chance to beat control, by segment.
 */
export async function analyseCampaign(
  context: Context,
  id: string,
  { by, tunedFor, alike }: AnalysisAsk,
): Promise<CampaignAnalysis> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.drawnPeriod === null)
    throw new Problem('conflict', 'nothing-to-measure', `${id} has no targets yet: schedule it first.`);
  await context.outbox.flush();
  const ask = await askOf(context, id, campaign);
  if (campaign.file.experiment.control === 0) return matchCampaign(context, id, campaign, ask, alike?.split(','));
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

/** In what treated and untreated are made alike where nothing else is asked for: of these what the record has. */
const usualLikeness = ['arpu', 'tenure_months', 'data_gb', 'voice_minutes', 'age', 'plan_fee'];

/**
 * A campaign that nobody was kept out of, beside customers whom it did not mean: each treated one and the untreated one
 * that was as likely to be treated. Weaker evidence, and says so.
 */
async function matchCampaign(
  context: Context,
  id: string,
  { file, owner, drawnPeriod }: { file: CampaignFile; owner: string; drawnPeriod: number | null },
  ask: Ask,
  alike: readonly string[] | undefined,
): Promise<CampaignAnalysis> {
  if (ask.released.length === 0)
    throw new Problem('conflict', 'nothing-to-measure', `No wave of ${id} has been released yet.`);
  const period = drawnPeriod ?? 0;
  const { fields } = await readCatalogue(context, period);
  const likeness = (alike ?? usualLikeness).flatMap((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field?.type === 'number' || field?.type === 'integer') return [{ name, column: field.column }];
    if (alike === undefined) return [];
    throw new Problem('invalid', 'unknown-name', `The customer record has no number field ${name} to be alike in.`);
  });
  if (likeness.length === 0)
    throw new Problem(
      'conflict',
      'nothing-to-match-on',
      'The record has no numbers in which customers could be alike.',
    );
  const scope = await scopeOf(context.db, owner);
  const units = matchedUnits(
    { ...ask, segmentColumn: undefined, together: null },
    {
      period,
      units: scope.kind === 'units' ? scope.units : null,
      shares: file.waves.map(({ share }, i) => ({ wave: i + 1, share })),
    },
    likeness,
  );
  const sizes = await sizesOf(context.warehouse, units);
  if (!sizes.has(untreatedArm))
    throw new Problem('conflict', 'no-control-group', `${id} has no control group, and nobody was left untreated.`);
  const analysis = await analyse(context.warehouse, matchedExperiment(units, likeness, sizes));
  const sampled = [...sizes].filter(([, n]) => n >= mostOfAnArm);
  return {
    campaign: id,
    ...analysis,
    warnings: [
      ...analysis.warnings,
      ...sampled.map(([arm]) => ({
        code: 'sampled',
        message: `${arm}: a sample of ${mostOfAnArm} was matched.`,
      })),
    ],
    missing: [],
    novelty: null,
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
