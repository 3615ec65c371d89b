import {
  Problem,
  requireUnused,
  type Input,
  type Reply,
  type Segmentation,
  type SegmentationDetail,
  type segmentationRoutes,
  type SegmentPlan,
  type SegmentStrategy,
  type Text2,
} from '#contract';
import { periodText, publishField, readPublishedFields, renameValues, unpublishField } from '#know/customers';
import { readReadyCatalogue, recordBuilt, spelledOut, type RuleHolder } from '#understand/audiences';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { listed } from '#platform/lists';
import { bandExpression, groupExpression, planSql } from './assignment.ts';
import type { SegmentationPorts } from './ports.ts';
import {
  findSegmentation,
  readSegmentations,
  readStrategies,
  writeGroups,
  writeStrategy,
  type StoredSegmentation,
  type StoredStrategy,
} from './segmentation-store.ts';

type Routes = typeof segmentationRoutes;

/** @throws Problem (missing) */
export async function requireSegmentation(db: Context['db'], id: string): Promise<StoredSegmentation> {
  const found = await findSegmentation(db, id);
  if (found) return found;
  throw new Problem('missing', 'no-such-segmentation', `There is no segmentation ${id}.`, { parameters: { id } });
}

export async function listSegmentations(
  { db }: Pick<Context, 'db'>,
  { published, ...query }: Input<Routes['listSegmentations']>['query'],
): Promise<Reply<Routes['listSegmentations']>> {
  const [rows, versions] = [await readSegmentations(db), await publishedVersions(db)];
  const found = rows
    .map((row) => summary(row, versions))
    .filter((one) => published === undefined || one.published === published);
  return listed(found, query, {
    words: ({ id, name }) => [id, name.en, name.zh],
    sorts: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      groups: ({ groups }) => groups,
      period: ({ period }) => period,
      fitted: ({ fittedAt }) => fittedAt,
    },
  });
}

export async function readSegmentation(
  context: Context,
  { usesOf }: SegmentationPorts,
  id: string,
): Promise<SegmentationDetail> {
  const { db } = context;
  const row = await requireSegmentation(db, id);
  const strategies = await readStrategies(db, id);
  return {
    ...summary(row, await publishedVersions(db)),
    plan: row.plan,
    why: row.why,
    sample: row.sample,
    measures: [...row.trials],
    constant: [...row.constant_measures],
    groupList: row.groups.map((group) => {
      const newest = strategies.find(({ segment }) => segment === group.id);
      return { ...group, strategy: newest ? strategyOf(newest) : null };
    }),
    bands: (row.plan.value?.bands ?? []).map(({ id: band, name }, i) => ({
      id: band,
      name,
      from: row.model.bands[i] ?? null,
    })),
    ...(await usesOf(context, namesOf(id))),
  };
}

/** What the groups are called, by id; nothing for what is no segmentation. */
export async function groupNames({ db }: Pick<Context, 'db'>, id: string): Promise<Readonly<Record<string, Text2>>> {
  return namesById((await findSegmentation(db, id))?.groups ?? []);
}

/** As rules name its groups and its bands. */
const namesOf = (id: string): readonly string[] => [`segment:${id}`, `segment:${bandField(id)}`];

function summary(row: StoredSegmentation, published: ReadonlyMap<string, string>): Segmentation {
  return {
    id: row.id,
    name: row.plan.name,
    version: row.version,
    period: periodText(row.period),
    fittedAt: row.fitted_at.toISOString(),
    fittedBy: row.fitted_by,
    groups: row.groups.length,
    published: published.get(row.id) === String(row.version),
  };
}

const publishedVersions = async (db: Context['db']): Promise<Map<string, string>> =>
  new Map(
    (await readPublishedFields(db))
      .filter(({ source }) => source.feature === 'segmentation')
      .map(({ id, source }) => [id, source.version]),
  );

export const strategyOf = ({ strategy, version, at, by }: StoredStrategy) => ({
  ...strategy,
  version,
  at: at.toISOString(),
  by,
});

/** @throws Problem (missing) when there is no such group */
export async function nameSegment(
  { db }: Pick<Context, 'db'>,
  input: { readonly id: string; readonly group: string; readonly name: Text2 },
): Promise<void> {
  const row = await requireGroup(db, input);
  const groups = row.groups.map((group) => (group.id === input.group ? { ...group, name: input.name } : group));
  await db.transaction().execute(async (trx) => {
    await writeGroups(trx, row, groups);
    await renameValues(trx, { kind: 'segment', id: input.id }, namesById(groups));
  });
}

const namesById = (all: readonly { readonly id: string; readonly name: Text2 }[]): Readonly<Record<string, Text2>> =>
  Object.fromEntries(all.map(({ id, name }) => [id, name]));

/** Sets a strategy; one that says the same as the last is no new version. */
export async function putStrategy(
  { db, clock, actor }: Pick<Context, 'db' | 'clock' | 'actor'>,
  input: { readonly id: string; readonly group: string; readonly strategy: SegmentStrategy },
): Promise<ReturnType<typeof strategyOf>> {
  await requireGroup(db, input);
  const last = (await readStrategies(db, input.id)).find(({ segment }) => segment === input.group);
  const isSame =
    last &&
    (Object.keys(input.strategy) as (keyof SegmentStrategy)[]).every(
      (key) => JSON.stringify(last.strategy[key]) === JSON.stringify(input.strategy[key]),
    );
  if (isSame) return strategyOf(last);
  const row: StoredStrategy = {
    segmentation: input.id,
    segment: input.group,
    version: (last?.version ?? 0) + 1,
    strategy: input.strategy,
    at: clock.now(),
    by: actor.login,
  };
  await writeStrategy(db, row);
  return strategyOf(row);
}

async function requireGroup(
  db: Context['db'],
  { id, group }: { readonly id: string; readonly group: string },
): Promise<StoredSegmentation> {
  const row = await requireSegmentation(db, id);
  if (row.groups.some((one) => one.id === group)) return row;
  throw new Problem('missing', 'no-such-segment', `${id} has no group ${group}.`, { parameters: { id, group } });
}

/** The field of value bands beside that of groups. */
const bandField = (id: string): string => `${id}.value`;

/** Labels everybody in some months (the newest, unless said otherwise), and makes anew what stands on the labels. */
export async function publishSegmentation(
  context: Context,
  { id, periods }: { readonly id: string; readonly periods: readonly number[] | undefined },
  tools: Pick<JobTools, 'progress'>,
): Promise<{ readonly periods: string[] }> {
  const row = await requireSegmentation(context.db, id);
  const sql = planSql(await withoutTags(context, row.plan), await readReadyCatalogue(context));
  const fields = [
    {
      id,
      expression: groupExpression(sql, row.model, row.groups),
      values: row.groups.map((group) => group.id),
      valueNames: namesById(row.groups),
      labels: row.plan.name,
    },
    ...bandFieldOf(row.plan, id).map((band) => ({
      ...band,
      expression: bandExpression(sql, row.model, row.plan.value?.bands ?? []),
    })),
  ];
  const filled = new Set<number>();
  for (const [i, field] of fields.entries()) {
    const done = await publishField(
      context,
      { kind: 'segment', ...field, source: { feature: 'segmentation', version: String(row.version) } },
      {
        ...(periods && { periods }),
        progress: async (fraction, message) => tools.progress((i + fraction) / fields.length, message),
      },
    );
    for (const period of done) filled.add(period);
  }
  await recordBuilt(context, [...filled]);
  return { periods: [...filled].map(periodText) };
}

/**
 * Takes the labels out of use; the fit, names and strategies stay, and it may be published again.
 * @throws Problem (conflict, segmentation-in-use) with the list of uses while a rule names a group or band,
 * (conflict, segmentation-not-published), (missing).
 */
export async function retireSegmentation(
  context: Context,
  ports: SegmentationPorts,
  id: string,
): Promise<SegmentationDetail> {
  await requireSegmentation(context.db, id);
  const own = (await readPublishedFields(context.db)).filter(
    (field) => field.kind === 'segment' && field.source.feature === 'segmentation' && isOf(field.id, id),
  );
  if (own.length === 0)
    throw new Problem('conflict', 'segmentation-not-published', `${id} is not published.`, { parameters: { id } });
  requireUnused('segmentation', id, await ports.usesOf(context, namesOf(id)));
  for (const field of own) await unpublishField(context, { kind: 'segment', id: field.id });
  return readSegmentation(context, ports, id);
}

const isOf = (field: string, id: string): boolean => field === id || field === bandField(id);

/** Labels are worked out from a customer's row in every month that is built: tags and audiences stand in them as their rules. */
async function withoutTags(context: Context, plan: SegmentPlan): Promise<SegmentPlan> {
  const written = (text: string): Promise<string> => spelledOut(context, text);
  return {
    ...plan,
    measures: await Promise.all(
      plan.measures.map(async (measure) => ({ ...measure, formula: await written(measure.formula) })),
    ),
    carveOuts: await Promise.all(plan.carveOuts.map(async (one) => ({ ...one, rule: await written(one.rule) }))),
    value: plan.value && { ...plan.value, formula: await written(plan.value.formula) },
  };
}

/** What the rules and formulas of segmentations name: it cannot be taken away under them. */
export async function planHolders({ db }: Pick<Context, 'db'>): Promise<RuleHolder[]> {
  return (await readSegmentations(db)).map(({ id, plan }) => ({
    kind: 'segment',
    id,
    name: plan.name,
    orgUnitId: null,
    rules: [
      ...plan.carveOuts.map(({ rule }) => rule),
      ...plan.measures.map(({ formula }) => formula),
      ...(plan.value ? [plan.value.formula] : []),
    ],
  }));
}

const bandFieldOf = (plan: SegmentPlan, id: string) =>
  plan.value
    ? [
        {
          id: bandField(id),
          values: plan.value.bands.map((band) => band.id),
          valueNames: namesById(plan.value.bands),
          labels: { en: `${plan.name.en}: value`, zh: `${plan.name.zh}：价值` },
        },
      ]
    : [];
