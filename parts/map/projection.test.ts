import { describe, expect, test } from 'vitest';
import { middleOf, neighbour, pathOf, projectionOf } from './projection.ts';

const square = (x: number, y: number, size = 1) => ({
  type: 'Polygon' as const,
  coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]], // prettier-ignore
});

describe('a map', () => {
  test('keeps all places inside its window and north on top', () => {
    const areas = [square(121, 28), square(122, 29, 2)];
    const projection = projectionOf(areas, [[120.5, 31.5]], 16 / 9);
    for (const spot of [
      [121, 28],
      [124, 31],
      [120.5, 31.5],
    ] as const) {
      // prettier-ignore
      const [x, y] = projection.at(spot);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(projection.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(projection.height);
    }
    expect(projection.at([121, 31])[1]).toBeLessThan(projection.at([121, 28])[1]);
  });
  test('is true to shape: a kilometre east is as long as a kilometre north', () => {
    const { at } = projectionOf([square(121, 59.5)], [], 1);
    const east = at([121.02, 60])[0] - at([121, 60])[0];
    const north = at([121, 60])[1] - at([121, 60.01])[1];
    expect(east / north).toBeCloseTo(1, 2);
  });
  test('of a single place shows it in the middle', () => {
    const { at, width, height } = projectionOf([], [[121, 28]], 2);
    expect(at([121, 28])).toEqual([width / 2, height / 2]);
  });
  test('draws every ring as a closed line', () => {
    const projection = projectionOf([square(0, 0)], [], 1);
    expect(pathOf({ type: 'MultiPolygon', coordinates: [square(0, 0).coordinates, square(2, 0).coordinates] }, projection)).toMatch(/^M[^Z]+ZM[^Z]+Z$/); // prettier-ignore
  });
  test('is walked by arrow keys to the neighbour on that side, and no further at its edge', () => {
    const areas = [square(0, 0), square(1, 0), square(0, 1), square(1, 1)];
    const projection = projectionOf(areas, [], 1);
    const middles = areas.map((area) => middleOf(area, projection));
    expect(neighbour(middles, 0, 'ArrowRight')).toBe(1);
    expect(neighbour(middles, 0, 'ArrowUp')).toBe(2);
    expect(neighbour(middles, 3, 'ArrowDown')).toBe(1);
    expect(neighbour(middles, 0, 'ArrowLeft')).toBeUndefined();
  });
});
