import { chance } from '../chance.ts';
import type { Board } from './board.ts';
import type { Crew } from './crew.ts';
import { addTree, growTree, type Gradients, type GrownTree } from './grow.ts';
import { type Answers, baseOf, computeGradients, type Loss, meanLoss } from './loss.ts';

export interface Boosting {
  readonly loss: Loss;
  readonly rounds: number;
  readonly rowShare: number;
  readonly fieldShare: number;
  readonly seed: number;
  /** Stop when so many rounds in a row have not lowered the loss of the held-out rows. */
  readonly patience: number;
}

export interface Boosted {
  readonly base: number;
  readonly trees: readonly GrownTree[];
  /** Loss of the held-out rows without trees, with one, with two, …; empty where none were held out. */
  readonly losses: readonly number[];
}

/**
 * Gradient boosting with Newton steps (Friedman 2001; Chen and Guestrin 2016): each tree fits what the sum of those
 * before it leaves.
 * @param rows those to learn from
 * @param heldOut those to measure on, after every round
 */
export function boost(
  { board, crew }: { readonly board: Board; readonly crew: Crew },
  answers: Answers,
  boosting: Boosting,
  rows: Uint32Array,
  heldOut: Uint32Array,
): Boosted {
  const base = baseOf(boosting.loss, answers, rows);
  const margins = new Float64Array(board.rows).fill(base);
  const gradients: Gradients = { gradient: new Float64Array(board.rows), hessian: new Float64Array(board.rows) };
  const trees: GrownTree[] = [];
  const losses = heldOut.length === 0 ? [] : [meanLoss(boosting.loss, answers, margins, heldOut)];
  let best = 0;
  for (let round = 0; round < boosting.rounds; round++) {
    computeGradients(boosting.loss, answers, margins, rows, gradients);
    chooseFields(board, boosting, round);
    const chosen = chooseRows(board, boosting, rows, round);
    const tree = growTree(board, crew, chosen.count, gradients, margins);
    addTree(board, tree, chosen.left, margins);
    // A tree without a split changes nothing any more, unless chance shows the next one other rows or fields.
    if (tree.nodes.length === 1 && boosting.rowShare === 1 && boosting.fieldShare === 1) break;
    trees.push(tree);
    if (heldOut.length === 0) continue;
    addTree(board, tree, heldOut, margins);
    losses.push(meanLoss(boosting.loss, answers, margins, heldOut));
    if (losses.at(-1)! < losses[best]!) best = round + 1;
    if (round + 1 - best >= boosting.patience) break;
  }
  return { base, trees, losses };
}

/** At least two fields, or all there are. */
function chooseFields({ fields, isUsed }: Board, { fieldShare, seed }: Boosting, round: number): void {
  isUsed.fill(1);
  if (fieldShare >= 1) return;
  const chosen = fields
    .map((_, field) => ({ field, at: chance(seed + 1, round, field) }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, Math.max(2, Math.round(fields.length * fieldShare)));
  isUsed.fill(0);
  for (const { field } of chosen) isUsed[field] = 1;
}

/** Puts the rows of this round first into the board's order; gives how many, and the rows left out. */
function chooseRows({ order }: Board, { rowShare, seed }: Boosting, rows: Uint32Array, round: number) {
  if (rowShare >= 1) {
    order.set(rows);
    return { count: rows.length, left: new Uint32Array(0) };
  }
  const left = new Uint32Array(rows.length);
  let count = 0;
  let out = 0;
  for (const row of rows) {
    if (chance(seed, round, row) < rowShare) order[count++] = row;
    else left[out++] = row;
  }
  return { count, left: left.subarray(0, out) };
}
