import { Problem, requireUnused, type Input, type Reply, type tagRoutes } from '#contract';
import { readPeriods } from '#know/customers';
import { toText } from '#query';
import { sees, type Context } from '#platform/context';
import { freshTags } from './members.ts';
import { readSavable, requirePublished, whatFollows } from './savable-rule.ts';
import { findTag, forgetRules, setTagState, writeTag, type StoredTag } from './saved-rule-store.ts';
import { requireChange } from './tag.ts';
import { isMine, requireTag, showTag } from './tag-library.ts';
import { shownUses, usesOfNames, type RuleHolders } from './tag-uses.ts';

type Routes = typeof tagRoutes;
type Tag = Reply<Routes['putTag']>;

/**
 * Saves a tag. A new one is a draft of the author's org unit; what a published one is changed to is in force at once, and
 * what stands on it is made anew. @throws Problem (invalid) for a rule with mistakes or that would stand on itself,
 * (conflict) for the name of a tag that is loaded, (forbidden) for one of another territory.
 */
export async function putTag(
  context: Context,
  holders: RuleHolders,
  id: string,
  input: Input<Routes['putTag']>['body'],
): Promise<Tag> {
  const { db, actor } = context;
  const old = await findTag(db, id);
  if (old) requireMine(context, old);
  if (old?.origin === 'feed')
    throw new Problem('conflict', 'tag-is-loaded', `The tag ${id} is loaded from a feed and has no rule.`, {
      parameters: { id },
    });
  const unit = input.orgUnitId ?? (old ? old.org_unit_id : actor.scope.kind === 'everything' ? null : actor.orgUnitId);
  if (!sees(actor, unit)) throw outside(id);
  const rule = await readSavable(context, 'tag', id, input.rule);
  if (old?.state === 'published') await requirePublished(context, toText(rule.source), id);
  await writeTag(context, {
    id,
    rule: toText(rule.source),
    name_en: input.name.en,
    name_zh: input.name.zh,
    definition_en: input.definition?.en ?? old?.definition_en ?? '',
    definition_zh: input.definition?.zh ?? old?.definition_zh ?? '',
    category: input.category ?? old?.category ?? 'other',
    origin: old?.origin ?? 'own',
    state: old?.state ?? 'draft',
    owner: old?.owner ?? actor.login,
    org_unit_id: unit,
    refresh: input.refresh ?? old?.refresh ?? 'with-record',
  });
  await forgetRules(db, await whatFollows(context, `tag:${id}`));
  await refresh(context, id);
  return showTag(context, holders, id);
}

/** @throws Problem (conflict) when it is published already, or names a tag that is not. */
export async function publishTag(context: Context, holders: RuleHolders, id: string): Promise<Tag> {
  const tag = await requireTag(context, id);
  requireMine(context, tag);
  requireChange(id, tag.state, 'published');
  await requirePublished(context, tag.rule, id);
  await setTagState(context.db, id, 'published');
  await refresh(context, id);
  return showTag(context, holders, id);
}

/** @throws Problem (conflict, tag-in-use) with the list of uses while a rule names it. */
export async function retireTag(context: Context, holders: RuleHolders, id: string): Promise<Tag> {
  const tag = await requireTag(context, id);
  requireMine(context, tag);
  requireChange(id, tag.state, 'retired');
  requireUnused('tag', id, shownUses(context, (await usesOfNames(context, holders))(`tag:${id}`)));
  await setTagState(context.db, id, 'retired');
  return showTag(context, holders, id);
}

/** Makes the newest month's bitmap, and counts every month there is. */
async function refresh(context: Context, id: string): Promise<void> {
  const periods = (await readPeriods(context.warehouse)).map(({ period }) => period);
  await freshTags(context, periods, [await requireTag(context, id)]);
}

function requireMine(context: Context, tag: StoredTag): void {
  if (!isMine(context, tag)) throw outside(tag.id);
}

const outside = (id: string): Problem =>
  new Problem(
    'forbidden',
    'outside-territory',
    `${id} is outside your territory: tags are changed where they belong.`,
    { parameters: { id } },
  );
