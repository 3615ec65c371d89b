import { Problem, type audienceRoutes, type Input, type Reply } from '#contract';
import { periodText } from '#know/customers';
import { readUnits } from '#know/organisation';
import { fieldsUsed, readRule } from '#query';
import { sees, type Context } from '#platform/context';
import { run } from '#platform/records';
import { readRuleCatalogue } from './members.ts';
import { findAudience, readMembers, readTags, readVersions, type StoredAudience } from './saved-rule-store.ts';

type Routes = typeof audienceRoutes;
type Audience = Reply<Routes['putAudience']>;

const sorts = {
  id: 'audience.id',
  name: 'lower(audience.name)',
  size: 'coalesce(made.customers, 0)',
  changed: 'audience.changed_at',
} as const;

/** Saved audiences of the viewer's territory, each with its size in the newest month its rule was made for. */
export async function listAudiences(
  { db, actor }: Context,
  query: Input<Routes['listAudiences']>['query'],
): Promise<Reply<Routes['listAudiences']>> {
  const units = actor.scope.kind === 'units' ? JSON.stringify(actor.scope.units) : null;
  const where = `where ($1::text is null or org_unit_id in (select jsonb_array_elements_text($1::text::jsonb)))
    and ($2::text = '' or position(lower($2::text) in lower(audience.id || ' ' || audience.name || ' ' || audience.rule)) > 0)`;
  const values = [units, query.text];
  const [counted] = await run<{ total: number }>(db, `select count(*) as total from audience ${where}`, values);
  const rows = await run<StoredAudience & { customers: number | null; period: number | null }>(
    db,
    `select audience.*, made.customers, made.period from audience
     left join lateral (
       select customers, period from rule_members
       where kind = 'audience' and rule_members.id = audience.id and rule_members.version = audience.version
       order by period desc limit 1
     ) made on true
     ${where} order by ${sorts[query.sort]} ${query.order === 'down' ? 'desc' : 'asc'}, audience.id
     limit $3::int offset $4::int`,
    [...values, query.limit, query.offset],
  );
  return { total: Number(counted?.total ?? 0), items: rows.map(audienceOf) };
}

function audienceOf(row: StoredAudience & { customers: number | null; period: number | null }): Audience {
  return {
    id: row.id,
    name: row.name,
    orgUnitId: row.org_unit_id,
    rule: row.rule,
    limit: row.limited_to,
    version: row.version,
    size: row.customers === null ? null : Number(row.customers),
    period: row.period === null ? null : periodText(row.period),
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
  };
}

/** @throws Problem (missing) when there is none in the viewer's territory. */
export async function readAudience({ db, actor }: Context, id: string): Promise<Reply<Routes['readAudience']>> {
  const saved = await findAudience(db, id);
  if (!saved || !sees(actor, saved.org_unit_id)) {
    throw new Problem('missing', 'no-such-audience', `There is no audience ${id} in your territory.`, {
      parameters: { id },
    });
  }
  const members = await readMembers(db, 'audience');
  const made = members.findLast((one) => one.id === id && one.version === saved.version);
  const [unit] = await readUnits(db, [saved.org_unit_id]);
  const versions = await readVersions(db, 'audience', id);
  return {
    ...audienceOf({ ...saved, customers: made?.customers ?? null, period: made?.period ?? null }),
    orgUnitName: unit?.name ?? { en: saved.org_unit_id, zh: saved.org_unit_id },
    versions: versions.map((one) => ({
      version: one.version,
      rule: one.rule,
      limit: one.limited_to,
      at: one.changed_at.toISOString(),
      by: one.changed_by,
    })),
  };
}

/** The saved audiences of the viewer's territory, and the tags, whose rules read a field of the record. */
export async function rulesReading(
  context: Context,
  field: string,
): Promise<{
  audiences: { id: string; name: string }[];
  tags: { id: string; name: { en: string; zh: string } }[];
}> {
  const { db, actor } = context;
  const catalogue = await readRuleCatalogue(context);
  const reads = (rule: string): boolean => {
    const checked = readRule(rule, catalogue);
    return checked.ok && fieldsUsed(checked.rule).fields.includes(field);
  };
  const audiences = await db.selectFrom('audience').selectAll().orderBy('id').execute();
  return {
    audiences: audiences
      .filter((audience) => sees(actor, audience.org_unit_id) && reads(audience.rule))
      .map(({ id, name }) => ({ id, name })),
    tags: (await readTags(db))
      .filter((tag) => reads(tag.rule))
      .map(({ id, name_en, name_zh }) => ({ id, name: { en: name_en, zh: name_zh } })),
  };
}
