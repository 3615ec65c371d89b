import type { AreaGeometry } from '#contract';

export type Spot = readonly [longitude: number, latitude: number];
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
/** A picture of some part of the earth, `width` units wide; its height follows from the places. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  /** Where a place is in the picture. */
  readonly at: (spot: Spot) => readonly [x: number, y: number];
}

const ringsOf = (geometry: AreaGeometry) =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

const width = 1000;
/** Air around the outermost places. */
const margin = 16;

/**
 * Equirectangular at the middle latitude: true to shape over a city or a province. `aspect` is the shape of the window
 * (width by height); the places are put in its middle.
 */
export function projectionOf(geometries: readonly AreaGeometry[], spots: readonly Spot[], aspect: number): Projection {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = ([x = 0, y = 0]: readonly number[]) => {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  };
  for (const geometry of geometries) for (const ring of ringsOf(geometry)) ring.forEach(take);
  spots.forEach(take);
  if (west > east) [west, south, east, north] = [0, 0, 1, 1];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180) || 1;
  const height = width / aspect;
  // One place alone would be magnified without end; 0.002° are about 200 m.
  const across = Math.max((east - west) * squeeze, 0.002);
  const down = Math.max(north - south, 0.002);
  const scale = Math.min((width - 2 * margin) / across, (height - 2 * margin) / down);
  const middle = [(west + east) / 2, (south + north) / 2] as const;
  return {
    width,
    height,
    at: ([longitude, latitude]) => [
      width / 2 + (longitude - middle[0]) * squeeze * scale,
      height / 2 - (latitude - middle[1]) * scale,
    ],
  };
}

/** The outline as the `d` of an SVG path. */
export function pathOf(geometry: AreaGeometry, { at }: Projection): string {
  return ringsOf(geometry)
    .map((ring) => {
      const points = ring.slice(0, -1).map(([x = 0, y = 0]) =>
        at([x, y])
          .map((n) => n.toFixed(1))
          .join(' '),
      );
      return `M${points.join('L')}Z`;
    })
    .join('');
}

/** The middle of the first ring's corners: good enough to find the neighbour to the left. */
export function middleOf(geometry: AreaGeometry, { at }: Projection): readonly [x: number, y: number] {
  const ring = ringsOf(geometry)[0]?.slice(1) ?? [];
  const points = ring.map(([x = 0, y = 0]) => at([x, y]));
  const mean = (k: 0 | 1) => points.reduce((sum, point) => sum + point[k], 0) / Math.max(1, points.length);
  return [mean(0), mean(1)];
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';
const headings: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest middle that lies more ahead than aside; undefined at the edge. */
export function neighbour(
  middles: readonly (readonly [x: number, y: number])[],
  from: number,
  direction: Direction,
): number | undefined {
  const start = middles[from];
  if (!start) return undefined;
  const [dx, dy] = headings[direction];
  let best: { index: number; distance: number } | undefined;
  middles.forEach(([x, y], index) => {
    const ahead = (x - start[0]) * dx + (y - start[1]) * dy;
    const aside = Math.abs((x - start[0]) * dy) + Math.abs((y - start[1]) * dx);
    if (index === from || ahead <= 0 || aside > ahead) return;
    const distance = ahead + 2 * aside;
    if (!best || distance < best.distance) best = { index, distance };
  });
  return best?.index;
}
