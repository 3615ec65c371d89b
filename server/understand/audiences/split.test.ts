import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement } from '#platform/warehouse';
import { armSplit } from './index.ts';
import { openWorld, type World } from './testing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

interface Drawn {
  readonly key: number;
  readonly unit: string;
  readonly stratum: string;
  readonly arm: string;
}
const split = async (
  size: number,
  strata: number,
  options: Partial<Parameters<typeof armSplit>[1]> = {},
  order = 'asc',
): Promise<Drawn[]> => {
  const household = options.groups ? 'intDiv(number, 3)' : 'number';
  const rows = statement(
    `select number as key, toString(${household}) as unit, toString(number % {strata:UInt32}) as stratum from numbers({size:UInt32}) order by number ${order}`,
    { size, strata },
  );
  const drawn = armSplit(rows, { salt: 'autumn', control: 0.1, arms: { b: 1, a: 2 }, groups: false, ...options });
  return world.context.warehouse.rows<Drawn>(
    statement(`select key, unit, stratum, arm from (${drawn.sql}) order by key`, drawn.params),
  );
};

describe('the split into arms', () => {
  test('gives every stratum each share to within one unit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.string(),
        async (size, strata, salt) => {
          for (const some of Map.groupBy(await split(size, strata, { salt }), (one) => one.stratum).values()) {
            for (const [arm, share] of [
              ['control', 0.1],
              ['a', 0.6],
              ['b', 0.3],
            ] as const) {
              const count = some.filter((one) => one.arm === arm).length;
              expect(Math.abs(count - share * some.length)).toBeLessThan(1 + 1e-9);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('is the same again, in whatever order rows come, and another draw for another campaign', async () => {
    const once = await split(5000, 4);
    expect(await split(5000, 4, {}, 'desc')).toEqual(once);
    const other = await split(5000, 4, { salt: 'winter' });
    const both = once.filter((one, i) => one.arm === 'control' && other[i]?.arm === 'control').length;
    // Independent draws of a tenth each meet in about a hundredth: 50 of 5,000, give or take six.
    expect(both).toBeGreaterThan(20);
    expect(both).toBeLessThan(85);
  });

  test('keeps a household together', async () => {
    const drawn = await split(3000, 3, { groups: true });
    for (const some of Map.groupBy(drawn, (one) => one.unit).values())
      expect(new Set(some.map((one) => one.arm)).size).toBe(1);
    expect(new Set(drawn.map((one) => one.arm))).toEqual(new Set(['control', 'a', 'b']));
  });
});
