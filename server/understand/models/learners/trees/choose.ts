import { foldsOf, splitFold } from '../folds.ts';
import type { Board, Growth } from './board.ts';
import { boost, type Boosting } from './boost.ts';
import type { Crew } from './crew.ts';
import type { Answers } from './loss.ts';

export interface Candidate {
  readonly growth: Growth;
  readonly rounds: number;
}
export interface Chosen extends Candidate {
  /** Mean loss on rows held out, and what was compared. */
  readonly loss: number;
}

/**
 * How many leaves and how many rounds: every candidate is boosted on the rows outside each fold and measured inside it,
 * round by round; the lowest mean loss wins, of equal ones the first.
 */
export function choose(
  open: (growth: Growth) => { readonly board: Board; readonly crew: Crew },
  answers: Answers,
  boosting: Boosting,
  candidates: readonly Growth[],
  folds: number,
): Chosen {
  const fold = foldsOf(answers.target, Math.max(folds, 2), boosting.seed);
  let best: Chosen | undefined;
  for (const growth of candidates) {
    const at = open(growth);
    const curves: (readonly number[])[] = [];
    for (let which = 0; which < folds; which++) {
      const { inside, outside } = splitFold(fold, which);
      curves.push(boost(at, answers, boosting, Uint32Array.from(outside), Uint32Array.from(inside)).losses);
    }
    const { rounds, loss } = lowest(curves);
    if (!best || loss < best.loss) best = { growth, rounds, loss };
  }
  return best!;
}

/** Curves stopped at different rounds: one that has ended keeps the best it had, since its model would. */
function lowest(curves: readonly (readonly number[])[]): { rounds: number; loss: number } {
  const longest = Math.max(...curves.map((curve) => curve.length));
  let rounds = 0;
  let loss = Infinity;
  for (let round = 0; round < longest; round++) {
    const mean = curves.reduce((sum, curve) => sum + (curve[round] ?? Math.min(...curve)), 0) / curves.length;
    if (mean < loss) [rounds, loss] = [round, mean];
  }
  return { rounds, loss };
}
