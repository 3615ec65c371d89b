import { chanceOf, sampleOf } from './chance.ts';
import type { Crew } from './crew.ts';
import { sharedFloats, sharedIntegers, squaredDistance, takePoints, type Points } from './points.ts';
import { seedCentres } from './seeding.ts';
import { chunksOf, sumsOf, sweepChunk, type SweepState } from './sweep.ts';

/** A fitted clustering: centres row after row, the label of every row, and the sum of squared distances within. */
export interface Clustering {
  readonly k: number;
  readonly centres: Float64Array;
  readonly label: Int32Array;
  readonly inertia: number;
  readonly sweeps: number;
}

/** Rows that restarts are tried on; all rows only see the best of them. */
const restartRows = 20_000;
const mostSweeps = 300;
/** Centres that move less than this share of the mean variance have come to rest, as scikit-learn's `tol`. */
const tolerance = 1e-4;

/** The mean variance of the columns. */
function spreadOf({ rows, width, values }: Points): number {
  let sum = 0;
  for (let d = 0; d < width; d++) {
    let [mean, squares] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const delta = values[i * width + d]! - mean;
      mean += delta / (i + 1);
      squares += delta * (values[i * width + d]! - mean);
    }
    sum += squares / Math.max(1, rows);
  }
  return sum / width;
}

/**
 * k-means: greedy k-means++ and Lloyd's sweeps with Hamerly's bounds. Of large data the restarts run on a sample and all
 * rows take over from the best of them, which costs a few sweeps instead of many. The same points and seed give the same
 * bytes, whatever the threads.
 */
export async function kMeans(
  points: Points,
  options: { readonly k: number; readonly seed: number; readonly restarts?: number; readonly crew: Crew },
): Promise<Clustering> {
  const { k, seed, restarts = 10, crew } = options;
  const sample =
    points.rows <= restartRows ? points : takePoints(points, sampleOf(points.rows, restartRows, chanceOf(seed, k, 1)));
  const best = bestOf(sample, { k, seed, restarts });
  const state = openState(shared(points), best.centres, k);
  await crew.sweep(state, 'first');
  return settle(state, {
    spread: spreadOf(sample),
    sweep: async (mode) => crew.sweep(state, mode),
  });
}

/** The best of some restarts in this thread; for samples. */
export function bestOf(
  points: Points,
  { k, seed, restarts }: { readonly k: number; readonly seed: number; readonly restarts: number },
): Clustering {
  let best: Clustering | undefined;
  const spread = spreadOf(points);
  for (let i = 0; i < restarts; i++) {
    const found = fitOnce(points, seedCentres(points, k, chanceOf(seed, k, 2 + i)), spread);
    if (!best || found.inertia < best.inertia) best = found;
  }
  if (!best) throw new RangeError('There has to be a restart');
  return best;
}

function fitOnce(points: Points, centres: Float64Array, spread: number): Clustering {
  const k = centres.length / points.width;
  const state = openState(points, centres, k);
  const sweep = (mode: 'first' | 'next' | 'exact'): void => {
    for (let chunk = 0; chunk < state.chunks; chunk++) sweepChunk(state, chunk, mode);
  };
  sweep('first');
  let sweeps = 1;
  while (sweeps < mostSweeps && moveCentres(state) > tolerance * spread) {
    sweep('next');
    sweeps++;
  }
  sweep('exact');
  return clusteringOf(state, sweeps);
}

async function settle(
  state: SweepState,
  { spread, sweep }: { readonly spread: number; readonly sweep: (mode: 'next' | 'exact') => Promise<void> },
): Promise<Clustering> {
  let sweeps = 1;
  while (sweeps < mostSweeps && moveCentres(state) > tolerance * spread) {
    await sweep('next');
    sweeps++;
  }
  await sweep('exact');
  return clusteringOf(state, sweeps);
}

const shared = (points: Points): Points => {
  if (points.values.buffer instanceof SharedArrayBuffer) return points;
  const values = sharedFloats(points.values.length);
  values.set(points.values);
  return { ...points, values };
};

function openState(points: Points, centres: Float64Array, k: number): SweepState {
  const chunks = chunksOf(points.rows);
  const state: SweepState = {
    points,
    k,
    label: sharedIntegers(points.rows),
    upper: sharedFloats(points.rows),
    lower: sharedFloats(points.rows),
    centres: sharedFloats(k * points.width),
    moved: sharedFloats(k + 1),
    half: sharedFloats(k),
    chunks,
    sums: sharedFloats(chunks * sumsOf(k, points.width)),
  };
  state.centres.set(centres);
  measureHalves(state);
  return state;
}

/** What the chunks have added up, in their order. */
function totals({ sums, chunks, k, points }: SweepState): Float64Array {
  const size = sumsOf(k, points.width);
  const total = new Float64Array(size);
  for (let chunk = 0; chunk < chunks; chunk++) for (let i = 0; i < size; i++) total[i]! += sums[chunk * size + i]!;
  return total;
}

/** Puts every centre at the mean of its rows; one without rows stays. Resolves to the sum of squared moves. */
function moveCentres(state: SweepState): number {
  const { k, points, centres, moved } = state;
  const { width } = points;
  const total = totals(state);
  let sum = 0;
  let most = 0;
  for (let c = 0; c < k; c++) {
    const count = total[k * width + c]!;
    let squared = 0;
    for (let d = 0; d < (count > 0 ? width : 0); d++) {
      const mean = total[c * width + d]! / count;
      squared += (mean - centres[c * width + d]!) ** 2;
      centres[c * width + d] = mean;
    }
    sum += squared;
    moved[c] = Math.sqrt(squared);
    most = Math.max(most, moved[c]!);
  }
  moved[k] = most;
  measureHalves(state);
  return sum;
}

function measureHalves({ k, points, centres, half }: SweepState): void {
  for (let c = 0; c < k; c++) {
    let least = Infinity;
    for (let other = 0; other < k; other++)
      if (other !== c) least = Math.min(least, squaredDistance(centres, c, centres, other, points.width));
    half[c] = k === 1 ? Infinity : Math.sqrt(least) / 2;
  }
}

function clusteringOf(state: SweepState, sweeps: number): Clustering {
  const total = totals(state);
  return {
    k: state.k,
    centres: Float64Array.from(state.centres),
    label: state.label,
    inertia: total[state.k * state.points.width + state.k]!,
    sweeps,
  };
}
