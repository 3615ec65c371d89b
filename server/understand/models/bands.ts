/** Upper bounds of bands that hold about equally many, at most so many, rising; none is the last one's. */
export function bandsOf(values: Float64Array, most: number): number[] {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const bounds: number[] = [];
  for (let i = 1; i < most; i++) {
    const bound = sorted[Math.ceil((i * sorted.length) / most) - 1];
    if (bound !== undefined && bound > (bounds.at(-1) ?? -Infinity) && bound < (sorted.at(-1) ?? 0)) bounds.push(bound);
  }
  return bounds;
}

/** The band of a value: the first whose upper bound is not below it. */
export function bandAt(bounds: readonly number[], v: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (v <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
