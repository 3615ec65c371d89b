import { adjustedRandIndex } from './agreement.ts';
import { bootstrapOf, chanceOf, sampleOf } from './chance.ts';
import { bestOf } from './k-means.ts';
import { daviesBouldin, silhouette } from './measures.ts';
import { nearestCentres, takePoints, type Points } from './points.ts';

/** How one number of groups does on a sample. */
export interface Trial {
  readonly k: number;
  readonly inertia: number;
  /** From -1 to 1; more is better. */
  readonly silhouette: number;
  /** Less is better. */
  readonly daviesBouldin: number;
  /** log W of evenly spread data less log W of these (Tibshirani, Walther and Hastie 2001), and its standard error. */
  readonly gap: number;
  readonly gapError: number;
  /** Mean adjusted Rand index between fits to bootstrap samples, over all rows of the sample. */
  readonly stability: number;
  /** Share of the smallest group. */
  readonly smallest: number;
}
export interface TrialAsk {
  /** The sample, in shared memory. */
  readonly points: Points;
  readonly k: number;
  readonly seed: number;
  readonly restarts: number;
  readonly references: number;
  readonly bootstraps: number;
}

const silhouetteRows = 1500;
const referenceRows = 2000;

/** Fits one k and measures it. Follows from the points, k and the seed alone. */
export function tryK({ points, k, seed, restarts, references, bootstraps }: TrialAsk): Trial {
  const fit = bestOf(points, { k, seed, restarts });
  const few = sampleOf(points.rows, silhouetteRows, chanceOf(seed, 101));
  const size = new Float64Array(k);
  for (const group of fit.label) size[group]! += 1;
  const gap = k === 1 || references === 0 ? { gap: 0, error: 0 } : gapOf(points, k, { seed, references });
  return {
    k,
    inertia: fit.inertia,
    silhouette: silhouette(
      takePoints(points, few),
      few.map((row) => fit.label[row]!),
      k,
    ),
    daviesBouldin: daviesBouldin(points, fit.label, fit.centres),
    gap: gap.gap,
    gapError: gap.error,
    stability: stabilityOf(points, k, { seed, bootstraps }),
    smallest: size.reduce((a, b) => Math.min(a, b), Infinity) / points.rows,
  };
}

function gapOf(
  points: Points,
  k: number,
  { seed, references }: { readonly seed: number; readonly references: number },
) {
  const sample = takePoints(points, sampleOf(points.rows, referenceRows, chanceOf(seed, 102)));
  const own = Math.log(Math.max(bestOf(sample, { k, seed, restarts: 3 }).inertia, Number.MIN_VALUE));
  const spread = Array.from({ length: references }, (_, i) =>
    Math.log(
      Math.max(bestOf(evenlySpread(sample, seed, i), { k, seed: seed + i, restarts: 1 }).inertia, Number.MIN_VALUE),
    ),
  );
  const mean = spread.reduce((a, b) => a + b, 0) / references;
  const variance = spread.reduce((sum, x) => sum + (x - mean) ** 2, 0) / references;
  return { gap: mean - own, error: Math.sqrt(variance * (1 + 1 / references)) };
}

/** As many rows, each column even between its least and its most. */
function evenlySpread({ rows, width, values }: Points, seed: number, reference: number): Points {
  const chance = chanceOf(seed, 103, reference);
  const spread = new Float64Array(rows * width);
  for (let d = 0; d < width; d++) {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < rows; i++) {
      least = Math.min(least, values[i * width + d]!);
      most = Math.max(most, values[i * width + d]!);
    }
    for (let i = 0; i < rows; i++) spread[i * width + d] = least + chance() * (most - least);
  }
  return { rows, width, values: spread };
}

function stabilityOf(
  points: Points,
  k: number,
  { seed, bootstraps }: { readonly seed: number; readonly bootstraps: number },
): number {
  if (k === 1 || bootstraps < 2) return 1;
  const labels = Array.from({ length: bootstraps }, (_, i) => {
    const drawn = takePoints(points, bootstrapOf(points.rows, chanceOf(seed, 104, i)));
    return nearestCentres(points, bestOf(drawn, { k, seed: seed + 7 * i, restarts: 3 }).centres);
  });
  let sum = 0;
  for (let i = 1; i < labels.length; i++) sum += adjustedRandIndex(labels[i - 1]!, labels[i]!);
  return sum / (labels.length - 1);
}
