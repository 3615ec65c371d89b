import type { Binned, BinnedField } from './bin-table.ts';
import { perBin } from './bin-table.ts';

/** What bounds the growth of one tree. */
export interface Growth {
  readonly leaves: number;
  readonly depth: number;
  readonly minLeafRows: number;
  readonly l2: number;
  readonly rate: number;
}

/** Memory that all threads of a training see. Slots are histograms, one for each leaf that is open. */
export interface Board {
  readonly rows: number;
  readonly fields: readonly BinnedField[];
  readonly bins: Uint8Array;
  readonly growth: Growth;
  /** Rows in the order of the leaves they are in, and for those of the leaf being counted their gradient and hessian. */
  readonly order: Uint32Array;
  readonly orderedGradient: Float64Array;
  readonly orderedHessian: Float64Array;
  readonly histograms: Float64Array;
  /** Numbers in one histogram. */
  readonly slotSize: number;
  /** The best gain of each field in each slot; -1 where there is no split. */
  readonly gains: Float64Array;
  /** Whether the tree under way may use a field. */
  readonly isUsed: Uint8Array;
  readonly job: Float64Array;
  readonly control: Int32Array;
}

export const slotCount = (growth: Growth): number => growth.leaves + 1;

/** @param growth the widest growth this board will serve */
export function createBoard(binned: Binned, growth: Growth): Board {
  const last = binned.fields.at(-1);
  const slotSize = last === undefined ? 0 : last.offset + (last.count + 1) * perBin;
  const slots = slotCount(growth);
  const fields = binned.fields.length;
  return {
    ...binned,
    growth,
    order: new Uint32Array(new SharedArrayBuffer(binned.rows * 4)),
    orderedGradient: sharedFloats(binned.rows),
    orderedHessian: sharedFloats(binned.rows),
    histograms: sharedFloats(slots * slotSize),
    slotSize,
    gains: sharedFloats(slots * fields),
    isUsed: new Uint8Array(new SharedArrayBuffer(fields)).fill(1),
    job: sharedFloats(20),
    control: new Int32Array(new SharedArrayBuffer(16 * 4)),
  };
}

const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
