import type { audienceRoutes, Input, Overlap, Reply, tagRoutes, Text2 } from '#contract';
import { periodNumber, periodText } from '#know/customers';
import {
  asTagAlgebra,
  call,
  column,
  compileCount,
  conditionOf,
  print,
  scope,
  selectRecords,
  type Rule,
  type Scope,
} from '#query';
import { sees, type Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { readAsk } from './ask-audience.ts';
import { ensureAudiences, ensureMembers, ensureTags, readRuleCatalogue } from './members.ts';
import { ruleOf } from './rule-input.ts';
import { readAudiences, readTags } from './saved-rule-store.ts';
import { jaccard } from './tag.ts';
import { requireTag } from './tag-library.ts';

type Routes = typeof audienceRoutes & typeof tagRoutes;
interface Named {
  readonly id: string;
  readonly name: Text2;
}

/** A rule against saved audiences of the viewer's territory and published tags, the most alike first. */
export async function overlapAudience(
  context: Context,
  input: Input<Routes['overlapAudience']>['body'],
): Promise<Reply<Routes['overlapAudience']>> {
  const { rule, catalogue } = await readAsk(context, input);
  const all = input.audiences === undefined && input.tags === undefined;
  const audiences = (await readAudiences(context.db)).items
    .filter(({ id, org_unit_id: unit }) => sees(context.actor, unit) && (all || input.audiences?.includes(id)))
    .map(({ id, name }) => ({ id, name: { en: name, zh: name } }));
  const tags = (await publishedTags(context)).filter(({ id }) => all || input.tags?.includes(id));
  await ensureTags(context, catalogue, idsOf(tags));
  await ensureAudiences(context, catalogue, idsOf(audiences));
  return compared(context, rule, { audience: audiences, tag: tags }, input.limit);
}

/** A tag against all other published ones. @throws Problem (missing) when there is no such tag. */
export async function tagOverlap(
  context: Context,
  id: string,
  { period, limit }: Input<Routes['tagOverlap']>['query'],
): Promise<Reply<Routes['tagOverlap']>> {
  await requireTag(context, id);
  const catalogue = await readRuleCatalogue(context, period === undefined ? undefined : periodNumber(period));
  const rule = ruleOf(`tag('${id}')`, catalogue);
  await ensureMembers(context, rule, catalogue);
  const others = (await publishedTags(context)).filter((tag) => tag.id !== id);
  await ensureTags(context, catalogue, idsOf(others));
  return compared(context, rule, { audience: [], tag: others }, limit);
}

const idsOf = (named: readonly Named[]): readonly string[] => named.map(({ id }) => id);

const publishedTags = async ({ db }: Context): Promise<readonly Named[]> =>
  (await readTags(db))
    .filter(({ state }) => state === 'published')
    .map(({ id, name_en: en, name_zh: zh }) => ({ id, name: { en, zh } }));

async function compared(
  context: Context,
  rule: Rule,
  others: Readonly<Record<Overlap['kind'], readonly Named[]>>,
  limit: number,
): Promise<Reply<Routes['overlapAudience']>> {
  const { warehouse, actor, signal } = context;
  const began = performance.now();
  const [counted] = await warehouse.rows<{ count: number }>(compileCount(rule, actor.scope), { signal });
  const customers = counted?.count ?? 0;
  const items: Overlap[] = [];
  for (const kind of ['audience', 'tag'] as const) {
    if (others[kind].length === 0) continue;
    const names = new Map(others[kind].map(({ id, name }) => [id, name]));
    const rows = await warehouse.rows<{ id: string; customers: number; both: number }>(
      against(rule, actor.scope, kind, [...names.keys()]),
      { signal },
    );
    for (const row of rows) {
      const name = names.get(row.id);
      if (name) items.push({ kind, name, ...row, jaccard: jaccard(customers, row.customers, row.both) });
    }
  }
  items.sort((a, b) => b.jaccard - a.jaccard || (a.id < b.id ? -1 : 1));
  const ms = Math.round((performance.now() - began) * 10) / 10;
  return { period: periodText(rule.period), customers, items: items.slice(0, limit), ms };
}

/** One row per other set: { id, customers, both }, by bitmap algebra: what the rule selects is one bitmap, each set is one. */
function against(rule: Rule, territory: Scope, kind: Overlap['kind'], ids: readonly string[]): Statement {
  const asked = askedBitmaps(rule, territory);
  const sets =
    kind === 'tag'
      ? 'select tag as set_id, groupBitmapMergeState(customers) as all_of from tag_bitmap where period = {setPeriod:UInt32} and tag in {setNames:Array(String)} group by tag'
      : 'select audience as set_id, groupBitmapState(customer_key) as all_of from audience_member where period = {setPeriod:UInt32} and audience in {setNames:Array(String)} group by audience';
  const seen = territory.kind === 'everything' ? 'all_of' : 'bitmapAnd(all_of, asked.mine)';
  return statement(
    `select toString(set_id) as id, bitmapCardinality(${seen}) as customers, bitmapAndCardinality(all_of, asked.hit) as both
     from (${sets}) as sets cross join (${asked.sql}) as asked`,
    { ...asked.params, setPeriod: rule.period, setNames: ids },
  );
}

/** One row: `hit`, the viewer's customers whom the rule selects; and `mine`, all of them, where they are not everybody. */
function askedBitmaps(rule: Rule, territory: Scope): Statement {
  const algebra = asTagAlgebra(rule);
  if (territory.kind === 'everything' && algebra?.kind === 'tag')
    return statement(
      'select groupBitmapMergeState(customers) as hit from tag_bitmap where period = {askedPeriod:UInt32} and tag = {askedTag:String}',
      { askedPeriod: rule.period, askedTag: algebra.name },
    );
  const key = column('customer_key');
  const select = selectRecords(
    territory.kind === 'everything'
      ? {
          period: rule.period,
          columns: [{ expr: call('groupBitmapState', key), as: 'hit' }],
          where: [conditionOf(rule)],
        }
      : {
          period: rule.period,
          columns: [
            { expr: call('groupBitmapStateIf', key, conditionOf(rule)), as: 'hit' },
            { expr: call('groupBitmapState', key), as: 'mine' },
          ],
        },
  );
  return print(scope(select, territory));
}
