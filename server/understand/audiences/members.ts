import { randomBytes } from 'node:crypto';
import { Problem } from '#contract';
import { readCatalogue, readPeriods } from '#know/customers';
import {
  call,
  column,
  conditionOf,
  everyone,
  fieldsUsed,
  insertInto,
  print,
  readRule,
  scope,
  selectRecords,
  value,
  type Catalogue,
  type Rule,
  type Scope,
} from '#query';
import type { Context } from '#platform/context';
import { dropTable, replacePartition, statement, type TableDefinition } from '#platform/warehouse';
import { memberTable, partitionName, tagTable, type MembersKind } from './audience-tables.ts';
import { forgetMembers, readAudiences, readMembers, readTags, writeMembers } from './saved-rule-store.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'clock'>;
const everything: Scope = { kind: 'everything' };

/**
 * What a rule may name, tags and saved audiences included. The catalogue names all of them, whoever saved them: a name
 * shows no customer, and the territory guard cuts every set of members.
 */
export async function readRuleCatalogue(
  context: Pick<Context, 'db' | 'warehouse'>,
  period?: number,
): Promise<Catalogue> {
  const catalogue = await readCatalogue(context, period);
  const [tags, audiences] = [await readTags(context.db), await readAudiences(context.db)];
  return {
    ...catalogue,
    tags: Object.fromEntries(tags.map((tag) => [tag.id, { labels: { en: tag.name_en, zh: tag.name_zh } }])),
    audiences: Object.fromEntries(
      audiences.items.map((audience) => [audience.id, { labels: { en: audience.name, zh: audience.name } }]),
    ),
  };
}

/** The same, with the members of all of them made: for those who run rules later, without asking again. */
export async function readReadyCatalogue(context: Viewer & Pick<Context, 'log'>, period?: number): Promise<Catalogue> {
  const catalogue = await readRuleCatalogue(context, period);
  await ensure(context, 'tag', everyone, catalogue, []);
  for (const kind of ['tag', 'audience'] as const) {
    for (const id of Object.keys(kind === 'tag' ? catalogue.tags : catalogue.audiences))
      await ensureOrSay(context, kind, id, catalogue);
  }
  return catalogue;
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

/** Makes the members of every tag and audience that the rule names, and of those that these name, where they are not there yet. */
export async function ensureMembers(context: Viewer, rule: Rule, catalogue: Catalogue): Promise<void> {
  const used = fieldsUsed(rule);
  if (used.tags.length === 0 && used.audiences.length === 0) return;
  if (used.tags.length > 0) await ensure(context, 'tag', everyone, catalogue, []);
  for (const id of used.tags) await ensure(context, 'tag', id, catalogue, []);
  for (const id of used.audiences) await ensure(context, 'audience', id, catalogue, []);
}

/** Which tags and audiences a rule stands on, directly or through others, as 'tag:x' and 'audience:y'. */
export async function standsOn(
  context: Pick<Context, 'db'>,
  rule: Rule,
  catalogue: Catalogue,
  seen = new Set<string>(),
): Promise<Set<string>> {
  const used = fieldsUsed(rule);
  for (const name of [...used.tags.map((id) => `tag:${id}`), ...used.audiences.map((id) => `audience:${id}`)]) {
    if (seen.has(name)) continue;
    seen.add(name);
    const [kind, id] = [name.slice(0, name.indexOf(':')) as MembersKind, name.slice(name.indexOf(':') + 1)];
    const saved = await findSaved(context, kind, id);
    const checked = saved && readRule(saved.rule, catalogue);
    if (checked?.ok) await standsOn(context, checked.rule, catalogue, seen);
  }
  return seen;
}

async function findSaved(
  { db }: Pick<Context, 'db'>,
  kind: MembersKind,
  id: string,
): Promise<{ rule: string; version: number } | undefined> {
  return kind === 'tag'
    ? db.selectFrom('tag').select(['rule', 'version']).where('id', '=', id).executeTakeFirst()
    : db.selectFrom('audience').select(['rule', 'version']).where('id', '=', id).executeTakeFirst();
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
  const saved =
    kind === 'tag' && id === everyone ? { rule: undefined, version: 1 } : await findSaved(context, kind, id);
  if (!saved) return;
  const there = (await readMembers(context.db, kind, catalogue.period)).find((members) => members.id === id);
  if (there?.version === saved.version) return;
  if (saved.rule === undefined) return void (await make(context, kind, id, saved.version, undefined, catalogue.period));
  const checked = readRule(saved.rule, catalogue);
  if (!checked.ok) {
    throw new Problem(
      'conflict',
      'rule-outdated',
      `The rule of ${kind} ${id} names something that the customer record does not have any more.`,
      { parameters: { kind, id } },
    );
  }
  const used = fieldsUsed(checked.rule);
  if (used.tags.length > 0) await ensure(context, 'tag', everyone, catalogue, [...above, name]);
  for (const tag of used.tags) await ensure(context, 'tag', tag, catalogue, [...above, name]);
  for (const audience of used.audiences) await ensure(context, 'audience', audience, catalogue, [...above, name]);
  await make(context, kind, id, saved.version, checked.rule, catalogue.period);
}

async function make(
  context: Viewer,
  kind: MembersKind,
  id: string,
  version: number,
  rule: Rule | undefined,
  period: number,
): Promise<void> {
  const customers = await replaceMembers(context, { kind, id, rule, period, territory: everything });
  await writeMembers(context.db, { kind, id, period, version, customers, at: context.clock.now() });
}

/** Works the members out aside and puts them in their place in one step. No rule: everybody. Resolves to how many they are. */
async function replaceMembers(
  { warehouse }: Pick<Context, 'warehouse'>,
  {
    kind,
    id,
    rule,
    period,
    territory,
  }: { kind: MembersKind; id: string; rule: Rule | undefined; period: number; territory: Scope },
): Promise<number> {
  const table = kind === 'tag' ? tagTable : memberTable;
  const staging: TableDefinition = { ...table, name: `${table.name}_${randomBytes(4).toString('hex')}` };
  try {
    await warehouse.define([staging]);
    const key = column('customer_key');
    const customers =
      kind === 'tag' ? { expr: call('groupBitmapState', key), as: 'customers' } : { expr: key, as: 'customer_key' };
    const columns = [
      { expr: value('UInt32', period), as: 'period' },
      { expr: value('String', id), as: kind },
      customers,
    ];
    const select = selectRecords({ period, columns, where: rule ? [conditionOf(rule)] : [] });
    await warehouse.execute(
      print(
        insertInto(
          staging.name,
          columns.map(({ as }) => as),
          scope(select, territory),
        ),
      ),
    );
    await replacePartition(warehouse, { from: staging.name, to: table.name, partition: partitionName(period, id) });
  } finally {
    await dropTable(warehouse, staging.name);
  }
  const count =
    kind === 'tag'
      ? 'select groupBitmapMerge(customers) as n from tag_bitmap where period = {period:UInt32} and tag = {id:String}'
      : 'select count() as n from audience_member where period = {period:UInt32} and audience = {id:String}';
  const [row] = await warehouse.rows<{ n: number }>(statement(count, { period, id }));
  return row?.n ?? 0;
}

/** Makes the members of one audience or tag anew for a month (the newest when none is given). @throws Problem when it is not there or its rule no longer holds. */
export async function makeMembers(context: Viewer, kind: MembersKind, id: string, period?: number): Promise<void> {
  const catalogue = await readRuleCatalogue(context, period);
  await ensure(context, kind, id, catalogue, []);
}

/**
 * After the record of some months was built: their members count no more, and those of the newest month's tags are made at
 * once, so that the first to ask need not wait. A tag whose rule no longer holds is left out and said in the log.
 */
export async function recordBuilt(context: Viewer & Pick<Context, 'log'>, periods: readonly number[]): Promise<void> {
  await forgetMembers(context.db, periods);
  const newest = (await readPeriods(context.warehouse)).at(-1)?.period;
  if (newest === undefined || !periods.includes(newest)) return;
  const catalogue = await readRuleCatalogue(context, newest);
  await ensure(context, 'tag', everyone, catalogue, []);
  for (const { id } of await readTags(context.db)) await ensureOrSay(context, 'tag', id, catalogue);
}
