import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrgUnit, Person } from '#contract';
import { type Actor, sees } from '#platform/context';
import { migrate, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { listPeople, listUnits, organisation, parentsFirst, putPeople, putUnits, scopeOf } from './index.ts';
import { treeProblems } from './org-tree.ts';

const unit = (id: string, parentId: string | null): OrgUnit => ({
  id,
  parentId,
  kind: 'branch',
  name: { en: id, zh: id },
  longitude: null,
  latitude: null,
});

/** A random forest: each unit below an earlier one, or a root. The first is a root. */
const forest = fc
  .array(fc.option(fc.nat(), { nil: null, freq: 5 }), { minLength: 1, maxLength: 25 })
  .map((parents) => parents.map((parent, i) => unit(`u${i}`, i === 0 || parent === null ? null : `u${parent % i}`)));

/** The meaning, by its definition: below is reached by going up. */
function isBelow(units: readonly OrgUnit[], id: string | null, root: string): boolean {
  for (let at = id; at !== null; at = units.find((one) => one.id === at)?.parentId ?? null)
    if (at === root) return true;
  return false;
}

describe('a tree', () => {
  test('is sound exactly when every unit reaches a root by its parents', () => {
    const anyGraph = fc.array(fc.option(fc.nat({ max: 12 }), { nil: null }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(anyGraph, (parents) => {
        const units = parents.map((parent, i) => unit(`u${i}`, parent === null ? null : `u${parent}`));
        const reachesRoot = (start: OrgUnit) => {
          let at: OrgUnit | undefined = start;
          for (let steps = 0; at && steps <= units.length; steps++) {
            if (at.parentId === null) return true;
            at = units.find((one) => one.id === at?.parentId);
          }
          return false;
        };
        const problems = treeProblems(new Map(units.map((one) => [one.id, one])), units);
        const places = units.flatMap((one, i) => (reachesRoot(one) ? [] : [`items.${i}.parentId`]));
        expect(problems.map(({ place }) => place)).toEqual(places);
      }),
    );
  });

  test('is listed parents first, each unit once, also when only a part of it is there', () => {
    fc.assert(
      fc.property(forest, fc.infiniteStream(fc.boolean()), (units, keep) => {
        const part = units.filter(() => keep.next().value);
        const listed = parentsFirst(part.toReversed());
        expect(listed.map(({ id }) => id).sort()).toEqual(part.map(({ id }) => id).sort());
        const seen = new Set<string>();
        for (const { id, parentId } of listed) {
          if (parentId !== null && part.some((one) => one.id === parentId)) expect(seen.has(parentId)).toBe(true);
          seen.add(id);
        }
      }),
    );
  });
});

describe.each(recordStores())('territory on $name', ({ open }) => {
  let store: RecordStore;
  beforeAll(async () => {
    store = await open();
    await migrate(store, [{ feature: organisation.name, directory: organisation.migrations as URL }]);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.execute('truncate org_unit, person cascade');
  });

  const root: Pick<Actor, 'scope'> = { scope: { kind: 'everything' } };
  const as = (actor: Pick<Actor, 'scope'>) => ({ db: store.db, actor: actor as Actor });
  const viewerAt = async (id: string) => as({ scope: await scopeOf(store.db, id) });
  const person = (id: string, orgUnitId: string): Person => ({
    id,
    orgUnitId,
    name: { en: id, zh: id },
    role: 'frontline',
    dailyMinutes: 420,
    active: true,
  });

  test('a viewer never sees a unit or a person outside the own subtree, and all inside it', async () => {
    await fc.assert(
      fc.asyncProperty(forest, fc.nat(), async (units, pick) => {
        await store.execute('truncate org_unit, person cascade');
        await putUnits(as(root), units);
        await putPeople(
          as(root),
          units.map(({ id }) => person(`p-${id}`, id)),
        );
        const own = units[pick % units.length] as OrgUnit;
        const viewer = await viewerAt(own.id);
        // Whoever stands at a root sees the whole installation: it is one operator.
        const inside = (id: string) => own.parentId === null || isBelow(units, id, own.id);
        const expected = units.map(({ id }) => id).filter(inside);
        expect((await listUnits(viewer)).map(({ id }) => id).sort()).toEqual(expected.sort());
        expect((await listPeople(viewer, {})).items.map(({ orgUnitId }) => orgUnitId).sort()).toEqual(expected);
        for (const { id } of units) {
          expect(sees(viewer.actor, id)).toBe(inside(id));
          // Asking for a part outside gives nothing of it.
          const asked = (await listPeople(viewer, { orgUnitId: id })).items.map(({ orgUnitId }) => orgUnitId);
          expect(asked.sort()).toEqual(expected.filter((one) => isBelow(units, one, id)));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('an account of an unknown unit sees nothing', async () => {
    await putUnits(as(root), [unit('a', null)]);
    const nowhere = await viewerAt('gone');
    expect(await listUnits(nowhere)).toEqual([]);
    expect(await listPeople(nowhere, {})).toEqual({ total: 0, items: [] });
    expect(sees(nowhere.actor, null)).toBe(false);
  });

  test('people are listed a page at a time, sorted and filtered, with the number of all that are meant', async () => {
    await putUnits(as(root), [unit('a', null), unit('b', 'a')]);
    const minutes = [480, 60, 240, 120, 300];
    await putPeople(
      as(root),
      minutes.map((dailyMinutes, i) => ({ ...person(`q${i}`, i < 4 ? 'b' : 'a'), dailyMinutes, active: i !== 2 })),
    );
    const page = async (query: Parameters<typeof listPeople>[1]) => {
      const { total, items } = await listPeople(as(root), { limit: 2, ...query });
      return [total, ...items.map(({ id }) => id)];
    };
    expect(await page({ sort: 'minutes', order: 'down' })).toEqual([5, 'q0', 'q4']);
    expect(await page({ sort: 'minutes', order: 'down', offset: 2 })).toEqual([5, 'q2', 'q3']);
    expect(await page({ orgUnitId: 'b', active: true })).toEqual([3, 'q0', 'q1']);
    expect(await page({ text: 'Q4' })).toEqual([1, 'q4']);
    expect(await page({ active: false, sort: 'name' })).toEqual([1, 'q2']);
  });

  test('nobody writes outside the own subtree: not a unit, not a person, not by moving one in or out', async () => {
    await putUnits(as(root), [unit('a', null), unit('b', 'a'), unit('c', 'a'), unit('b1', 'b'), unit('c1', 'c')]);
    await putPeople(as(root), [person('p', 'c1')]);
    const viewer = await viewerAt('b');
    const refused = [
      unit('new', null),
      unit('new', 'c'),
      unit('c1', 'b'),
      unit('b1', 'c'),
      unit('b', 'c'),
      unit('a', 'b'),
      unit('c1', 'c'),
    ];
    for (const one of refused)
      await expect(putUnits(viewer, [one]), JSON.stringify(one)).rejects.toMatchObject({
        code: 'organisation-invalid',
      });
    for (const one of [person('q', 'c1'), person('p', 'b1'), person('p', 'c1')])
      await expect(putPeople(viewer, [one])).rejects.toMatchObject({ code: 'people-invalid' });
    await putUnits(viewer, [unit('b2', 'b'), unit('b21', 'b2'), unit('b1', 'b2')]);
    await putPeople(await viewerAt('b'), [person('q', 'b21')]);
    expect((await listUnits(viewer)).map(({ id }) => id)).toEqual(['b', 'b1']);
    expect((await listUnits(await viewerAt('b'))).map(({ id }) => id)).toEqual(['b', 'b2', 'b1', 'b21']);
  });

  test('a batch is taken whole or not at all, and every mistake has its place', async () => {
    const mistakes = putUnits(as(root), [unit('a', null), unit('b', 'nowhere'), unit('c', 'd'), unit('d', 'c')]);
    await expect(mistakes).rejects.toMatchObject({
      problems: [
        { place: 'items.1.parentId', code: 'unknown-parent' },
        { place: 'items.2.parentId', code: 'cycle' },
        { place: 'items.3.parentId', code: 'cycle' },
      ],
    });
    expect(await listUnits(as(root))).toEqual([]);
  });
});
