import type { Position } from './syntax.ts';

export type ProblemCode =
  | 'empty'
  | 'unfinished'
  | 'unexpected'
  | 'unclosed-text'
  | 'unclosed-name'
  | 'bad-number'
  | 'too-deep'
  | 'unknown-name'
  | 'unknown-function'
  | 'unknown-tag'
  | 'unknown-segment'
  | 'unknown-score'
  | 'unknown-audience'
  | 'not-a-condition'
  | 'type-mismatch'
  | 'wrong-type'
  | 'wrong-arguments'
  | 'literal-expected'
  | 'compare-with-null'
  | 'unit-mismatch'
  | 'bad-date'
  | 'bad-pattern'
  | 'not-available'
  | 'unknown-value'
  | 'not-aggregated'
  | 'unknown-metric'
  | 'nested-metric'
  | 'unknown-indicator'
  | 'broken-indicator'
  | 'indicator-circle'
  | 'not-of-one-customer'
  | 'unknown-fact';

/** What the author of a rule can put right: what, where in the text, where in the tree, and how. */
export interface Problem {
  readonly code: ProblemCode;
  readonly at: Position;
  /** Index path through and/or/not groups; equal to react-querybuilder's path of the same rule. */
  readonly path: readonly number[];
  readonly params: Readonly<Record<string, string | number>>;
  /** Text that may replace `at`. */
  readonly suggestion?: string;
}

/** The candidate nearest to what was written, by edit distance; undefined when none is near. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  const { length } = [...wanted];
  // A third of the letters may be wrong, and never all of them.
  let bestDistance = Math.min(length, Math.max(1, Math.floor(length / 3)) + 1);
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1 each. */
export function editDistance(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
