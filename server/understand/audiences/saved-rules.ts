import { Problem, type audienceRoutes, type Input, type Reply } from '#contract';
import { scopeOf } from '#know/organisation';
import { periodText } from '#know/customers';
import { compileCount, toText } from '#query';
import { sees, type Context } from '#platform/context';
import { makeMembers } from './members.ts';
import { readSavable, requirePublished, whatFollows } from './savable-rule.ts';
import { findAudience, forgetRules, readMembers, writeAudience, type StoredAudience } from './saved-rule-store.ts';

type Routes = typeof audienceRoutes;
type Audience = Reply<Routes['putAudience']>;

/**
 * Saves an audience and makes its members for the newest month. `size` in the answer counts those of its own org unit.
 * Without a limit in the input the audience keeps the one it has.
 */
export async function putAudience(
  context: Context,
  id: string,
  input: Input<Routes['putAudience']>['body'],
): Promise<Audience> {
  const { db, warehouse, actor } = context;
  const old = await findAudience(db, id);
  const orgUnitId = input.orgUnitId ?? old?.org_unit_id ?? actor.orgUnitId;
  if (!sees(actor, orgUnitId) || (old && !sees(actor, old.org_unit_id))) {
    throw new Problem('forbidden', 'outside-territory', `${id} is outside your territory.`, { parameters: { id } });
  }
  const limit = input.limit === undefined ? (old?.limited_to ?? null) : input.limit;
  const rule = await readSavable(context, 'audience', id, input.rule, limit);
  const text = toText(rule.source);
  await requirePublished(context, text, id);
  await writeAudience(context, { id, name: input.name, org_unit_id: orgUnitId, rule: text, limited_to: limit });
  await forgetRules(db, [`audience:${id}`, ...(await whatFollows(context, `audience:${id}`))]);
  await makeMembers(context, 'audience', id);
  const saved = await findAudience(db, id);
  if (!saved) throw new Error(`The audience ${id} was not saved`);
  const made = (await readMembers(db, 'audience', rule.period)).find((members) => members.id === id);
  const size =
    limit === null
      ? (await warehouse.rows<{ count: number }>(compileCount(rule, await scopeOf(db, orgUnitId))))[0]?.count
      : made && Number(made.customers);
  return audienceOf(saved, { size: size ?? 0, period: periodText(rule.period) });
}

function audienceOf(audience: StoredAudience, made: { size: number | null; period: string | null }): Audience {
  return {
    id: audience.id,
    name: audience.name,
    orgUnitId: audience.org_unit_id,
    rule: audience.rule,
    limit: audience.limited_to,
    version: audience.version,
    ...made,
    changedAt: audience.changed_at.toISOString(),
    changedBy: audience.changed_by,
  };
}
