import type { Chance } from './chance.ts';
import { squaredDistance, type Points } from './points.ts';

/**
 * k-means++ (Arthur and Vassilvitskii 2007), greedy: each next centre is the best of a few candidates drawn with chances
 * as their squared distance to the centres so far.
 */
export function seedCentres(points: Points, k: number, chance: Chance): Float64Array {
  const { rows, width, values } = points;
  const centres = new Float64Array(k * width);
  const nearest = new Float64Array(rows).fill(Infinity);
  const tries = 2 + Math.floor(Math.log(k));
  take(Math.min(rows - 1, Math.floor(chance() * rows)), 0);
  let total = narrow(0);
  for (let c = 1; c < k; c++) {
    let best = -1;
    let least = Infinity;
    for (let t = 0; t < tries; t++) {
      const candidate = drawn(chance() * total);
      let left = 0;
      for (let i = 0; i < rows; i++)
        left += Math.min(nearest[i]!, squaredDistance(values, i, values, candidate, width));
      if (left < least) {
        least = left;
        best = candidate;
      }
    }
    take(best, c);
    total = narrow(c);
  }
  return centres;

  function take(row: number, centre: number): void {
    centres.set(values.subarray(row * width, (row + 1) * width), centre * width);
  }
  function narrow(centre: number): number {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const distance = squaredDistance(values, i, centres, centre, width);
      if (distance < nearest[i]!) nearest[i] = distance;
      sum += nearest[i]!;
    }
    return sum;
  }
  function drawn(target: number): number {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      sum += nearest[i]!;
      if (sum > target) return i;
    }
    return rows - 1;
  }
}
