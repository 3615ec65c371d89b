import type { NumberField, TextField } from './bin-table.ts';
import { perBin } from './bin-table.ts';
import type { Board, Growth } from './board.ts';

/** Gradient, hessian and rows of a leaf, and the bounds that monotone fields have put on its value. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
  readonly low: number;
  readonly high: number;
}

/** The best split of a leaf on one field. */
export interface FoundSplit {
  gain: number;
  /** 1 for each bin that goes left. */
  readonly goesLeft: Uint8Array;
  leftGradient: number;
  leftHessian: number;
  leftRows: number;
}

/** Below it a side is too flat for its value to mean anything. */
const leastHessian = 1e-3;
const leastGain = 1e-9;
/** Categories are pulled towards the middle by so much hessian when they are put in order, and splits on them by so much more. */
const categorySmoothing = 10;
const categoryL2 = 10;
const mostCategoriesLeft = 32;

export const noSplit = (): FoundSplit => ({
  gain: -1,
  goesLeft: new Uint8Array(256),
  leftGradient: 0,
  leftHessian: 0,
  leftRows: 0,
});

/** Finds the split of a slot's leaf on a field that lowers the loss most; its gain is -1 where there is none. */
export function findSplit(board: Board, slot: number, fieldIndex: number, leaf: LeafSums, growth: Growth): FoundSplit {
  const field = board.fields[fieldIndex]!;
  const at = slot * board.slotSize + field.offset;
  const found = noSplit();
  const search: Search = { board, at, leaf, growth, found };
  if (field.type === 'number') findNumberSplit(search, field);
  else findTextSplit(search, field);
  return found;
}

interface Search {
  readonly board: Board;
  readonly at: number;
  readonly leaf: LeafSums;
  readonly growth: Growth;
  readonly found: FoundSplit;
}

/** Bins in rising order, once with what is missing on the right and, where something is, once with it on the left. */
function findNumberSplit(search: Search, field: NumberField): void {
  const { board, at, found } = search;
  const { histograms } = board;
  const missing = at + field.count * perBin;
  const hasMissing = field.hasMissing && histograms[missing + 2]! > 0;
  let best = -1;
  let bestMissingLeft = false;
  for (const missingLeft of hasMissing ? [false, true] : [false]) {
    let gradient = missingLeft ? histograms[missing]! : 0;
    let hessian = missingLeft ? histograms[missing + 1]! : 0;
    let rows = missingLeft ? histograms[missing + 2]! : 0;
    // With nothing missing the last bin has nobody to its right; otherwise the missing themselves are.
    const end = hasMissing && !missingLeft ? field.count : field.count - 1;
    for (let bin = 0; bin < end; bin++) {
      const place = at + bin * perBin;
      const here = histograms[place + 2]!;
      if (here === 0) continue;
      gradient += histograms[place]!;
      hessian += histograms[place + 1]!;
      rows += here;
      if (!improve(search, gradient, hessian, rows, field.monotone, 0)) continue;
      best = bin;
      bestMissingLeft = missingLeft;
    }
  }
  if (best < 0) return;
  for (let bin = 0; bin <= best; bin++) found.goesLeft[bin] = 1;
  // Where nothing was missing, what will be goes with the larger part.
  found.goesLeft[field.count] = (hasMissing ? bestMissingLeft : found.leftRows * 2 > search.leaf.rows) ? 1 : 0;
}

/** Whether a side of these sums makes a better split than the best so far, which it then becomes. */
function improve(
  { leaf, growth, found }: Search,
  gradient: number,
  hessian: number,
  rows: number,
  monotone: -1 | 0 | 1,
  extraL2: number,
): boolean {
  const otherRows = leaf.rows - rows;
  if (rows < growth.minLeafRows || otherRows < growth.minLeafRows) return false;
  const otherHessian = leaf.hessian - hessian;
  if (hessian < leastHessian || otherHessian < leastHessian) return false;
  const otherGradient = leaf.gradient - gradient;
  const l2 = growth.l2 + extraL2;
  const isFree = monotone === 0 && leaf.low === -Infinity && leaf.high === Infinity;
  const gain = isFree
    ? (gradient * gradient) / (hessian + l2) +
      (otherGradient * otherGradient) / (otherHessian + l2) -
      (leaf.gradient * leaf.gradient) / (leaf.hessian + l2)
    : boundedGain(leaf, { gradient, hessian }, { gradient: otherGradient, hessian: otherHessian }, monotone, l2);
  if (!(gain > leastGain && gain > found.gain)) return false;
  found.gain = gain;
  found.leftGradient = gradient;
  found.leftHessian = hessian;
  found.leftRows = rows;
  return true;
}

type Side = Pick<LeafSums, 'gradient' | 'hessian'>;

/** The value that lowers the loss of a leaf most, within its bounds. */
export function leafValue({ gradient, hessian }: Side, l2: number, low: number, high: number): number {
  const value = -gradient / (hessian + l2);
  return Math.min(Math.max(value, low), high);
}

/** Twice what a value lowers the loss by, to second order. */
const lowered = ({ gradient, hessian }: Side, l2: number, value: number): number =>
  -(2 * gradient * value + (hessian + l2) * value * value);

function boundedGain(leaf: LeafSums, left: Side, right: Side, monotone: -1 | 0 | 1, l2: number): number {
  const onLeft = leafValue(left, l2, leaf.low, leaf.high);
  const onRight = leafValue(right, l2, leaf.low, leaf.high);
  if ((onRight - onLeft) * monotone < 0) return -1;
  return (
    lowered(left, l2, onLeft) +
    lowered(right, l2, onRight) -
    lowered(leaf, l2, leafValue(leaf, l2, leaf.low, leaf.high))
  );
}

/**
 * Categories in the order of gradient over hessian, cut in two: the best cut of a set (Fisher 1958) for a quadratic loss.
 * A category with few rows is pulled to the middle, and what is missing is a category too. The set is read from both
 * ends, at most 32 categories far, so that a set stays readable.
 */
function findTextSplit(search: Search, field: TextField): void {
  const { board, at, found } = search;
  const { histograms } = board;
  const bins: number[] = [];
  for (let bin = 0; bin <= field.count; bin++) if (histograms[at + bin * perBin + 2]! > 0) bins.push(bin);
  const sorted = bins
    .map((bin) => {
      const place = at + bin * perBin;
      return { bin, value: histograms[place]! / (histograms[place + 1]! + categorySmoothing) };
    })
    .toSorted((a, b) => a.value - b.value || a.bin - b.bin)
    .map(({ bin }) => bin);
  const extraL2 = sorted.length > 4 ? categoryL2 : 0;
  let best: readonly number[] = [];
  for (const order of [sorted, sorted.toReversed()]) {
    let gradient = 0;
    let hessian = 0;
    let rows = 0;
    const end = Math.min(order.length - 1, mostCategoriesLeft);
    for (let i = 0; i < end; i++) {
      const place = at + order[i]! * perBin;
      gradient += histograms[place]!;
      hessian += histograms[place + 1]!;
      rows += histograms[place + 2]!;
      if (improve(search, gradient, hessian, rows, 0, extraL2)) best = order.slice(0, i + 1);
    }
  }
  if (found.gain < 0) return;
  orientTexts(search, field, best, bins);
  if (histograms[at + field.count * perBin + 2] === 0) found.goesLeft[field.count] = 0;
}

/** The right is for all texts that are not listed: those too rare to have a bin, else the larger part. */
function orientTexts(
  { leaf, found }: Search,
  field: TextField,
  left: readonly number[],
  present: readonly number[],
): void {
  const other = field.hasOther && present.includes(field.count - 1) ? field.count - 1 : undefined;
  const swap = other === undefined ? found.leftRows * 2 > leaf.rows : left.includes(other);
  const chosen = swap ? present.filter((bin) => !left.includes(bin)) : left;
  for (const bin of chosen) found.goesLeft[bin] = 1;
  if (!swap) return;
  found.leftGradient = leaf.gradient - found.leftGradient;
  found.leftHessian = leaf.hessian - found.leftHessian;
  found.leftRows = leaf.rows - found.leftRows;
}
