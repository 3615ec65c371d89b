import type { Column } from './learners/table.ts';
import { bandAt, bandsOf } from './bands.ts';

/** A field's spread at training, against which later months are compared. */
export type Spread =
  | { readonly type: 'number'; readonly bounds: readonly number[]; readonly shares: readonly number[] }
  | { readonly type: 'text'; readonly values: readonly string[]; readonly shares: readonly number[] };

const bands = 10;

/** Tenths of a number, or the values of a text; the first share is of the missing, the last, of a text, of all other values. */
export function spreadOf(column: Column, weights?: Float64Array): Spread {
  if (column.type === 'number') {
    const bounds = bandsOf(column.values, bands);
    return { type: 'number', bounds, shares: sharesOf(column, { type: 'number', bounds }, weights) };
  }
  return {
    type: 'text',
    values: column.values,
    shares: sharesOf(column, { type: 'text', values: column.values }, weights),
  };
}

type Cut = { type: 'number'; bounds: readonly number[] } | { type: 'text'; values: readonly string[] };

/** The shares of a column's rows in the bands of a spread; each row counts as the customers it stands for. */
export function sharesOf(column: Column, cut: Cut | Spread, weights?: Float64Array): number[] {
  const width = cut.type === 'number' ? cut.bounds.length + 2 : cut.values.length + 2;
  const counts = Array.from({ length: width }, () => 0);
  if (column.type === 'number' && cut.type === 'number') {
    for (const [row, v] of column.values.entries())
      counts[Number.isNaN(v) ? 0 : 1 + bandAt(cut.bounds, v)]! += weights?.[row] ?? 1;
  } else if (column.type === 'text' && cut.type === 'text') {
    const places = new Map(cut.values.map((text, i) => [text, i + 1]));
    for (const [row, code] of column.codes.entries())
      counts[code < 0 ? 0 : (places.get(column.values[code]!) ?? width - 1)]! += weights?.[row] ?? 1;
  }
  const n = Math.max(
    1,
    counts.reduce((a, b) => a + b, 0),
  );
  return counts.map((count) => count / n);
}

/**
 * Population stability index, Σ (q − p) · ln(q / p): below 0.1 nothing has moved, above 0.25 much has (Siddiqi 2006,
 * Credit Risk Scorecards). Empty bands count as a ten-thousandth.
 */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  return before.reduce((sum, share, i) => {
    const [p, q] = [Math.max(share, 1e-4), Math.max(now[i] ?? 0, 1e-4)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

export const populationStability = (before: Column, now: Column): number => {
  const spread = spreadOf(before);
  return stabilityIndex(spread.shares, sharesOf(now, spread));
};
