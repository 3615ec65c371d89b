import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrgUnit } from '#contract';
import type { Actor } from '#platform/context';
import { migrate, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { organisation, putUnits, scopeOf } from './index.ts';
import { listShapes, putShapes } from './unit-shapes.ts';

const square = (x: number, y: number) => [
  [x, y],
  [x + 1, y],
  [x + 1, y + 1],
  [x, y + 1],
  [x, y],
];
const polygon = (ring: unknown) => ({ type: 'Polygon', coordinates: [ring] });
const feature = (id: string, geometry: unknown) => ({ type: 'Feature', properties: { id }, geometry });
const file = (...features: unknown[]) => ({ property: 'id', geojson: { features } });

describe.each(recordStores())('outlines on $name', ({ open }) => {
  let store: RecordStore;
  const everything = { kind: 'everything' } as const;
  const as = (scope: Actor['scope']) => ({ db: store.db, actor: { scope } as Actor });
  beforeAll(async () => {
    store = await open();
    await migrate(store, [{ feature: organisation.name, directory: organisation.migrations as URL }]);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.execute('truncate org_unit_shape, person, org_unit');
    const unit = (id: string, parentId: string | null, kind: OrgUnit['kind']): OrgUnit => ({
      id,
      parentId,
      kind,
      name: { en: id, zh: id },
      longitude: null,
      latitude: null,
    });
    await putUnits(as(everything), [
      unit('city', null, 'local-network'),
      unit('north', 'city', 'branch'),
      unit('g1', 'north', 'grid'),
      unit('g2', 'city', 'grid'),
    ]);
  });

  test('are taken from a file and given back, and a later file replaces an earlier one', async () => {
    expect(await putShapes(as(everything), file(feature('g1', polygon(square(120, 30)))))).toEqual({
      written: 1,
      gridsWithout: 1,
    });
    const both = { type: 'MultiPolygon', coordinates: [[square(120, 30)], [square(125, 30)]] };
    expect(
      await putShapes(as(everything), { property: 'code', geojson: { features: [{ id: 'g1', geometry: both }] } }),
    ).toMatchObject({ written: 1 });
    expect(await listShapes(as(everything))).toEqual([{ orgUnitId: 'g1', geometry: both }]);
  });

  test('are seen and written inside the own subtree only', async () => {
    await putShapes(as(everything), file(feature('g1', polygon(square(1, 1))), feature('g2', polygon(square(2, 2)))));
    const north = as(await scopeOf(store.db, 'north'));
    expect((await listShapes(north)).map((shape) => shape.orgUnitId)).toEqual(['g1']);
    await expect(putShapes(north, file(feature('g2', polygon(square(1, 1)))))).rejects.toMatchObject({
      problems: [{ place: 'geojson.features.0', code: 'unknown-unit' }],
    });
  });

  test.each([
    ['of nobody', feature('', polygon(square(1, 1))), 'shape-without-unit', /neither a property id nor an id/],
    ['of an unknown unit', feature('g9', polygon(square(1, 1))), 'unknown-unit', /no such org unit/],
    ['that is a point', feature('g1', { type: 'Point', coordinates: [1, 1] }), 'shape-invalid', /Polygon/],
    ['in metres', feature('g1', polygon(square(435_000, 3_120_000))), 'shape-invalid', /WGS 84/],
    ['left open', feature('g1', polygon(square(1, 1).slice(0, 4))), 'shape-invalid', /not closed/],
    ['of two points', feature('g1', polygon(square(1, 1).slice(0, 2))), 'shape-invalid', /at least 4/],
    ['without area', feature('g1', polygon([[1, 1], [2, 2], [3, 3], [1, 1]])), 'shape-invalid', /no area/], // prettier-ignore
    ['without rings', feature('g1', { type: 'Polygon', coordinates: [] }), 'shape-invalid', /empty/],
  ])('an outline %s is refused with its feature and the reason, and nothing of its file is taken', async (...given) => {
    const [, wrong, code, reason] = given;
    const right = feature('g2', polygon(square(1, 1)));
    await expect(putShapes(as(everything), file(right, wrong))).rejects.toMatchObject({
      code: 'shapes-invalid',
      problems: [{ place: 'geojson.features.1', code, message: expect.stringMatching(reason) as string }],
    });
    expect(await listShapes(as(everything))).toEqual([]);
  });

  test('a unit that stands in a file twice is refused at its second place', async () => {
    const one = feature('g1', polygon(square(1, 1)));
    await expect(putShapes(as(everything), file(one, one))).rejects.toMatchObject({
      problems: [{ place: 'geojson.features.1', code: 'shape-repeated' }],
    });
  });
});
