import { Problem, type SegmentPlan } from '#contract';
import type { Catalogue, Expr } from '#query';
import { readReadyCatalogue } from '#understand/audiences';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { groupExpression, planSql } from './assignment.ts';
import { crossTable, matchGroups } from './clustering/agreement.ts';
import { gatherCrew } from './clustering/crew.ts';
import { fitGroups, type Fit } from './clustering/fit.ts';
import { usualPreparation } from './clustering/preparation.ts';
import { readSample, type Sample } from './read-sample.ts';
import {
  findSegmentation,
  writeSegmentation,
  type StoredGroup,
  type StoredSegmentation,
} from './segmentation-store.ts';

const leastRows = 50;

/** Fits a plan to the newest month, as the next version of the segmentation. @throws Problem naming what cannot work */
export async function fitSegmentation(
  context: Context,
  { id, plan }: { readonly id: string; readonly plan: SegmentPlan },
  tools: Pick<JobTools, 'progress' | 'signal'>,
): Promise<{ version: number; k: number }> {
  const catalogue = await readReadyCatalogue(context);
  const sql = planSql(plan, catalogue);
  const old = await findSegmentation(context.db, id);
  await tools.progress(0, 'sample');
  const oldGroup = old && oldExpression(old, catalogue);
  const sample = await readSample(context, catalogue.period, sql, oldGroup && { expr: oldGroup, groups: old.groups });
  if (sample.rows < Math.max(leastRows, 2 * plan.k[1]))
    throw new Problem(
      'invalid',
      'too-few-customers',
      `Only ${sample.rows} customers have a value in one of the measures.`,
      {
        parameters: { customers: sample.rows },
      },
    );
  const fit = await fitSample(plan, sample, tools);
  const groups = nameGroups(plan, fit, old && oldGroup ? { old, labels: sample.columns.at(-1)! } : undefined);
  const version = (old?.version ?? 0) + 1;
  await writeSegmentation(context.db, {
    id,
    version,
    plan,
    period: catalogue.period,
    trials: fit.trials.map((trial) => ({
      k: trial.k,
      silhouette: trial.silhouette,
      davies_bouldin: trial.daviesBouldin,
      gap: trial.gap,
      gap_error: trial.gapError,
      stability: trial.stability,
      inertia: trial.inertia,
      smallest: trial.smallest,
    })),
    why: fit.why,
    sample: sample.rows,
    constant_measures: fit.constant.map((place) => plan.measures[Number(place)]?.id ?? place),
    model: {
      preparations: fit.preparations,
      centres: Array.from({ length: fit.k }, (_, g) => [
        ...fit.centres.subarray(g * fit.preparations.length, (g + 1) * fit.preparations.length),
      ]),
      bands: bandBounds(plan, sample),
    },
    groups,
    fitted_at: context.clock.now(),
    fitted_by: context.actor.login,
  });
  return { version, k: fit.k };
}

/** The old groups as SQL; none where the old plan names what is no longer there. */
function oldExpression(old: StoredSegmentation, catalogue: Catalogue): Expr | undefined {
  try {
    return groupExpression(planSql(old.plan, catalogue), old.model, old.groups);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

async function fitSample(
  plan: SegmentPlan,
  sample: Sample,
  tools: Pick<JobTools, 'progress' | 'signal'>,
): Promise<Fit> {
  const crew = gatherCrew();
  const stop = (): void => void crew.close();
  tools.signal.addEventListener('abort', stop, { once: true });
  try {
    return await fitGroups(
      plan.measures.map(({ transform, missing }, i) => ({
        field: String(i),
        values: sample.columns[i]!,
        choice: { ...usualPreparation, transform, missing },
      })),
      {
        k: plan.k,
        seed: plan.seed,
        crew,
        onProgress: (fraction, message) => void tools.progress(0.1 + 0.85 * fraction, message).catch(() => {}),
      },
    );
  } finally {
    tools.signal.removeEventListener('abort', stop);
    await crew.close();
  }
}

/** The least value of each band, of the customers looked at. */
function bandBounds(plan: SegmentPlan, sample: Sample): (number | null)[] {
  if (!plan.value) return [];
  const known = sample.columns[plan.measures.length]!.filter((value) => !Number.isNaN(value)).toSorted();
  let above = 0;
  return plan.value.bands.map(({ share }, i, bands) => {
    above += share;
    if (i === bands.length - 1 || known.length === 0) return null;
    return known[Math.max(0, Math.floor((1 - above) * known.length))]!;
  });
}

/** Carve-outs by their own ids; found groups by those of the old ones that most of their customers come from, else new ones. */
function nameGroups(
  plan: SegmentPlan,
  fit: Fit,
  before: { readonly old: StoredSegmentation; readonly labels: Float64Array } | undefined,
): StoredGroup[] {
  const olds = before?.old.groups ?? [];
  const heirs = new Int32Array(fit.k).fill(-1);
  if (before) {
    const known = [...before.labels.keys()].filter((row) => !Number.isNaN(before.labels[row]!));
    const now = Int32Array.from(known, (row) => fit.label[row]!);
    const then = Int32Array.from(known, (row) => before.labels[row]!);
    heirs.set(matchGroups(crossTable(now, then, fit.k, olds.length), fit.k, olds.length));
  }
  const taken = new Set([...olds.map(({ id }) => id), ...plan.carveOuts.map(({ id }) => id)]);
  let next = 1;
  const fresh = (): string => {
    while (taken.has(`g${next}`)) next++;
    taken.add(`g${next}`);
    return `g${next}`;
  };
  const rows = fit.label.length;
  const found = fit.sizes.map((size, g): StoredGroup => {
    const heir = olds[heirs[g]!];
    if (heir && heir.kind === 'found') return { ...heir, share: size / rows };
    const id = fresh();
    return { id, name: { en: `Group ${id.slice(1)}`, zh: `第${id.slice(1)}群` }, kind: 'found', share: size / rows };
  });
  const carved = plan.carveOuts.map(({ id, name }): StoredGroup => ({ id, name, kind: 'carved', share: 0 }));
  return [...carved, ...found];
}
