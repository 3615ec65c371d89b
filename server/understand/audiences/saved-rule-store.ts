import type { Context } from '#platform/context';
import { run, type Db } from '#platform/records';
import type { MembersKind } from './audience-tables.ts';

interface SavedRule {
  id: string;
  rule: string;
  version: number;
  changed_at: Date;
  changed_by: string;
}
interface AudienceTable extends SavedRule {
  name: string;
  org_unit_id: string;
}
interface TagTable extends SavedRule {
  name_en: string;
  name_zh: string;
}
interface RuleVersionTable extends SavedRule {
  kind: MembersKind;
}
interface RuleMembersTable {
  kind: MembersKind;
  id: string;
  period: number;
  version: number;
  customers: number;
  at: Date;
}
declare module '#platform/records' {
  interface Tables {
    audience: AudienceTable;
    tag: TagTable;
    rule_version: RuleVersionTable;
    rule_members: RuleMembersTable;
  }
}
export type StoredAudience = Readonly<AudienceTable>;
export type StoredTag = Readonly<TagTable>;
export type StoredMembers = Readonly<RuleMembersTable>;

/** Saved audiences of these org units (of all, when none are given), with how many there are. */
export async function readAudiences(
  db: Db,
  filter: { readonly units?: readonly string[]; readonly limit?: number; readonly offset?: number } = {},
): Promise<{ total: number; items: StoredAudience[] }> {
  const inUnits = filter.units ? `where org_unit_id in (select jsonb_array_elements_text($1::text::jsonb))` : '';
  const values = filter.units ? [JSON.stringify(filter.units)] : [];
  const [counted] = await run<{ total: number }>(db, `select count(*) as total from audience ${inUnits}`, values);
  const page =
    filter.limit === undefined ? '' : ` limit ${Math.trunc(filter.limit)} offset ${Math.trunc(filter.offset ?? 0)}`;
  const items = await run<StoredAudience>(db, `select * from audience ${inUnits} order by id${page}`, values);
  return { total: Number(counted?.total ?? 0), items };
}

export async function findAudience(db: Db, id: string): Promise<StoredAudience | undefined> {
  return db.selectFrom('audience').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function readTags(db: Db): Promise<StoredTag[]> {
  return db.selectFrom('tag').selectAll().orderBy('id').execute();
}

/** Writes an audience or tag; a new rule becomes the next version. Resolves to the version. */
export async function writeRule(
  { db, clock, actor }: Pick<Context, 'db' | 'clock' | 'actor'>,
  kind: MembersKind,
  saved: { readonly id: string; readonly rule: string } & (
    | { readonly name: string; readonly org_unit_id: string }
    | { readonly name_en: string; readonly name_zh: string }
  ),
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // The row is held until the end, so that two savings of one rule become two versions.
    const [old] = await run<SavedRule>(trx, `select * from ${kind} where id = $1 for update`, [saved.id]);
    const version = old === undefined ? 1 : old.rule === saved.rule ? old.version : old.version + 1;
    const stamp = { version, changed_at: clock.now(), changed_by: actor.login };
    if ('name' in saved) {
      const { id, ...row } = { ...saved, ...stamp };
      await trx
        .insertInto('audience')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    } else {
      const { id, ...row } = { ...saved, ...stamp };
      await trx
        .insertInto('tag')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
    if (old?.version !== version) {
      await trx
        .insertInto('rule_version')
        .values({ kind, id: saved.id, rule: saved.rule, ...stamp })
        .onConflict((conflict) => conflict.columns(['kind', 'id', 'version']).doNothing())
        .execute();
    }
    return version;
  });
}

export async function readMembers(db: Db, kind: MembersKind, period?: number): Promise<StoredMembers[]> {
  return db
    .selectFrom('rule_members')
    .selectAll()
    .where('kind', '=', kind)
    .$if(period !== undefined, (query) => query.where('period', '=', period ?? 0))
    .orderBy('period')
    .execute();
}

export async function writeMembers(db: Db, members: StoredMembers): Promise<void> {
  const { version, customers, at } = members;
  await db
    .insertInto('rule_members')
    .values({ ...members })
    .onConflict((conflict) => conflict.columns(['kind', 'id', 'period']).doUpdateSet({ version, customers, at }))
    .execute();
}

/** What was worked out of a month's record counts no more. */
export async function forgetMembers(db: Db, periods: readonly number[]): Promise<void> {
  await db
    .deleteFrom('rule_members')
    .where('period', 'in', [0, ...periods])
    .execute();
}

/** What these rules ('tag:x', 'audience:y') have in the warehouse counts no more: something they stand on has changed. */
export async function forgetRules(db: Db, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await run(
    db,
    `delete from rule_members where kind || ':' || id in (select jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(names)],
  );
}
