import { Problem, type OrgUnit, type Person, type ProblemDetail } from '#contract';
import type { Scope } from '#query';
import { sees, type Context } from '#platform/context';
import type { Db } from '#platform/records';
import { parentsFirst, treeProblems } from './org-tree.ts';
import {
  countPeople,
  readPeople,
  readUnits,
  subtreeIds,
  writePeople,
  writeUnits,
  type PeopleFilter,
  type PeoplePage,
} from './organisation-store.ts';

/** The rows that somebody of this unit may see: its subtree, or everything at a root. An unknown unit sees nothing. */
export async function scopeOf(db: Db, orgUnitId: string): Promise<Scope> {
  const [unit] = await readUnits(db, [orgUnitId]);
  if (unit && unit.parentId === null) return { kind: 'everything' };
  return { kind: 'units', units: await subtreeIds(db, orgUnitId) };
}

/** Whether work orders can be given to somebody: agents sell on their own account. */
export const takesWorkOrders = ({ active, role, dailyMinutes }: Person): boolean =>
  active && role !== 'office' && role !== 'agent' && dailyMinutes > 0;

/** The org units of the viewer's subtree, parents before children. */
export async function listUnits({ db, actor }: Pick<Context, 'db' | 'actor'>): Promise<OrgUnit[]> {
  return parentsFirst(await readUnits(db, actor.scope.kind === 'units' ? actor.scope.units : undefined));
}

/** Takes a batch whole or not at all. The viewer may write below the own unit only. */
export async function putUnits(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  units: readonly OrgUnit[],
): Promise<number> {
  const tree = new Map((await readUnits(db)).map((unit) => [unit.id, unit]));
  const known = new Set(tree.keys());
  for (const unit of units) tree.set(unit.id, unit);
  const problems = [...treeProblems(tree, units), ...outside(actor, units, known)];
  refuse(problems, 'organisation-invalid');
  await writeUnits(db, parentsFirst(units));
  return units.length;
}

function outside(actor: Context['actor'], units: readonly OrgUnit[], known: ReadonlySet<string>): ProblemDetail[] {
  const fresh = new Set(units.filter((unit) => !known.has(unit.id)).map((unit) => unit.id));
  const mine = (id: string | null) => sees(actor, id) || (id !== null && fresh.has(id));
  return units.flatMap((unit, i) =>
    (known.has(unit.id) ? sees(actor, unit.id) : true) &&
    (unit.parentId === null ? actor.scope.kind === 'everything' : mine(unit.parentId))
      ? []
      : [{ code: 'outside-territory', place: `items.${i}`, message: `${unit.id} is outside your territory.` }],
  );
}

/** People of the viewer’s subtree, or of the part of it below `orgUnitId`; `total` of all pages. */
export async function listPeople(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  {
    orgUnitId,
    role,
    text,
    active,
    ...page
  }: Omit<PeopleFilter, 'unitIds' | 'ids'> & PeoplePage & { readonly orgUnitId?: string | undefined },
): Promise<{ total: number; items: Person[] }> {
  const asked = orgUnitId === undefined ? undefined : await subtreeIds(db, orgUnitId);
  const unitIds =
    actor.scope.kind === 'everything' ? asked : (asked ?? actor.scope.units).filter((id) => sees(actor, id));
  const filter = { unitIds, role, text, active };
  const items = await readPeople(db, filter, page);
  return { total: page.limit === undefined ? items.length : await countPeople(db, filter), items };
}

export async function putPeople(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  people: readonly Person[],
): Promise<number> {
  const units = new Set((await readUnits(db)).map((unit) => unit.id));
  const before = new Map(
    (await readPeople(db, { ids: people.map((person) => person.id) })).map((person) => [person.id, person]),
  );
  const problems = people.flatMap((person, i): ProblemDetail[] => {
    if (!units.has(person.orgUnitId))
      return [
        { code: 'unknown-unit', place: `items.${i}.orgUnitId`, message: `There is no org unit ${person.orgUnitId}.` },
      ];
    const old = before.get(person.id);
    if (sees(actor, person.orgUnitId) && (!old || sees(actor, old.orgUnitId))) return [];
    return [{ code: 'outside-territory', place: `items.${i}`, message: `${person.id} is outside your territory.` }];
  });
  refuse(problems, 'people-invalid');
  await writePeople(db, people);
  return people.length;
}

export function refuse(problems: readonly ProblemDetail[], code: string): void {
  const [first] = problems;
  if (first)
    throw new Problem(
      'invalid',
      code,
      problems.length === 1 ? first.message : `${first.message} And ${problems.length - 1} more.`,
      { problems },
    );
}
