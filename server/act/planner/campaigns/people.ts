import type { Context } from '#platform/context';
import { run, type Db } from '#platform/records';
import { readPeople, subtreeIds, takesWorkOrders } from '#know/organisation';
import { promisedMinutes, type Promises } from '#act/campaigns';

/** Somebody whose days contacts may fill. */
export interface Worker {
  readonly id: string;
  readonly unit: string;
  /** Minutes left on each day of the calendar: usual ones, less absence and what is promised already. */
  readonly minutes: Float64Array;
  readonly skills: ReadonlySet<string>;
}

interface Terms {
  readonly skills: readonly string[] | null;
  readonly daysOff: readonly number[];
}

/** Everybody at work in these units' subtrees, by id, with what their days still hold. */
export async function workersOf(
  { db, warehouse, signal }: Pick<Context, 'db' | 'warehouse' | 'signal'>,
  asked: {
    readonly owners: readonly string[];
    readonly days: readonly string[];
    /** Campaigns whose promises stand: as published, and of those that are planned what stands of them. */
    readonly live: readonly string[];
    readonly own: { readonly campaigns: readonly string[]; readonly promises: Promises };
  },
): Promise<Worker[]> {
  const units = new Set<string>();
  for (const owner of asked.owners) for (const unit of await subtreeIds(db, owner)) units.add(unit);
  const people = (await readPeople(db, { unitIds: [...units] })).filter(takesWorkOrders);
  const terms = await readTerms(db);
  const absences = await readAbsences(db, asked.days[0] ?? '');
  const workers = people.map(({ id, orgUnitId, dailyMinutes }): Worker => {
    const { skills, daysOff } = terms.get(id) ?? { skills: null, daysOff: [] };
    const away = absences.get(id) ?? [];
    return {
      id,
      unit: orgUnitId,
      skills: new Set(skills ?? []),
      minutes: Float64Array.from(asked.days, (day) => {
        if (daysOff.includes(isoWeekday(day))) return 0;
        const absence = away.find(({ first, last }) => first <= day && day <= last);
        return Math.min(dailyMinutes, absence?.minutes ?? dailyMinutes);
      }),
    };
  });
  for (const { campaigns, promises } of [
    { campaigns: asked.live, promises: { from: 'published' } as const },
    asked.own,
  ]) {
    const statement = promisedMinutes(campaigns, asked.days[0] ?? '1970-01-01', promises);
    takeOff(workers, asked.days, await warehouse.rows<Promised>(statement, { signal }));
  }
  return workers;
}

interface Promised {
  readonly person: string;
  readonly unit: string;
  readonly day: string;
  readonly minutes: number;
}

/** Own promises first; then what a pool has promised, of its people in the measure of what they have left. */
function takeOff(workers: readonly Worker[], days: readonly string[], promised: readonly Promised[]): void {
  const place = new Map(days.map((day, i) => [day, i]));
  const byId = new Map(workers.map((worker) => [worker.id, worker]));
  const byUnit = Map.groupBy(workers, ({ unit }) => unit);
  for (const { person, day, minutes } of promised) {
    const [worker, at] = [byId.get(person), place.get(day)];
    if (worker && at !== undefined) worker.minutes[at] = Math.max(0, worker.minutes[at]! - Number(minutes));
  }
  for (const { person, unit, day, minutes } of promised) {
    const at = place.get(day);
    if (person !== '' || at === undefined) continue;
    const people = byUnit.get(unit) ?? [];
    const left = people.reduce((sum, worker) => sum + worker.minutes[at]!, 0);
    const share = left > 0 ? Math.max(0, 1 - Number(minutes) / left) : 0;
    for (const worker of people) worker.minutes[at] = Math.floor(worker.minutes[at]! * share);
  }
}

/** 1 for Monday. */
const isoWeekday = (day: string) => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

async function readTerms(db: Db): Promise<ReadonlyMap<string, Terms>> {
  const rows = await run<{ person_id: string; skills: string[] | null; days_off: number[] }>(
    db,
    'select person_id, skills, days_off from work_terms',
    [],
  );
  return new Map(rows.map(({ person_id, skills, days_off }) => [person_id, { skills, daysOff: days_off }]));
}

interface Away {
  readonly first: string;
  readonly last: string;
  readonly minutes: number;
}

async function readAbsences(db: Db, from: string): Promise<ReadonlyMap<string, readonly Away[]>> {
  if (from === '') return new Map();
  const rows = await run<{ person_id: string; first: string; last: string; minutes: number }>(
    db,
    'select person_id, first_on as first, last_on as last, minutes from absence where last_on >= $1::date order by person_id, minutes',
    [from],
  );
  return Map.groupBy(rows, ({ person_id }) => person_id);
}
