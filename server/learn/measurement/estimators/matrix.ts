/** A symmetric matrix as rows. Small: as many rows as a metric has variables. */
export type Matrix = readonly (readonly number[])[];

export const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? NaN;

/** a' M b. */
export function form(a: readonly number[], matrix: Matrix, b: readonly number[]): number {
  let sum = 0;
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) sum += x * at(matrix, i, j) * y;
  return sum;
}

/** The sum of matrices of one size. */
export function total(matrices: readonly Matrix[]): Matrix {
  const [first = []] = matrices;
  return first.map((row, i) => row.map((_, j) => matrices.reduce((sum, matrix) => sum + at(matrix, i, j), 0)));
}

/** Solves M x = b by Gauss with partial pivoting; a direction without variance gets 0, so that equal covariates do no harm. */
export function solve(matrix: Matrix, b: readonly number[]): number[] {
  const n = b.length;
  const rows = matrix.map((row, i) => [...row, b[i] ?? NaN]);
  const scale = Math.max(...matrix.map((row, i) => Math.abs(row[i] ?? 0)), Number.MIN_VALUE);
  const dead = new Set<number>();
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (cell(rows, i, column) > cell(rows, pivot, column)) pivot = i;
    if (cell(rows, pivot, column) <= 1e-12 * scale) {
      dead.add(column);
      continue;
    }
    const [upper, lower] = [rows[pivot] as number[], rows[column] as number[]];
    rows[column] = upper;
    rows[pivot] = lower;
    for (let i = 0; i < n; i++) if (i !== column) eliminate(rows[i] as number[], upper, column);
  }
  return b.map((_, i) => (dead.has(i) ? 0 : (rows[i]?.[n] ?? NaN) / (rows[i]?.[i] ?? NaN)));
}

const cell = (rows: readonly (readonly number[])[], i: number, j: number): number => Math.abs(rows[i]?.[j] ?? 0);

function eliminate(row: number[], by: readonly number[], column: number): void {
  const factor = (row[column] ?? 0) / (by[column] ?? NaN);
  if (factor === 0) return;
  for (const [j, value] of by.entries()) row[j] = (row[j] ?? 0) - factor * value;
}
