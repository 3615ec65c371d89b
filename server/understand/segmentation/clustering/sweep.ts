import { squaredDistance, type Points } from './points.ts';

/** What a fit keeps of every row between sweeps, and what each chunk of rows has added up. */
export interface SweepState {
  readonly points: Points;
  readonly k: number;
  readonly label: Int32Array;
  /** Bounds of Hamerly (2010): not more than `upper` to the own centre, not less than `lower` to every other. */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly centres: Float64Array;
  /** How far each centre has moved since the last sweep, then the longest of these moves. */
  readonly moved: Float64Array;
  /** Half the distance of each centre to its nearest other. */
  readonly half: Float64Array;
  readonly chunks: number;
  /** A chunk's sums of its rows by centre, their counts, and their squared distances. */
  readonly sums: Float64Array;
}

export const sumsOf = (k: number, width: number): number => k * width + k + 1;
const rowsPerChunk = 16_384;
export const chunksOf = (rows: number): number => Math.max(1, Math.ceil(rows / rowsPerChunk));

/**
 * One pass over a chunk: every row to its nearest centre. Where the bounds tell that it has not changed, nothing is
 * measured. With `exact` every row is measured, and its squared distance added up.
 */
export function sweepChunk(state: SweepState, chunk: number, mode: 'first' | 'next' | 'exact'): void {
  const { points, k, label, upper, lower, centres, moved, half, sums } = state;
  const { rows, width, values } = points;
  const at = chunk * sumsOf(k, width);
  const mine = sums.subarray(at, at + sumsOf(k, width));
  mine.fill(0);
  const [counts, inertia] = [k * width, k * width + k];
  const most = moved[k]!;
  const end = Math.min(rows, (chunk + 1) * rowsPerChunk);
  for (let i = chunk * rowsPerChunk; i < end; i++) {
    let own = label[i]!;
    let up = 0;
    let isSettled = false;
    if (mode === 'next') {
      up = upper[i]! + moved[own]!;
      const low = lower[i]! - most;
      lower[i] = low;
      const bound = Math.max(half[own]!, low);
      isSettled = up < bound;
      if (!isSettled) {
        up = Math.sqrt(squaredDistance(values, i, centres, own, width));
        isSettled = up < bound;
      }
      upper[i] = up;
    }
    if (!isSettled) {
      let best = 0;
      let least = Infinity;
      let second = Infinity;
      for (let c = 0; c < k; c++) {
        const distance = squaredDistance(values, i, centres, c, width);
        if (distance < least) {
          second = least;
          least = distance;
          best = c;
        } else if (distance < second) second = distance;
      }
      upper[i] = Math.sqrt(least);
      lower[i] = Math.sqrt(second);
      if (mode === 'exact') mine[inertia]! += least;
      own = best;
      label[i] = best;
    }
    for (let d = 0, p = i * width, q = own * width; d < width; d++) mine[q + d]! += values[p + d]!;
    mine[counts + own]! += 1;
  }
}
