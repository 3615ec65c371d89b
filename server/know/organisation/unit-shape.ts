import { AreaGeometry, type OrgUnitShape, type ProblemDetail } from '#contract';

type Ring = readonly (readonly number[])[];

/** What a GeoJSON file says about org units, and everything that is wrong with it, each at its feature. */
export interface ReadShapes {
  readonly shapes: readonly OrgUnitShape[];
  readonly problems: readonly ProblemDetail[];
}

/**
 * Reads the features of a collection (RFC 7946). `property` names the property with the org unit's id; a feature
 * without it may carry the id itself. `known` are the units that may get an outline. Pure.
 */
export function readShapes(features: readonly unknown[], property: string, known: ReadonlySet<string>): ReadShapes {
  const shapes: OrgUnitShape[] = [];
  const problems: ProblemDetail[] = [];
  const first = new Map<string, number>();
  features.forEach((feature, i) => {
    const place = `geojson.features.${i}`;
    const { properties, id: own, geometry } = (feature ?? {}) as Readonly<Record<string, unknown>>;
    const named = (properties as Readonly<Record<string, unknown>> | null | undefined)?.[property] ?? own;
    const id = typeof named === 'number' ? String(named) : named;
    const report = (code: string, message: string) => problems.push({ code, place, message });
    if (typeof id !== 'string' || id === '')
      return report('shape-without-unit', `Feature ${i + 1} has neither a property ${property} nor an id.`);
    const of = `Feature ${i + 1} (${id})`;
    if (!known.has(id)) return report('unknown-unit', `${of}: there is no such org unit in your territory.`);
    const earlier = first.get(id);
    if (earlier !== undefined) return report('shape-repeated', `${of}: feature ${earlier + 1} is of this unit, too.`);
    first.set(id, i);
    const read = readGeometry(geometry);
    if (typeof read === 'string') return report('shape-invalid', `${of}: ${read}`);
    shapes.push({ orgUnitId: id, geometry: read });
  });
  return { shapes, problems };
}

/** The geometry, its positions rounded to a metre; or what is wrong with it. */
function readGeometry(geometry: unknown): AreaGeometry | string {
  const parsed = AreaGeometry.safeParse(geometry);
  if (!parsed.success) return 'an outline is a Polygon or a MultiPolygon of [longitude, latitude] pairs.';
  const polygons = parsed.data.type === 'Polygon' ? [parsed.data.coordinates] : parsed.data.coordinates;
  if (polygons.length === 0 || polygons.some((rings) => rings.length === 0)) return 'the outline is empty.';
  for (const ring of polygons.flat()) {
    const wrong = ringProblem(ring);
    if (wrong !== undefined) return wrong;
  }
  const rounded = polygons.map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]) => [metre(x), metre(y)])));
  const [only] = rounded;
  return rounded.length === 1 && only
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: rounded };
}

/** Five decimals of a degree are a metre. */
const metre = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

function ringProblem(ring: Ring): string | undefined {
  const far = ring.find(([x = 0, y = 0]) => Math.abs(x) > 180 || Math.abs(y) > 90);
  if (far)
    return `[${far.join(', ')}] is no place in degrees: longitude to ±180, then latitude to ±90. Export the file in WGS 84 (EPSG:4326).`;
  if (ring.length < 4) return `a ring has ${ring.length} points; it needs at least 4, the last the same as the first.`;
  const [start, end] = [ring[0], ring.at(-1)];
  if (start?.[0] !== end?.[0] || start?.[1] !== end?.[1])
    return 'a ring is not closed: its last point is not its first.';
  if (areaOf(ring) === 0) return 'a ring has no area.';
  return undefined;
}

/** Twice the area in square degrees, whichever way round. */
function areaOf(ring: Ring): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x1 = 0, y1 = 0] = ring[i - 1] ?? [];
    const [x2 = 0, y2 = 0] = ring[i] ?? [];
    sum += x1 * y2 - x2 * y1;
  }
  return Math.abs(sum);
}
