import { Problem, type audienceRoutes, type Input, type Reply, type RuleInput } from '#contract';
import { scopeOf } from '#know/organisation';
import { periodText, readPeriods } from '#know/customers';
import { compileCount, toText, type Catalogue, type Rule } from '#query';
import { sees, type Context } from '#platform/context';
import type { MembersKind } from './audience-tables.ts';
import { ensureMembers, makeMembers, readRuleCatalogue, standsOn } from './members.ts';
import { ruleOf } from './rule-input.ts';
import {
  findAudience,
  forgetRules,
  readAudiences,
  readMembers,
  readTags,
  writeRule,
  type StoredAudience,
  type StoredTag,
} from './saved-rule-store.ts';

type Routes = typeof audienceRoutes;
type Audience = Reply<Routes['putAudience']>;
type Tag = Reply<Routes['putTag']>;

/** The saved audiences of the viewer's territory, with their sizes in the newest month they were made for. */
export async function listAudiences(
  { db, actor }: Context,
  page: Input<Routes['listAudiences']>['query'],
): Promise<Reply<Routes['listAudiences']>> {
  const { total, items } = await readAudiences(db, {
    ...(actor.scope.kind === 'units' && { units: actor.scope.units }),
    ...page,
  });
  const members = await readMembers(db, 'audience');
  return {
    total,
    items: items.map((audience) => {
      const made = members.findLast((one) => one.id === audience.id && one.version === audience.version);
      return audienceOf(
        audience,
        made ? { size: made.customers, period: periodText(made.period) } : { size: null, period: null },
      );
    }),
  };
}

/** Saves an audience and makes its members for the newest month. `size` in the answer counts those of its own org unit. */
export async function putAudience(
  context: Context,
  id: string,
  input: Input<Routes['putAudience']>['body'],
): Promise<Audience> {
  const { db, warehouse, actor } = context;
  const orgUnitId = input.orgUnitId ?? (await findAudience(db, id))?.org_unit_id ?? actor.orgUnitId;
  const old = await findAudience(db, id);
  if (!sees(actor, orgUnitId) || (old && !sees(actor, old.org_unit_id))) {
    throw new Problem('forbidden', 'outside-territory', `${id} is outside your territory.`, { parameters: { id } });
  }
  const { rule, catalogue } = await readSavable(context, 'audience', id, input.rule);
  await writeRule(context, 'audience', { id, name: input.name, org_unit_id: orgUnitId, rule: toText(rule.source) });
  await forgetRules(db, await standingOn(context, catalogue, `audience:${id}`));
  await makeMembers(context, 'audience', id);
  const [counted] = await warehouse.rows<{ count: number }>(compileCount(rule, await scopeOf(db, orgUnitId)));
  const saved = await findAudience(db, id);
  if (!saved) throw new Error(`The audience ${id} was not saved`);
  return audienceOf(saved, { size: counted?.count ?? 0, period: periodText(rule.period) });
}

function audienceOf(audience: StoredAudience, made: { size: number | null; period: string | null }): Audience {
  const { id, name, org_unit_id: orgUnitId, rule, version, changed_at: at, changed_by: changedBy } = audience;
  return { id, name, orgUnitId, rule, version, ...made, changedAt: at.toISOString(), changedBy };
}

export async function listTags({ db }: Context): Promise<Reply<Routes['listTags']>> {
  const members = await readMembers(db, 'tag');
  return { items: (await readTags(db)).map((tag) => tagOf(tag, members)) };
}

export async function putTag(context: Context, id: string, input: Input<Routes['putTag']>['body']): Promise<Tag> {
  const { db, warehouse } = context;
  const { rule, catalogue } = await readSavable(context, 'tag', id, input.rule);
  await writeRule(context, 'tag', { id, name_en: input.name.en, name_zh: input.name.zh, rule: toText(rule.source) });
  await forgetRules(db, await standingOn(context, catalogue, `tag:${id}`));
  if ((await readPeriods(warehouse)).length > 0) await makeMembers(context, 'tag', id);
  const saved = (await readTags(db)).find((tag) => tag.id === id);
  if (!saved) throw new Error(`The tag ${id} was not saved`);
  return tagOf(saved, await readMembers(db, 'tag'));
}

function tagOf(
  { id, name_en, name_zh, rule, version }: StoredTag,
  members: Awaited<ReturnType<typeof readMembers>>,
): Tag {
  const made = members.filter((one) => one.id === id && one.version === version);
  return {
    id,
    name: { en: name_en, zh: name_zh },
    rule,
    version,
    coverage: made.map(({ period, customers }) => ({ period: periodText(period), customers })),
  };
}

/** A rule that may be saved under this name: it holds now, and does not stand on itself. */
async function readSavable(
  context: Context,
  kind: MembersKind,
  id: string,
  input: RuleInput,
): Promise<{ rule: Rule; catalogue: Catalogue }> {
  const catalogue = await readRuleCatalogue(context);
  const rule = ruleOf(input, catalogue);
  if ((await standsOn(context, rule, catalogue)).has(`${kind}:${id}`)) {
    const message = `The rule of ${id} would stand on itself.`;
    throw new Problem('invalid', 'rule-circle', message, {
      problems: [{ code: 'rule-circle', place: 'rule', message }],
    });
  }
  await ensureMembers(context, rule, catalogue);
  return { rule, catalogue };
}

/** The saved rules that stand on one that has changed, and so have to be made anew: as 'tag:x' and 'audience:y'. */
async function standingOn(context: Context, catalogue: Catalogue, name: string): Promise<string[]> {
  const saved = [
    ...(await readTags(context.db)).map(({ id, rule }) => ({ name: `tag:${id}`, rule })),
    ...(await readAudiences(context.db)).items.map(({ id, rule }) => ({ name: `audience:${id}`, rule })),
  ];
  const found: string[] = [];
  for (const one of saved) {
    try {
      const rule = ruleOf(one.rule, catalogue);
      if ((await standsOn(context, rule, catalogue)).has(name)) found.push(one.name);
    } catch (error) {
      // A rule that no longer holds has no members to be wrong.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return found;
}
