import type { City } from './city.ts';
import { branchId } from './city.ts';
import { createRandom, numberOf, type Random } from './random.ts';

type Point = readonly [longitude: number, latitude: number];

/** How often an edge is halved, and how far each middle is moved, as a share of what is halved. */
const halvings = 3;
const bend = { inland: 0.2, shore: 0.34 };

/**
 * The grids as GeoJSON polygons that tile the city: streets and streams are crooked, the shore more so. Both
 * neighbours of an edge walk the very same line, so there is neither gap nor overlap. Same city, same file.
 */
export function gridsGeoJson(city: City) {
  const uses = new Map<string, number>();
  const sides = (corners: readonly Point[]) => corners.map((from, i) => [from, corners[(i + 1) % 4] as Point] as const);
  for (const grid of city.grids)
    for (const [from, to] of sides(grid.corners)) uses.set(keyOf(from, to), (uses.get(keyOf(from, to)) ?? 0) + 1);
  const lines = new Map<string, readonly Point[]>();
  const random = createRandom();
  const line = (from: Point, to: Point): readonly Point[] => {
    const key = keyOf(from, to);
    let known = lines.get(key);
    if (!known) {
      random.restart(numberOf(key), 0, 0);
      const [first, last] = inOrder(from, to) ? [from, to] : [to, from];
      known = crooked(random, first, last, uses.get(key) === 1 ? bend.shore : bend.inland, halvings);
      lines.set(key, known);
    }
    return inOrder(from, to) ? known : known.toReversed();
  };
  const names = new Map(city.orgUnits.map((unit) => [unit.id, unit.name]));
  return {
    type: 'FeatureCollection' as const,
    features: city.grids.map((grid) => {
      const ring = sides(grid.corners).flatMap(([from, to]) => line(from, to).slice(0, -1));
      return {
        type: 'Feature' as const,
        id: grid.id,
        properties: { id: grid.id, parentId: branchId(grid.branch), name: names.get(grid.id) },
        geometry: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]]] },
      };
    }),
  };
}

const inOrder = (a: Point, b: Point): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const keyOf = (a: Point, b: Point): string => (inOrder(a, b) ? [a, b] : [b, a]).flat().join(' ');
const round = (degree: number) => Math.round(degree * 1e5) / 1e5;

/** Midpoint displacement (Fournier, Fussell and Carpenter, 1982): the middle moves aside, then each half's middle. */
function crooked(random: Random, from: Point, to: Point, share: number, times: number): readonly Point[] {
  if (times === 0) return [from, to];
  const aside = (random.uniform() - 0.5) * share;
  const middle: Point = [
    round((from[0] + to[0]) / 2 - (to[1] - from[1]) * aside),
    round((from[1] + to[1]) / 2 + (to[0] - from[0]) * aside),
  ];
  return [
    ...crooked(random, from, middle, share, times - 1).slice(0, -1),
    ...crooked(random, middle, to, share, times - 1),
  ];
}
