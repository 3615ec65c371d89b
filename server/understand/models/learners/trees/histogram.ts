import { perBin } from './bin-table.ts';
import type { Board } from './board.ts';
import { findSplit, type LeafSums } from './find-split.ts';

/** Two leaves that came of one: the smaller is counted, the larger is the parent (in its slot) less the smaller. */
export interface CountJob {
  readonly from: number;
  readonly to: number;
  readonly small: { readonly slot: number; readonly sums: LeafSums };
  readonly large: { readonly slot: number; readonly sums: LeafSums } | undefined;
}

/** Counts one field of a job and finds the best gain on it. Fields do not touch one another, so any thread may take any. */
export function countField(board: Board, job: CountJob, field: number): void {
  if (board.isUsed[field] === 0) return;
  fill(board, job.small.slot, field, job.from, job.to);
  board.gains[job.small.slot * board.fields.length + field] = gainOf(board, job.small, field);
  if (!job.large) return;
  subtract(board, job.large.slot, job.small.slot, field);
  board.gains[job.large.slot * board.fields.length + field] = gainOf(board, job.large, field);
}

function gainOf(board: Board, { slot, sums }: CountJob['small'], field: number): number {
  return sums.rows < 2 * board.growth.minLeafRows ? -1 : findSplit(board, slot, field, sums, board.growth).gain;
}

function fill(board: Board, slot: number, field: number, from: number, to: number): void {
  const { bins, order, orderedGradient, orderedHessian, histograms, rows } = board;
  const { offset, count } = board.fields[field]!;
  const at = slot * board.slotSize + offset;
  histograms.fill(0, at, at + (count + 1) * perBin);
  const column = bins.subarray(field * rows, (field + 1) * rows);
  for (let i = from; i < to; i++) {
    const place = at + column[order[i]!]! * perBin;
    histograms[place]! += orderedGradient[i]!;
    histograms[place + 1]! += orderedHessian[i]!;
    histograms[place + 2]! += 1;
  }
}

function subtract(board: Board, from: number, what: number, field: number): void {
  const { histograms, slotSize } = board;
  const { offset, count } = board.fields[field]!;
  const a = from * slotSize + offset;
  const b = what * slotSize + offset;
  const size = (count + 1) * perBin;
  for (let i = 0; i < size; i++) histograms[a + i]! -= histograms[b + i]!;
}
