import type { PlanCalendar, plannerRoutes } from '#contract';
import type { z } from 'zod';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { readPeople, subtreeIds } from '#know/organisation';
import { allOf, requirePlan } from './plan-reports.ts';

type Query = z.output<(typeof plannerRoutes)['planCalendar']['query']>;

const sorts = {
  price: 'price desc, person_id',
  load: 'used / greatest(1, minutes) desc, person_id',
  person: 'person_id',
} as const satisfies Record<Query['sort'], string>;

/** One page of people with all their days. */
export async function planCalendar(context: Context, id: string, query: Query): Promise<PlanCalendar> {
  await requirePlan(context, id);
  const people = await readPage(context, id, query);
  const ids = people.map(({ person_id }) => person_id);
  const cells = await readCells(context, id, ids);
  const names = new Map((await readPeople(context.db, { ids })).map((person) => [person.id, person.name]));
  const byPerson = Map.groupBy(cells, (cell) => cell.id);
  return {
    total: people[0]?.total ?? 0,
    days: [...new Set(cells.map(({ on }) => on))].sort(),
    items: people.map(({ person_id, unit, contacts, gained }) => ({
      personId: person_id,
      name: names.get(person_id) ?? null,
      orgUnitId: unit,
      contacts,
      gain: gained,
      cells: (byPerson.get(person_id) ?? []).map(({ there, used, contacts: of, hour }) => ({
        minutes: there,
        used,
        contacts: of,
        hourPrice: hour,
      })),
    })),
  };
}

interface PersonRow {
  readonly person_id: string;
  readonly unit: string;
  readonly contacts: number;
  readonly gained: number;
  readonly total: number;
}

async function readPage({ db, warehouse, signal }: Context, id: string, query: Query): Promise<PersonRow[]> {
  const units = query.orgUnitId === undefined ? undefined : await subtreeIds(db, query.orgUnitId);
  const wanted = allOf([
    ['plan = {id:String}', { id }],
    units && ['has({units:Array(String)}, org_unit_id)', { units }],
    query.personId !== undefined && ['person_id = {person:String}', { person: query.personId }],
  ]);
  return warehouse.rows<PersonRow>(
    statement(
      `select person.id as person_id, person.unit as unit, work.contacts as contacts, work.gained as gained, work.used as used,
         person.there as minutes, person.hour as price, count() over () as total
       from (select toString(person_id) as id, toString(any(org_unit_id)) as unit, sum(minutes) as there, max(price) as hour from plan_day where ${wanted.sql} group by id) as person
       left join (select toString(person_id) as id, count() as contacts, sum(gain) as gained, sum(minutes) as used from plan_target where plan = {id:String} and reason = '' group by id) as work
         on work.id = person.id
       order by ${sorts[query.sort]} limit {limit:UInt32} offset {offset:UInt32}`,
      { ...wanted.params, limit: query.limit, offset: query.offset },
    ),
    { signal },
  );
}

interface CellRow {
  readonly id: string;
  readonly on: string;
  readonly there: number;
  readonly used: number;
  readonly contacts: number;
  readonly hour: number;
}

async function readCells({ warehouse, signal }: Context, id: string, ids: readonly string[]): Promise<CellRow[]> {
  return warehouse.rows<CellRow>(
    statement(
      `select person.id as id, toString(person.on) as on, person.there as there, work.used as used, work.contacts as contacts, person.hour as hour
       from (select toString(person_id) as id, day as on, minutes as there, price as hour from plan_day where plan = {id:String} and has({ids:Array(String)}, person_id)) as person
       left join (select toString(person_id) as id, day as on, sum(minutes) as used, count() as contacts from plan_target
         where plan = {id:String} and reason = '' and has({ids:Array(String)}, person_id) group by id, on) as work
         on work.id = person.id and work.on = person.on
       order by id, on`,
      { id, ids },
    ),
    { signal },
  );
}
