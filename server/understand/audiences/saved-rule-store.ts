import type { Limit, TagState } from '#contract';
import type { Context } from '#platform/context';
import { json, run, type Db } from '#platform/records';
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
  limited_to: Limit | null;
}
interface TagTable extends SavedRule {
  name_en: string;
  name_zh: string;
  definition_en: string;
  definition_zh: string;
  category: string;
  origin: 'standard' | 'own' | 'feed';
  state: TagState;
  owner: string;
  org_unit_id: string | null;
  refresh: 'with-record' | 'when-asked';
}
interface RuleVersionTable extends SavedRule {
  kind: MembersKind;
  limited_to: Limit | null;
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

export async function findTag(db: Db, id: string): Promise<StoredTag | undefined> {
  return db.selectFrom('tag').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What of a saved rule is its author's; the rest is stamped on it here. */
type Written<T extends SavedRule> = Omit<T, 'version' | 'changed_at' | 'changed_by'>;

export const writeAudience = (context: Writer, audience: Written<AudienceTable>): Promise<number> =>
  writeRule(context, 'audience', audience, async (trx, stamp) => {
    const row = { ...audience, ...stamp, limited_to: audience.limited_to && json(audience.limited_to) };
    const { id: _, ...changed } = row;
    await trx
      .insertInto('audience')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
      .execute();
  });

export const writeTag = (context: Writer, tag: Written<TagTable>): Promise<number> =>
  writeRule(context, 'tag', { ...tag, limited_to: null }, async (trx, stamp) => {
    const { id, ...row } = { ...tag, ...stamp };
    await trx
      .insertInto('tag')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  });

type Writer = Pick<Context, 'db' | 'clock' | 'actor'>;
type Stamp = Pick<SavedRule, 'version' | 'changed_at' | 'changed_by'>;

/** Writes an audience or tag; a new rule (or limit) becomes the next version. Resolves to the version. */
async function writeRule(
  { db, clock, actor }: Writer,
  kind: MembersKind,
  saved: { readonly id: string; readonly rule: string; readonly limited_to: Limit | null },
  write: (trx: Db, stamp: Stamp) => Promise<void>,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // The row is held until the end, so that two savings of one rule become two versions.
    const [old] = await run<SavedRule & { limited_to?: Limit | null }>(
      trx,
      `select * from ${kind} where id = $1 for update`,
      [saved.id],
    );
    const same = old?.rule === saved.rule && sameLimit(old.limited_to ?? null, saved.limited_to);
    const version = old === undefined ? 1 : same ? old.version : old.version + 1;
    const stamp = { version, changed_at: clock.now(), changed_by: actor.login };
    await write(trx, stamp);
    if (old?.version !== version) {
      const { id, rule, limited_to: limit } = saved;
      await trx
        .insertInto('rule_version')
        .values({ kind, id, rule, limited_to: limit && json(limit), ...stamp })
        .onConflict((conflict) => conflict.columns(['kind', 'id', 'version']).doNothing())
        .execute();
    }
    return version;
  });
}

function sameLimit(one: Limit | null, other: Limit | null): boolean {
  if (one?.kind === 'top' && other?.kind === 'top')
    return one.by === other.by && one.order === other.order && one.n === other.n;
  if (one?.kind === 'sample' && other?.kind === 'sample') return one.n === other.n && one.seed === other.seed;
  return one === other;
}

export async function setTagState(db: Db, id: string, state: TagState): Promise<void> {
  await db.updateTable('tag').set({ state }).where('id', '=', id).execute();
}

/** Every rule it has had, the newest first. */
export async function readVersions(db: Db, kind: MembersKind, id: string) {
  return db
    .selectFrom('rule_version')
    .selectAll()
    .where('kind', '=', kind)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .execute();
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
  await db
    .deleteFrom('tag_coverage')
    .where('period', 'in', [0, ...periods])
    .execute();
}

/** What these rules ('tag:x', 'audience:y') have in the warehouse counts no more: something they stand on has changed. */
export async function forgetRules(db: Db, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const values = [JSON.stringify(names)];
  const among = 'in (select jsonb_array_elements_text($1::text::jsonb))';
  await run(db, `delete from rule_members where kind || ':' || id ${among}`, values);
  await run(db, `delete from tag_coverage where 'tag:' || tag ${among}`, values);
}
