/** A unit with its features, in one order for all; null where a feature has no figure. */
export interface UnitFeatures {
  readonly unit: string;
  readonly values: readonly (number | null)[];
}

/**
 * The units nearest to one, by the mean of squared differences of standardised features (a k-nearest-neighbours search in
 * the space of z-scores). Features that a pair lacks are left out of its mean; units that share none are not alike.
 */
export function nearestUnits(
  all: readonly UnitFeatures[],
  unit: string,
  count: number,
): readonly { readonly unit: string; readonly distance: number }[] {
  const own = all.find((one) => one.unit === unit);
  if (!own) return [];
  const scales = own.values.map((_, i) => standardDeviation(all.map(({ values }) => values[i] ?? null)));
  return all
    .filter((one) => one !== own)
    .flatMap((one) => {
      const distance = distanceOf(own.values, one.values, scales);
      return distance === undefined ? [] : [{ unit: one.unit, distance }];
    })
    .toSorted((a, b) => a.distance - b.distance || (a.unit < b.unit ? -1 : 1))
    .slice(0, count);
}

function distanceOf(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  scales: readonly number[],
): number | undefined {
  let [sum, known] = [0, 0];
  for (const [i, left] of a.entries()) {
    const [right, scale] = [b[i] ?? null, scales[i] ?? 0];
    if (left === null || right === null) continue;
    known++;
    if (scale > 0) sum += ((left - right) / scale) ** 2;
  }
  return known === 0 ? undefined : Math.sqrt(sum / known);
}

function standardDeviation(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length));
}
