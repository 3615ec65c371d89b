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

export async function readPeople(
  db: Db,
  filter: { unitIds?: readonly string[]; role?: Person['role']; ids?: readonly string[] },
): Promise<Person[]> {
  const rows = await db
    .selectFrom('person')
    .selectAll()
    .$if(filter.unitIds !== undefined, (query) => query.where(sql<boolean>`org_unit_id = any(${filter.unitIds})`))
    .$if(filter.ids !== undefined, (query) => query.where(sql<boolean>`id = any(${filter.ids})`))
    .$if(filter.role !== undefined, (query) => query.where('role', '=', filter.role as Person['role']))
    .orderBy('id')
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
