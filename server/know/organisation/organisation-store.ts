import { sql } from 'kysely';
import type { OrgUnit, Person } from '#contract';
import type { Db, Records } from '#platform/records';

interface OrgUnitTable {
  id: string;
  parent_id: string | null;
  kind: OrgUnit['kind'];
  name_en: string;
  name_zh: string;
  longitude: number | null;
  latitude: number | null;
}
interface PersonTable {
  id: string;
  org_unit_id: string;
  name_en: string;
  name_zh: string;
  role: Person['role'];
  daily_minutes: number;
  active: boolean;
}

declare module '#platform/records' {
  interface Tables {
    org_unit: OrgUnitTable;
    person: PersonTable;
  }
}

/** The ids of a unit and of all below it. */
export async function subtreeIds(db: Db, rootId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive below as (
      select id from org_unit where id = ${rootId}
      union all
      select unit.id from org_unit unit join below on unit.parent_id = below.id
    )
    select id from below order by id`.execute(db);
  return rows.map((row) => row.id);
}

export async function readUnits(db: Db, ids?: readonly string[]): Promise<OrgUnit[]> {
  const rows = await db
    .selectFrom('org_unit')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${ids})`))
    .execute();
  return rows.map((row) => ({
    id: row.id,
    parentId: row.parent_id,
    kind: row.kind,
    name: { en: row.name_en, zh: row.name_zh },
    longitude: row.longitude,
    latitude: row.latitude,
  }));
}

export interface PeopleFilter {
  readonly unitIds?: readonly string[] | undefined;
  readonly role?: Person['role'] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly active?: boolean | undefined;
  /** Part of a name or of the staff number. */
  readonly text?: string | undefined;
}
export interface PeoplePage {
  readonly sort?: 'number' | 'name' | 'role' | 'unit' | 'minutes' | undefined;
  readonly order?: 'up' | 'down' | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}
const sorts = { number: 'id', name: 'name_zh', role: 'role', unit: 'org_unit_id', minutes: 'daily_minutes' } as const;

export async function readPeople(db: Db, filter: PeopleFilter, page: PeoplePage = {}): Promise<Person[]> {
  const rows = await chosenPeople(db, filter)
    .selectAll()
    .orderBy(sorts[page.sort ?? 'number'], page.order === 'down' ? 'desc' : 'asc')
    .orderBy('id')
    .$if(page.limit !== undefined, (query) => query.limit(page.limit as number))
    .$if((page.offset ?? 0) > 0, (query) => query.offset(page.offset as number))
    .execute();
  return rows.map((row) => ({
    id: row.id,
    orgUnitId: row.org_unit_id,
    name: { en: row.name_en, zh: row.name_zh },
    role: row.role,
    dailyMinutes: row.daily_minutes,
    active: row.active,
  }));
}

export async function countPeople(db: Db, filter: PeopleFilter): Promise<number> {
  const row = await chosenPeople(db, filter)
    .select((its) => its.fn.countAll().as('n'))
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

const chosenPeople = (db: Db, { unitIds, ids, role, active, text }: PeopleFilter) =>
  db
    .selectFrom('person')
    .$if(unitIds !== undefined, (query) => query.where(sql<boolean>`org_unit_id = any(${unitIds})`))
    .$if(ids !== undefined, (query) => query.where(sql<boolean>`id = any(${ids})`))
    .$if(role !== undefined, (query) => query.where('role', '=', role as Person['role']))
    .$if(active !== undefined, (query) => query.where('active', '=', active as boolean))
    .$if(text !== undefined, (query) =>
      query.where(sql<boolean>`strpos(lower(id || ' ' || name_en || ' ' || name_zh), lower(${text}::text)) > 0`),
    );

export async function writeUnits(db: Records, units: readonly OrgUnit[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const unit of units) {
      const row = {
        parent_id: unit.parentId,
        kind: unit.kind,
        name_en: unit.name.en,
        name_zh: unit.name.zh,
        longitude: unit.longitude,
        latitude: unit.latitude,
      };
      await trx
        .insertInto('org_unit')
        .values({ id: unit.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
  });
}

export async function writePeople(db: Records, people: readonly Person[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const person of people) {
      const row = {
        org_unit_id: person.orgUnitId,
        name_en: person.name.en,
        name_zh: person.name.zh,
        role: person.role,
        daily_minutes: person.dailyMinutes,
        active: person.active,
      };
      await trx
        .insertInto('person')
        .values({ id: person.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
  });
}
