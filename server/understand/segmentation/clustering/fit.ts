import { chanceOf, sampleOf } from './chance.ts';
import { chooseK } from './choose-k.ts';
import type { Crew } from './crew.ts';
import { kMeans } from './k-means.ts';
import { sharedFloats, takePoints, type Points } from './points.ts';
import {
  prepareField,
  preparePoints,
  usualPreparation,
  type Preparation,
  type PreparationChoice,
} from './preparation.ts';
import type { Trial } from './try-k.ts';

/** A field with the value of every row; NaN is missing. */
export interface NumberColumn {
  readonly field: string;
  readonly values: Float64Array;
  readonly choice?: PreparationChoice;
}
export interface FitOptions {
  /** From and to which number of groups; the same twice: no choice is made, but it is measured. */
  readonly k: readonly [from: number, to: number];
  readonly seed: number;
  readonly crew: Crew;
  readonly onProgress?: (fraction: number, message: string) => void;
}
export interface Fit {
  readonly k: number;
  readonly why: string;
  readonly trials: readonly Trial[];
  readonly preparations: readonly Preparation[];
  /** Fields that have the same value everywhere, which can tell nobody from anybody. */
  readonly constant: readonly string[];
  /** In the coordinates of the preparations, row after row; the largest group first. */
  readonly centres: Float64Array;
  readonly label: Int32Array;
  readonly sizes: readonly number[];
  readonly inertia: number;
  readonly sweeps: number;
}

/** Rows that the number of groups is chosen on. */
const trialRows = 4000;
const trialEffort = { restarts: 6, references: 8, bootstraps: 6 };

/**
 *   columns ──prepare──► points ──sample──► a trial for every k (threads) ──chooseK──► k-means on all points ──► groups by size
 *
 * The same columns, seed and range give the same bytes, whatever the threads.
 * @throws RangeError where fewer than two different fields or too few rows are left; callers say so beforehand.
 */
export async function fitGroups(columns: readonly NumberColumn[], options: FitOptions): Promise<Fit> {
  const { k: range, seed, crew, onProgress } = options;
  const prepared = columns.map((column) => ({
    column,
    preparation: prepareField(column.field, column.values, column.choice ?? usualPreparation),
  }));
  const used = prepared.filter(({ preparation }) => preparation !== undefined);
  const preparations = used.flatMap(({ preparation }) => preparation ?? []);
  const points = preparePoints(
    used.map(({ column }) => column.values),
    preparations,
  );
  const trials = await tryRange(points, { range, seed, crew, onProgress });
  const chosen = chooseK(trials);
  onProgress?.(0.8, `k = ${chosen.k}`);
  const fit = await kMeans(points, { k: chosen.k, seed, crew });
  return {
    ...chosen,
    trials,
    preparations,
    constant: prepared.filter(({ preparation }) => !preparation).map(({ column }) => column.field),
    ...largestFirst(fit, points.width),
    inertia: fit.inertia,
    sweeps: fit.sweeps,
  };
}

async function tryRange(
  points: Points,
  {
    range,
    seed,
    crew,
    onProgress,
  }: Pick<FitOptions, 'seed' | 'crew'> & { range: FitOptions['k']; onProgress: FitOptions['onProgress'] },
): Promise<Trial[]> {
  const sample = takePoints(points, sampleOf(points.rows, trialRows, chanceOf(seed, 100)));
  const shared: Points = { ...sample, values: sharedFloats(sample.values.length) };
  shared.values.set(sample.values);
  const [from, to] = range;
  const most = Math.min(to, Math.max(from, sample.rows - 1));
  const asks = Array.from({ length: most - from + 1 }, (_, i) => ({
    points: shared,
    k: from + i,
    seed,
    ...trialEffort,
  }));
  return crew.tryAll(asks, (done) =>
    onProgress?.((0.8 * done) / asks.length, `k ${from}–${most}: ${done}/${asks.length}`),
  );
}

/** Groups are numbered by size, so that the same groups have the same numbers. */
function largestFirst(
  { k, centres, label }: { readonly k: number; readonly centres: Float64Array; readonly label: Int32Array },
  width: number,
): Pick<Fit, 'centres' | 'label' | 'sizes'> {
  const size = Array.from({ length: k }, () => 0);
  for (const group of label) size[group]! += 1;
  const order = size.map((_, group) => group).toSorted((a, b) => size[b]! - size[a]! || a - b);
  const place = new Int32Array(k);
  for (const [i, group] of order.entries()) place[group] = i;
  const sorted = new Float64Array(k * width);
  for (const [i, group] of order.entries()) sorted.set(centres.subarray(group * width, (group + 1) * width), i * width);
  return { centres: sorted, label: label.map((group) => place[group]!), sizes: order.map((group) => size[group]!) };
}
