import { Problem } from '#contract';
import { take, takeRows, type Table } from '../learners/table.ts';

/** A randomised history: what was known of each customer before, what chance gave, and what came of it. */
export interface Trial {
  readonly table: Table;
  /** 0 is control; i is `arms[i - 1]`. */
  readonly arm: Uint8Array;
  /** Without control. */
  readonly arms: readonly string[];
  /** 0 or 1, or a number (revenue). */
  readonly outcome: Float64Array;
  /** How many customers each row stands for; all alike when absent. */
  readonly weights?: Float64Array;
}

const fewestOfArm = 50;
const fewestResponses = 5;

/** @throws Problem (invalid) with all that makes learning impossible: no control, an arm too small, an outcome that never differs. */
export function checkTrial({ arm, arms, outcome }: Trial): void {
  const sizes = Array.from({ length: arms.length + 1 }, () => 0);
  const hits = Array.from({ length: arms.length + 1 }, () => 0);
  for (let i = 0; i < arm.length; i++) {
    sizes[arm[i]!]! += 1;
    if (outcome[i] !== 0) hits[arm[i]!]! += 1;
  }
  const names = ['control', ...arms];
  const problems = names.flatMap((name, i) => {
    const [size, hit] = [sizes[i] ?? 0, hits[i] ?? 0];
    if (size < fewestOfArm)
      return [
        {
          code: 'arm-too-small',
          place: 'treatment',
          message: `${name} has ${size} rows; uplift needs at least ${fewestOfArm}.`,
        },
      ];
    if (hit < fewestResponses || size - hit < fewestResponses)
      return [
        {
          code: 'outcome-constant',
          place: 'outcome',
          message: `${name} has ${hit} responses in ${size} rows; uplift needs at least ${fewestResponses} of each kind.`,
        },
      ];
    return [];
  });
  if (arms.length === 0)
    problems.unshift({
      code: 'no-treatment',
      place: 'treatment',
      message: 'Nobody was treated: there is nothing to compare.',
    });
  const [first] = problems;
  if (first) throw new Problem('invalid', 'trial-invalid', first.message, { problems });
}

/** The rows of one arm and of control. */
export function rowsOfArm(arm: Uint8Array, wanted: number): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < arm.length; i++) if (arm[i] === wanted || arm[i] === 0) rows.push(i);
  return Int32Array.from(rows);
}

/** Some rows of a trial, in that order. */
export const rowsOfTrial = ({ table, arm, arms, outcome, weights }: Trial, rows: Int32Array): Trial => ({
  table: takeRows(table, rows),
  arms,
  arm: Uint8Array.from(rows, (row) => arm[row]!),
  outcome: take(outcome, rows),
  ...(weights && { weights: take(weights, rows) }),
});
