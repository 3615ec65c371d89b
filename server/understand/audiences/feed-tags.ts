import { Id, Problem } from '#contract';
import { readPeriods } from '#know/customers';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { freshTags } from './members.ts';
import { whatFollows } from './savable-rule.ts';
import { forgetRules, readTags, writeTag } from './saved-rule-store.ts';

/**
 * After rows of `customer_tag` were loaded: tags that are new are in the library and published, and all loaded tags are
 * made anew. Harmless to repeat. @throws Problem (conflict) for names that are no names of tags, or of tags with a rule;
 * the others are in force all the same.
 */
export async function tagsLoaded(context: Context): Promise<void> {
  const { db, warehouse, actor, signal } = context;
  const rows = await warehouse.rows<{ tag: string }>(
    statement("select toString(tag) as tag from entity_customer_tag where tag != '' group by tag order by tag"),
    { signal },
  );
  const known = new Map((await readTags(db)).map((tag) => [tag.id, tag]));
  const refused: string[] = [];
  for (const { tag } of rows) {
    const old = known.get(tag);
    if (!Id.safeParse(tag).success || (old && old.origin !== 'feed')) refused.push(tag);
    else if (!old)
      await writeTag(context, {
        id: tag,
        rule: '',
        name_en: tag,
        name_zh: tag,
        definition_en: 'Loaded from a feed',
        definition_zh: '由数据源加载',
        category: 'loaded',
        origin: 'feed',
        state: 'published',
        owner: actor.login,
        org_unit_id: null,
        refresh: 'with-record',
      });
  }
  const loaded = (await readTags(db)).filter(({ origin, state }) => origin === 'feed' && state !== 'retired');
  const follow = new Set<string>();
  for (const { id } of loaded) for (const name of await whatFollows(context, `tag:${id}`)) follow.add(name);
  await forgetRules(db, [...loaded.map(({ id }) => `tag:${id}`), ...follow]);
  const periods = (await readPeriods(warehouse)).map(({ period }) => period);
  await freshTags(context, periods, loaded);
  const [first] = refused;
  if (first !== undefined)
    throw new Problem(
      'conflict',
      'not-a-loaded-tag',
      `The rows were loaded, but these names cannot be tags of a feed, because a tag with a rule has the name, or it holds other than letters, digits, dot, dash and underscore: ${refused.slice(0, 20).join(', ')}.`,
      { parameters: { tags: refused.slice(0, 20), count: refused.length } },
    );
}
