import type { SegmentScheme, SchemeDimension } from '#contract';

/** A place in a scheme: by dimension, in their order, the number of the value; null where the dimension is not asked. */
export type Place = readonly (number | null)[];

/** What nobody could find their way in, and no screen show. */
export const mostCells = 10_000;

export interface Mistake {
  readonly code: 'twice' | 'not-before' | 'no-such-value' | 'too-many-cells';
  /** As in dimensions.age.values.young. */
  readonly place: string;
  readonly message: string;
}

/** What is wrong with the build of a scheme, whatever its rules say. */
export function mistakesIn({ dimensions }: SegmentScheme): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const report = (code: Mistake['code'], place: string, message: string): void =>
    void mistakes.push({ code, place, message });
  for (const [d, dimension] of dimensions.entries()) {
    const at = `dimensions.${dimension.id}`;
    if (dimensions.findIndex(({ id }) => id === dimension.id) < d)
      report('twice', at, `Two dimensions are called ${dimension.id}.`);
    for (const [v, { id }] of dimension.values.entries())
      if (dimension.values.findIndex((other) => other.id === id) < v)
        report('twice', `${at}.values.${id}`, `Two values of ${dimension.id} are called ${id}.`);
    for (const [name, values] of Object.entries(dimension.when ?? {})) {
      const before = dimensions.slice(0, d).find(({ id }) => id === name);
      if (!before)
        report('not-before', `${at}.when`, `${dimension.id} asks for ${name}, which is no dimension before it.`);
      for (const value of before ? values : [])
        if (!before?.values.some(({ id }) => id === value))
          report('no-such-value', `${at}.when.${name}`, `${name} has no value ${value}.`);
    }
  }
  if (mistakes.length === 0 && placesOf(dimensions, mostCells + 1).length > mostCells)
    report('too-many-cells', 'dimensions', `There would be more than ${mostCells} cells.`);
  return mistakes;
}

/** Every cell, in the order of dimensions and values; at most so many. */
export function placesOf(dimensions: readonly SchemeDimension[], most = mostCells): Place[] {
  let places: Place[] = [[]];
  for (const dimension of dimensions) {
    const isAsked = askedIn(dimension, dimensions);
    places = places.flatMap((place): Place[] =>
      isAsked(place) ? dimension.values.map((_, v) => [...place, v]) : [[...place, null]],
    );
    if (places.length > most) return places.slice(0, most);
  }
  return places;
}

/** Whether a dimension is asked of who stands in a place of the dimensions before it. */
function askedIn(dimension: SchemeDimension, all: readonly SchemeDimension[]): (place: Place) => boolean {
  const conditions = conditionsOf(dimension, all);
  return (place) =>
    conditions.every(({ at, values }) => {
      const value = place[at];
      return value !== null && value !== undefined && values.has(value);
    });
}

/** The condition of a dimension by numbers: the dimension, and which of its values. */
export function conditionsOf(
  { when = {} }: SchemeDimension,
  all: readonly SchemeDimension[],
): { readonly at: number; readonly values: ReadonlySet<number> }[] {
  return Object.entries(when).map(([name, values]) => {
    const at = all.findIndex(({ id }) => id === name);
    return { at, values: new Set(values.map((value) => all[at]?.values.findIndex(({ id }) => id === value) ?? -1)) };
  });
}

/** The dimensions that can be counted: nothing is missing for them, nor for those whose values they ask for. */
export function countable(
  dimensions: readonly SchemeDimension[],
  missing: ReadonlyMap<string, readonly string[]>,
): SchemeDimension[] {
  const counted: SchemeDimension[] = [];
  for (const dimension of dimensions) {
    const stands = Object.keys(dimension.when ?? {}).every((name) => counted.some(({ id }) => id === name));
    if (stands && (missing.get(dimension.id) ?? []).length === 0) counted.push(dimension);
  }
  return counted;
}

/** The rule of all who are of the base and have these values, by dimension. */
export function ruleOfValues(scheme: SegmentScheme, values: ReadonlyMap<string, string>): string {
  const rules = scheme.dimensions.flatMap(({ id, values: all }) => {
    const rule = all.find((value) => value.id === values.get(id))?.rule;
    return rule === undefined ? [] : [rule];
  });
  const parts = [...(scheme.base === null ? [] : [scheme.base]), ...rules];
  return parts.length === 0 ? 'true' : parts.map((rule) => `(${rule})`).join(' and ');
}
