import type { Board } from './board.ts';
import type { Crew } from './crew.ts';
import { findSplit, leafValue, type FoundSplit, type LeafSums } from './find-split.ts';

/** A tree over bins. Children stand after their parent. */
export interface GrownTree {
  readonly nodes: readonly GrownNode[];
}
export type GrownNode = GrownLeaf | GrownSplit;
export interface GrownLeaf {
  readonly value: number;
  readonly rows: number;
}
export interface GrownSplit {
  readonly field: number;
  /** 1 for each bin that goes left. */
  readonly goesLeft: Uint8Array;
  readonly left: number;
  readonly right: number;
  readonly gain: number;
}
export const isLeaf = (node: GrownNode): node is GrownLeaf => 'value' in node;

/** A leaf: its rows stand in `order` from `from` to `to`, its counts in a slot. */
interface Leaf {
  readonly node: number;
  readonly slot: number;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly sums: LeafSums;
}
/** With the best split it has; a gain of -1 is none. */
interface OpenLeaf extends Leaf {
  readonly gain: number;
  readonly field: number;
}

interface Growing {
  readonly board: Board;
  readonly crew: Crew;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly nodes: (GrownNode | undefined)[];
  readonly spare: Uint32Array;
}

/** What each row would lower the loss by: first and second derivative of the loss at its margin. */
export interface Gradients {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/**
 * Grows one tree on the first `rows` rows of `board.order`, the leaf with the largest gain first, and adds each leaf's
 * value to the margins of its rows.
 */
export function growTree(board: Board, crew: Crew, rows: number, of: Gradients, margins: Float64Array): GrownTree {
  const growing: Growing = { board, crew, ...of, nodes: [undefined], spare: new Uint32Array(rows) };
  let open = [openRoot(growing, rows)];
  while (open.length < board.growth.leaves) {
    const best = open.reduce((found, leaf) => (leaf.gain > found.gain ? leaf : found));
    if (best.gain <= 0) break;
    open = [...open.filter((leaf) => leaf !== best), ...split(growing, best)];
  }
  for (const leaf of open) closeLeaf(growing, leaf, margins);
  return { nodes: growing.nodes as GrownNode[] };
}

function openRoot(growing: Growing, rows: number): OpenLeaf {
  const sums = order(growing, 0, rows, { low: -Infinity, high: Infinity });
  growing.crew.count({ from: 0, to: rows, small: { slot: 0, sums }, large: undefined });
  return opened(growing, { node: 0, slot: 0, depth: 0, from: 0, to: rows, sums }, true);
}

/** Brings gradient and hessian of a leaf's rows into their order, so that counting reads them one after the other. */
function order(
  { board, gradient, hessian }: Growing,
  from: number,
  to: number,
  bounds: { low: number; high: number },
): LeafSums {
  const { order, orderedGradient, orderedHessian } = board;
  let sumGradient = 0;
  let sumHessian = 0;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const g = gradient[row]!;
    const h = hessian[row]!;
    orderedGradient[i] = g;
    orderedHessian[i] = h;
    sumGradient += g;
    sumHessian += h;
  }
  return { gradient: sumGradient, hessian: sumHessian, rows: to - from, ...bounds };
}

/** Picks the field with the largest gain; of equal ones the first. */
function opened({ board }: Growing, leaf: Leaf, isCounted: boolean): OpenLeaf {
  let gain = -1;
  let field = -1;
  const at = leaf.slot * board.fields.length;
  for (let f = 0; f < (isCounted ? board.fields.length : 0); f++) {
    if (board.isUsed[f] === 1 && board.gains[at + f]! > gain) {
      gain = board.gains[at + f]!;
      field = f;
    }
  }
  return { ...leaf, gain, field };
}

function split(growing: Growing, leaf: OpenLeaf): OpenLeaf[] {
  const { board, nodes } = growing;
  const found = findSplit(board, leaf.slot, leaf.field, leaf.sums, board.growth);
  const middle = partition(growing, leaf, found.goesLeft);
  const isLeftSmall = middle - leaf.from <= leaf.to - middle;
  const bounds = boundsOf(board, leaf, found);
  const [from, to] = isLeftSmall ? [leaf.from, middle] : [middle, leaf.to];
  const small = order(growing, from, to, isLeftSmall ? bounds.left : bounds.right);
  const large = { ...rest(leaf.sums, small), ...(isLeftSmall ? bounds.right : bounds.left) };
  const left = nodes.length;
  // Every split takes one more slot, and the larger part stays in that of its parent.
  const slot = (left + 1) / 2;
  nodes.push(undefined, undefined);
  nodes[leaf.node] = { field: leaf.field, goesLeft: found.goesLeft, left, right: left + 1, gain: found.gain };
  const depth = leaf.depth + 1;
  const mayGrow = depth < board.growth.depth && slot + 1 < board.growth.leaves;
  if (mayGrow) growing.crew.count({ from, to, small: { slot, sums: small }, large: { slot: leaf.slot, sums: large } });
  const [ofSmall, ofLarge] = [
    { slot, sums: small },
    { slot: leaf.slot, sums: large },
  ];
  return [
    { node: left, from: leaf.from, to: middle, depth, ...(isLeftSmall ? ofSmall : ofLarge) },
    { node: left + 1, from: middle, to: leaf.to, depth, ...(isLeftSmall ? ofLarge : ofSmall) },
  ].map((child) => opened(growing, child, mayGrow));
}

const rest = (all: LeafSums, part: LeafSums) => ({
  gradient: all.gradient - part.gradient,
  hessian: all.hessian - part.hessian,
  rows: all.rows - part.rows,
});

/** Puts the rows that go left before the others, both in the order they had; gives where the others begin. */
function partition({ board, spare }: Growing, leaf: OpenLeaf, goesLeft: Uint8Array): number {
  const { order, bins, rows } = board;
  const column = bins.subarray(leaf.field * rows, (leaf.field + 1) * rows);
  let left = leaf.from;
  let right = 0;
  for (let i = leaf.from; i < leaf.to; i++) {
    const row = order[i]!;
    if (goesLeft[column[row]!] === 1) order[left++] = row;
    else spare[right++] = row;
  }
  order.set(spare.subarray(0, right), left);
  return left;
}

/** A monotone field parts the values its two sides may have at the middle between them; all further splits keep to that. */
function boundsOf(board: Board, { field, sums }: OpenLeaf, found: FoundSplit) {
  const { low, high } = sums;
  const both = { low, high };
  const of = board.fields[field]!;
  if (of.type === 'text' || of.monotone === 0) return { left: both, right: both };
  const { l2 } = board.growth;
  const onLeft = leafValue({ gradient: found.leftGradient, hessian: found.leftHessian }, l2, low, high);
  const onRight = leafValue(
    { gradient: sums.gradient - found.leftGradient, hessian: sums.hessian - found.leftHessian },
    l2,
    low,
    high,
  );
  const middle = (onLeft + onRight) / 2;
  const [below, above] = [
    { low, high: middle },
    { low: middle, high },
  ];
  return of.monotone > 0 ? { left: below, right: above } : { left: above, right: below };
}

function closeLeaf({ board, nodes }: Growing, leaf: OpenLeaf, margins: Float64Array): void {
  const { l2, rate } = board.growth;
  const value = rate * leafValue(leaf.sums, l2, leaf.sums.low, leaf.sums.high);
  nodes[leaf.node] = { value, rows: leaf.to - leaf.from };
  for (let i = leaf.from; i < leaf.to; i++) margins[board.order[i]!]! += value;
}

/** Adds a tree's values to the margins of some rows. */
export function addTree(board: Board, { nodes }: GrownTree, rows: Uint32Array, margins: Float64Array): void {
  for (const row of rows) {
    let node = nodes[0]!;
    while (!isLeaf(node)) {
      const bin = board.bins[node.field * board.rows + row]!;
      node = nodes[node.goesLeft[bin] === 1 ? node.left : node.right]!;
    }
    margins[row]! += node.value;
  }
}
