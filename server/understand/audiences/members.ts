import { Problem } from '#contract';
import { readCatalogue, readPeriods } from '#know/customers';
import { scopeOf } from '#know/organisation';
import { indicatorFormulas } from '#understand/indicators';
import { everyone, fieldsUsed, readRule, type Catalogue, type Formula, type Rule } from '#query';
import type { Context } from '#platform/context';
import type { MembersKind } from './audience-tables.ts';
import { limitParts } from './limit.ts';
import { replaceMembers, replaceTags, type MembersSource } from './make-members.ts';
import {
  findAudience,
  findTag,
  forgetMembers,
  readAudiences,
  readMembers,
  readTags,
  writeMembers,
  type StoredAudience,
  type StoredTag,
} from './saved-rule-store.ts';
import { measureCoverage } from './tag-coverage.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'clock' | 'actor'>;

/**
 * What a rule may name, tags (but retired ones), saved audiences and indicators included. The catalogue names all of them, whoever
 * saved them: a name shows no customer, and the territory guard cuts every set of members.
 */
export async function readRuleCatalogue(
  context: Pick<Context, 'db' | 'warehouse' | 'actor'>,
  period?: number,
): Promise<Catalogue> {
  const catalogue = await readCatalogue(context, period);
  const tags = (await readTags(context.db)).filter(({ state }) => state !== 'retired');
  const audiences = await readAudiences(context.db);
  return {
    ...catalogue,
    tags: Object.fromEntries(tags.map((tag) => [tag.id, { labels: { en: tag.name_en, zh: tag.name_zh } }])),
    audiences: Object.fromEntries(
      audiences.items.map((audience) => [audience.id, { labels: { en: audience.name, zh: audience.name } }]),
    ),
    indicators: await indicatorFormulas(context),
  };
}

/** The same, with the members of all of them made: for those who run rules later, without asking again. */
export async function readReadyCatalogue(context: Viewer & Pick<Context, 'log'>, period?: number): Promise<Catalogue> {
  const catalogue = await readRuleCatalogue(context, period);
  await ensureTags(context, catalogue, Object.keys(catalogue.tags));
  await ensureAudiences(context, catalogue, Object.keys(catalogue.audiences));
  return catalogue;
}

/** Makes audiences of the catalogue's month, where they are not there yet. */
export async function ensureAudiences(
  context: Viewer & Pick<Context, 'log'>,
  catalogue: Catalogue,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) await ensureOrSay(context, 'audience', id, catalogue);
}

/** Makes many tags of the catalogue's month, where they are not there yet: those that name no other in one pass together. */
export async function ensureTags(
  context: Viewer & Pick<Context, 'log'>,
  catalogue: Catalogue,
  ids: readonly string[],
): Promise<void> {
  const { db, clock } = context;
  const { period } = catalogue;
  const made = new Map((await readMembers(db, 'tag', period)).map((members) => [members.id, members.version]));
  const wanted = new Set(ids);
  const due = (await readTags(db)).filter(({ id, version }) => wanted.has(id) && made.get(id) !== version);
  if (due.length === 0) return;
  await ensure(context, 'tag', everyone, catalogue, []);
  const together: { id: string; version: number; rule: Rule }[] = [];
  const alone: string[] = [];
  for (const tag of due) {
    const checked = tag.origin === 'feed' ? undefined : readRule(tag.rule, catalogue);
    const used = checked?.ok ? fieldsUsed(checked.rule) : undefined;
    if (checked?.ok && used?.tags.length === 0 && used.audiences.length === 0)
      together.push({ id: tag.id, version: tag.version, rule: checked.rule });
    // A standard tag whose fields this operator does not have is no trouble.
    else if (checked?.ok !== false || tag.origin !== 'standard') alone.push(tag.id);
  }
  const sizes = await replaceTags(context, period, together);
  for (const { id, version } of together)
    await writeMembers(db, { kind: 'tag', id, period, version, customers: sizes.get(id) ?? 0, at: clock.now() });
  for (const id of alone) await ensureOrSay(context, 'tag', id, catalogue);
}

/** A rule that no longer holds is left out and said in the log: it must not stand in the way of all others. */
async function ensureOrSay(
  context: Viewer & Pick<Context, 'log'>,
  kind: MembersKind,
  id: string,
  catalogue: Catalogue,
): Promise<void> {
  try {
    await ensure(context, kind, id, catalogue, []);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.log.warn({ kind, id, code: error.code }, 'members not made');
  }
}

/** Makes the members of every tag and audience that is named, and of those that these name, where they are not there yet. */
export async function ensureMembers(
  context: Viewer,
  of: Rule | Formula,
  catalogue: Catalogue,
  above: readonly string[] = [],
): Promise<void> {
  const used = fieldsUsed(of);
  if (used.tags.length > 0) await ensure(context, 'tag', everyone, catalogue, above);
  for (const id of used.tags) await ensure(context, 'tag', id, catalogue, above);
  for (const id of used.audiences) await ensure(context, 'audience', id, catalogue, above);
}

async function ensure(
  context: Viewer,
  kind: MembersKind,
  id: string,
  catalogue: Catalogue,
  above: readonly string[],
): Promise<void> {
  const name = `${kind}:${id}`;
  if (above.includes(name))
    throw new Problem('conflict', 'rule-circle', `These rules stand on each other: ${[...above, name].join(' → ')}.`);
  const { db } = context;
  const isEveryone = kind === 'tag' && id === everyone;
  const saved = isEveryone ? { version: 1 } : await (kind === 'tag' ? findTag(db, id) : findAudience(db, id));
  if (!saved) return;
  const { period } = catalogue;
  const there = (await readMembers(db, kind, period)).find((members) => members.id === id);
  if (there?.version === saved.version) return;
  const source = 'rule' in saved ? await sourceOf(context, kind, saved, catalogue, [...above, name]) : everybody;
  const customers = await replaceMembers(context, { kind, id, period }, source);
  await writeMembers(db, { kind, id, period, version: saved.version, customers, at: context.clock.now() });
}
const everybody: MembersSource = { kind: 'everybody' };

/** Where the members of a saved rule come from, with what it names itself made before. */
async function sourceOf(
  context: Viewer,
  kind: MembersKind,
  saved: StoredAudience | StoredTag,
  catalogue: Catalogue,
  above: readonly string[],
): Promise<MembersSource> {
  if ('origin' in saved && saved.origin === 'feed') return { kind: 'feeds' };
  const checked = readRule(saved.rule, catalogue);
  if (!checked.ok) {
    const names = checked.problems.flatMap(({ params }) =>
      typeof params['name'] === 'string' ? [params['name']] : [],
    );
    throw new Problem(
      'conflict',
      'rule-outdated',
      `The rule of ${kind} ${saved.id} names something that the customer record does not have${names.length > 0 ? `: ${names.join(', ')}` : ''}.`,
      { parameters: { kind, id: saved.id, names } },
    );
  }
  await ensureMembers(context, checked.rule, catalogue, above);
  const source: MembersSource = { kind: 'rule', rule: checked.rule };
  if (!('limited_to' in saved) || saved.limited_to === null) return source;
  const limit = limitParts(saved.limited_to, catalogue);
  if (limit.formula) await ensureMembers(context, limit.formula, catalogue, above);
  return { ...source, limit, territory: await scopeOf(context.db, saved.org_unit_id) };
}

/** Makes the members of one audience or tag anew for a month (the newest when none is given). @throws Problem when it is not there or its rule no longer holds. */
export async function makeMembers(context: Viewer, kind: MembersKind, id: string, period?: number): Promise<void> {
  const catalogue = await readRuleCatalogue(context, period);
  await ensure(context, kind, id, catalogue, []);
}

/**
 * After the record of some months was built: their members count no more. Tags are counted for each of the months, and
 * those of the newest that are to be fresh with the record are made at once, so that the first to ask need not wait. A tag
 * whose rule no longer holds is left out.
 */
export async function recordBuilt(context: Viewer & Pick<Context, 'log'>, periods: readonly number[]): Promise<void> {
  await forgetMembers(context.db, periods);
  await freshTags(context, periods);
}

/** Makes tags of the newest month where it is among these, and counts them in all of these, where that is not done. */
export async function freshTags(
  context: Viewer & Pick<Context, 'log'>,
  periods: readonly number[],
  some?: readonly StoredTag[],
): Promise<void> {
  const newest = (await readPeriods(context.warehouse)).at(-1)?.period;
  const tags = some ?? (await readTags(context.db)).filter(({ state }) => state !== 'retired');
  for (const period of periods) {
    const catalogue = await readRuleCatalogue(context, period);
    if (period === newest) {
      const fresh = tags.filter(({ refresh }) => some !== undefined || refresh === 'with-record').map(({ id }) => id);
      await ensureTags(context, catalogue, fresh);
    }
    await countTags(context, catalogue, tags);
  }
}

/** Counts tags in the catalogue's month where this version has not been counted yet. */
export async function countTags(context: Viewer, catalogue: Catalogue, tags: readonly StoredTag[]): Promise<void> {
  await measureCoverage(context, catalogue, tags, async (rule) => {
    try {
      await ensureMembers(context, rule, catalogue);
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  });
}
