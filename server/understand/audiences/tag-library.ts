import { Problem, type Input, type Reply, type Tag, type tagRoutes } from '#contract';
import { periodText, readPeriods } from '#know/customers';
import { everyone, explain, fieldsUsed, namesIn, readRule, type Catalogue } from '#query';
import { sees, type Context } from '#platform/context';
import { listed } from '#platform/lists';
import { readCoverage, type SeenCoverage } from './coverage-store.ts';
import { freshTags, readRuleCatalogue } from './members.ts';
import { readMembers, readTags, readVersions, type StoredMembers, type StoredTag } from './saved-rule-store.ts';
import { categoryName, standardCategories } from './standard-tags.ts';
import { isWithin, pathsTo } from './tag.ts';
import { shownUses, usesOfNames, type RuleHolders } from './tag-uses.ts';

type Routes = typeof tagRoutes;

/** The library, cut to what is asked for; coverage is of the customers the viewer may see. */
export async function listTags(
  context: Context,
  holders: RuleHolders,
  { category, state, ...query }: Input<Routes['listTags']>['query'],
): Promise<Reply<Routes['listTags']>> {
  const tags = await readTags(context.db);
  const shown = await shower(context, holders);
  const inState = tags.filter((tag) => state === undefined || tag.state === state).map(shown.tag);
  const { items: found } = listed(inState, { ...query, limit: undefined, offset: 0 }, library);
  return {
    ...listed(
      found.filter((tag) => isWithin(tag.category, category)),
      query,
      library,
    ),
    categories: treeOf(found),
  };
}

const library = {
  words: ({ id, name, rule }: Tag) => [id, name.en, name.zh, rule],
  sorts: {
    id: ({ id }: Tag) => id,
    name: ({ name }: Tag) => name,
    customers: ({ coverage }: Tag) => coverage.at(-1)?.customers ?? null,
    uses: ({ uses }: Tag) => uses,
    fresh: ({ fresh }: Tag) => fresh?.at ?? null,
    changed: ({ changedAt }: Tag) => changedAt,
  },
};

/** The categories there are, in the order of the standard ones, each with the tags in it and below it. */
function treeOf(tags: readonly Tag[]): Reply<Routes['listTags']>['categories'] {
  const counts = new Map<string, number>();
  for (const tag of tags) for (const path of pathsTo(tag.category)) counts.set(path, (counts.get(path) ?? 0) + 1);
  const place = new Map(standardCategories.map(({ path }, i) => [path, i]));
  const order = (path: string): string =>
    pathsTo(path)
      .map((part) => `${String(place.get(part) ?? 999).padStart(3, '0')}${part}`)
      .join('/');
  return [...counts]
    .map(([path, n]) => ({ path, name: categoryName(path), tags: n }))
    .toSorted((a, b) => (order(a.path) < order(b.path) ? -1 : 1));
}

/** @throws Problem (missing) when there is no such tag. */
export async function readTag(context: Context, holders: RuleHolders, id: string): Promise<Reply<Routes['readTag']>> {
  const tag = await requireTag(context, id);
  if (tag.state !== 'retired') {
    const periods = (await readPeriods(context.warehouse)).map(({ period }) => period);
    await freshTags(context, periods, [tag]);
  }
  const shown = await shower(context, holders);
  const checked = readRule(tag.rule, shown.catalogue);
  return {
    ...shown.tag(tag),
    words: checked.ok ? { en: explain(checked.rule, 'en'), zh: explain(checked.rule, 'zh') } : null,
    fields: checked.ok ? [...fieldsUsed(checked.rule).fields] : [],
    ...shownUses(context, shown.uses(`tag:${id}`)),
    categoryNames: pathsTo(tag.category).map(categoryName),
    namesTags: [...namesIn(tag.rule).tags],
    versions: (await readVersions(context.db, 'tag', id)).map(({ version, rule, changed_at: at, changed_by: by }) => ({
      version,
      rule,
      at: at.toISOString(),
      by,
    })),
    mayChange: context.actor.permissions.has('audiences.write') && isMine(context, tag),
  };
}

export async function requireTag({ db }: Pick<Context, 'db'>, id: string): Promise<StoredTag> {
  const tag = (await readTags(db)).find((one) => one.id === id);
  if (!tag) throw new Problem('missing', 'no-such-tag', `There is no tag ${id}.`, { parameters: { id } });
  return tag;
}

/** Tags of the whole operator are changed by those who see all of it; others by those who see their org unit. */
export const isMine = ({ actor }: Pick<Context, 'actor'>, { org_unit_id: unit }: StoredTag): boolean =>
  sees(actor, unit);

/** One tag as the contract tells it. */
export async function showTag(context: Context, holders: RuleHolders, id: string): Promise<Tag> {
  return (await shower(context, holders)).tag(await requireTag(context, id));
}

async function shower(context: Context, holders: RuleHolders) {
  const { db, actor } = context;
  const catalogue = await readRuleCatalogue(context);
  const uses = await usesOfNames(context, holders);
  const coverage = Map.groupBy(await readCoverage(db, actor.scope), ({ tag }) => tag);
  const totals = new Map((coverage.get(everyone) ?? []).map((one) => [one.period, one.customers]));
  const members = Map.groupBy(await readMembers(db, 'tag'), ({ id }) => id);
  return {
    catalogue,
    uses,
    tag: (tag: StoredTag): Tag => ({
      ...plain(tag),
      missing: missingOf(tag, catalogue),
      coverage: coverageOf(tag, coverage.get(tag.id) ?? [], totals),
      fresh: freshOf(tag, members.get(tag.id) ?? []),
      uses: uses(`tag:${tag.id}`).length,
    }),
  };
}

function plain(tag: StoredTag): Omit<Tag, 'missing' | 'coverage' | 'fresh' | 'uses'> {
  return {
    id: tag.id,
    name: { en: tag.name_en, zh: tag.name_zh },
    definition: { en: tag.definition_en, zh: tag.definition_zh },
    category: tag.category,
    origin: tag.origin,
    state: tag.state,
    owner: tag.owner,
    orgUnitId: tag.org_unit_id,
    refresh: tag.refresh,
    rule: tag.rule,
    version: tag.version,
    changedAt: tag.changed_at.toISOString(),
    changedBy: tag.changed_by,
  };
}

function missingOf(tag: StoredTag, catalogue: Catalogue): string[] {
  const checked = tag.origin === 'feed' ? undefined : readRule(tag.rule, catalogue);
  if (!checked || checked.ok) return [];
  const names = checked.problems.map(({ params, code }) =>
    typeof params['name'] === 'string' ? params['name'] : code,
  );
  return [...new Set(names)];
}

const coverageOf = (
  { version }: StoredTag,
  counted: readonly SeenCoverage[],
  totals: ReadonlyMap<number, number>,
): Tag['coverage'] =>
  counted
    .filter((one) => one.version === version)
    .map(({ period, customers }) => ({ period: periodText(period), customers, total: totals.get(period) ?? 0 }));

function freshOf({ version }: StoredTag, members: readonly StoredMembers[]): Tag['fresh'] {
  const newest = members.findLast((made) => made.version === version);
  return newest ? { period: periodText(newest.period), at: newest.at.toISOString() } : null;
}
