import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedRandIndex, leastCost, matchGroups } from './agreement.ts';
import { chanceOf } from './chance.ts';
import { gatherCrew } from './crew.ts';
import { fitGroups } from './fit.ts';
import { bestOf, kMeans } from './k-means.ts';
import { daviesBouldin, silhouette } from './measures.ts';
import { nearestCentres, type Points } from './points.ts';
import { coordinate, prepareField } from './preparation.ts';

/** Rows around a few centres, so far apart that there is no doubt. */
function planted(rows: number, k: number, width: number, seed = 1): { points: Points; truth: Int32Array } {
  const chance = chanceOf(seed);
  const values = new Float64Array(rows * width);
  const truth = Int32Array.from({ length: rows }, (_, i) => i % k);
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < width; d++) {
      const centre = Math.floor(chanceOf(9, truth[i]!, d)() * 20);
      values[i * width + d] = centre + chance() + chance() - 1;
    }
  return { points: { rows, width, values }, truth };
}

describe('agreement', () => {
  test('the adjusted Rand index of known tables, whatever the labels are called', () => {
    const a = Int32Array.of(0, 0, 0, 1, 1, 1);
    // Hubert and Arabie (1985) by hand: 2 pairs in common, 2.8 expected by chance … (2 - 1.2) / (4.5 - 1.2).
    expect(adjustedRandIndex(a, Int32Array.of(0, 0, 1, 1, 2, 2))).toBeCloseTo(
      (2 - (6 * 3) / 15) / (4.5 - (6 * 3) / 15),
      12,
    );
    expect(adjustedRandIndex(a, Int32Array.of(1, 1, 1, 0, 0, 0))).toBe(1);
  });

  test('the optimal assignment costs no more than any other', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(costs, (cost) => {
        const chosen = leastCost(Float64Array.from(cost), 4, 5);
        expect(new Set(chosen).size).toBe(4);
        const total = (columns: readonly number[]): number => columns.reduce((sum, c, r) => sum + cost[r * 5 + c]!, 0);
        let least = Infinity;
        const visit = (columns: readonly number[]): void => {
          if (columns.length === 4) least = Math.min(least, total(columns));
          else for (let c = 0; c < 5; c++) if (!columns.includes(c)) visit([...columns, c]);
        };
        visit([]);
        expect(total([...chosen])).toBe(least);
      }),
      { numRuns: 60 },
    );
  });

  test('a new group goes on as the old one that most of its customers come from; a split makes one new', () => {
    // Rows: new groups; columns: old ones.
    expect([...matchGroups(Float64Array.of(0, 90, 60, 5, 40, 0), 3, 2)]).toEqual([1, 0, -1]);
  });
});

describe('k-means', () => {
  test('finds what was planted, and every row is with its nearest centre', () => {
    const { points, truth } = planted(3000, 5, 4);
    const fit = bestOf(points, { k: 5, seed: 1, restarts: 8 });
    expect(adjustedRandIndex(fit.label, truth)).toBe(1);
    expect([...nearestCentres(points, fit.centres)]).toEqual([...fit.label]);
    expect(silhouette(points, fit.label, 5)).toBeGreaterThan(0.7);
    expect(daviesBouldin(points, fit.label, fit.centres)).toBeLessThan(0.5);
  });

  test('bounds leave out measuring, and change nothing: Lloyd without them moves the same', () => {
    const { points } = planted(800, 6, 3, 4);
    const fit = bestOf(points, { k: 4, seed: 3, restarts: 1 });
    // A fit has come to rest: one more step of plain Lloyd hardly moves.
    const label = nearestCentres(points, fit.centres);
    for (let c = 0; c < 4; c++)
      for (let d = 0; d < 3; d++) {
        const own = [...label.keys()].filter((i) => label[i] === c);
        const mean = own.reduce((sum, i) => sum + points.values[i * 3 + d]!, 0) / own.length;
        expect(mean).toBeCloseTo(fit.centres[c * 3 + d]!, 0);
      }
  });

  test('any number of threads gives the same bytes', async () => {
    const { points } = planted(40_000, 7, 6, 2);
    const [one, three] = [gatherCrew(1), gatherCrew(3)];
    const fits = [
      await kMeans(points, { k: 7, seed: 5, restarts: 2, crew: one }),
      await kMeans(points, { k: 7, seed: 5, restarts: 2, crew: three }),
    ];
    await Promise.all([one.close(), three.close()]);
    expect(Buffer.from(fits[0]!.centres.buffer)).toEqual(Buffer.from(fits[1]!.centres.buffer));
    expect(Buffer.compare(Buffer.from(fits[0]!.label), Buffer.from(fits[1]!.label))).toBe(0);
    expect(fits[0]!.inertia).toBe(fits[1]!.inertia);
  });

  test('the number of groups that was planted is chosen, with outliers, missing values and a constant column', async () => {
    const { points, truth } = planted(1200, 5, 3);
    const columns = [0, 1, 2].map((d) => ({
      field: `f${d}`,
      values: Float64Array.from({ length: 1200 }, (_, i) =>
        i % 97 === d ? Number.NaN : i === 5 ? 1e9 : points.values[i * 3 + d]!,
      ),
    }));
    const crew = gatherCrew(1);
    const fit = await fitGroups([...columns, { field: 'same', values: new Float64Array(1200).fill(3) }], {
      k: [2, 8],
      seed: 1,
      crew,
    });
    expect(fit.k).toBe(5);
    expect(fit.constant).toEqual(['same']);
    expect(adjustedRandIndex(fit.label, truth)).toBeGreaterThan(0.9);
    expect(fit.sizes).toEqual(fit.sizes.toSorted((a, b) => b - a));
  });
});

test('a prepared field has mean 0 and deviation 1, whatever it is like', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 20, maxLength: 60 }),
      fc.constantFrom('auto', 'none', 'log', 'rank'),
      (values, transform) => {
        const prepared = prepareField('f', Float64Array.from(values), {
          transform,
          missing: 'median',
          winsorise: 0.02,
        });
        if (!prepared) return;
        const at = values.map((value) => coordinate(prepared, value));
        expect(at.reduce((sum, x) => sum + x, 0) / at.length).toBeCloseTo(0, 6);
        expect(at.reduce((sum, x) => sum + x * x, 0) / at.length).toBeCloseTo(1, 6);
      },
    ),
    { numRuns: 100 },
  );
});
