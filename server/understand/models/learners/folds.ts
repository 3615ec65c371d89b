import { shuffled } from './chance.ts';

/**
 * The fold (0 to folds - 1) of every row: shuffled by the seed, then dealt out class by class, so that each fold has its
 * share of both classes. A target that is no yes or no is dealt out in the order of its size.
 */
export function foldsOf(target: Float64Array, folds: number, seed: number): Int32Array {
  const order = shuffled(target.length, seed).sort((a, b) => target[a]! - target[b]!);
  const fold = new Int32Array(target.length);
  for (const [i, row] of order.entries()) fold[row] = i % folds;
  return fold;
}

/** The rows inside a fold and outside it, in rising order. */
export function splitFold(fold: Int32Array, which: number): { inside: Int32Array; outside: Int32Array } {
  const rows = Int32Array.from(fold, (_, row) => row);
  return { inside: rows.filter((row) => fold[row] === which), outside: rows.filter((row) => fold[row] !== which) };
}
