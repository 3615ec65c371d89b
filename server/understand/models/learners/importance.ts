import type { ModelDocument } from '#query';
import { shuffled } from './chance.ts';
import { areaUnderRoc } from './report.ts';
import { columnsFor, scoreTable } from './score-table.ts';
import { takeRows, type Column, type Table } from './table.ts';

export interface Importance {
  readonly field: string;
  /** Share of all that the splits lowered the loss by; for a scorecard, of the spread of the sums. */
  readonly gain: number;
}

/** How much of the model hangs on each field, the most first; the shares add up to 1. */
export function importanceOf(model: ModelDocument): Importance[] {
  const gains = model.inputs.map(() => 0);
  if (model.kind === 'trees')
    for (const { nodes } of model.trees)
      for (const node of nodes) if ('input' in node) gains[node.input]! += node.gain ?? 0;
  if (model.kind === 'scorecard')
    for (const { input, bins, missing, other } of model.fields)
      gains[input]! += spreadOf([...bins, missing, ...(other ? [other] : [])]);
  const all = gains.reduce((sum, gain) => sum + gain, 0);
  return model.inputs
    .map(({ name }, i) => ({ field: name, gain: all > 0 ? gains[i]! / all : 0 }))
    .toSorted((a, b) => b.gain - a.gain || (a.field < b.field ? -1 : 1));
}

/** Standard deviation of a field's values over the training rows. */
function spreadOf(values: readonly { readonly value: number; readonly share?: number }[]): number {
  const share = (one: { readonly share?: number }) => one.share ?? 1 / values.length;
  const mean = values.reduce((sum, one) => sum + share(one) * one.value, 0);
  return Math.sqrt(values.reduce((sum, one) => sum + share(one) * (one.value - mean) ** 2, 0));
}

/** What the area under the ROC curve loses when a field's values are dealt out anew among the rows (Breiman 2001). */
export function permutationImportance(
  model: ModelDocument,
  table: Table,
  target: Float64Array,
  seed: number,
): { readonly field: string; readonly loss: number }[] {
  const columns = columnsFor(model, table);
  const whole = areaUnderRoc(scoreTable(model, { rows: table.rows, columns }), target);
  return columns
    .map((column, i) => {
      const mixed = takeRows({ rows: table.rows, columns: [column] }, shuffled(table.rows, seed + i)).columns[0]!;
      const scores = scoreTable(model, { rows: table.rows, columns: columns.with(i, mixed) });
      return { field: column.name, loss: whole - areaUnderRoc(scores, target) };
    })
    .toSorted((a, b) => b.loss - a.loss || (a.field < b.field ? -1 : 1));
}

export interface Dependence {
  readonly field: string;
  /** null: missing. */
  readonly points: readonly { readonly value: number | string | null; readonly score: number }[];
}

/** Rows the mean is taken over; more change no picture. */
const dependenceRows = 500;
const numberPoints = 20;
const textPoints = 12;

/** The mean score if every row had this value of the field, everything else as it is (Friedman 2001). */
export function partialDependence(model: ModelDocument, table: Table, field: string, seed = 42): Dependence {
  const rows = shuffled(table.rows, seed).subarray(0, dependenceRows);
  const columns = columnsFor(model, takeRows(table, rows));
  const at = columns.findIndex(({ name }) => name === field);
  const column = columns[at];
  if (!column) return { field, points: [] };
  const score = (value: number | string | null) => {
    const scores = scoreTable(model, {
      rows: rows.length,
      columns: columns.with(at, constant(column, value, rows.length)),
    });
    return { value, score: scores.reduce((sum, one) => sum + one, 0) / rows.length };
  };
  return { field, points: valuesOf(column).map(score) };
}

function constant(column: Column, value: number | string | null, rows: number): Column {
  if (column.type === 'number')
    return { ...column, values: new Float64Array(rows).fill(value === null ? NaN : Number(value)) };
  return { ...column, codes: new Int32Array(rows).fill(value === null ? -1 : column.values.indexOf(String(value))) };
}

/** Quantiles of a number, the most frequent texts, and what is missing where something is. */
function valuesOf(column: Column): (number | string | null)[] {
  if (column.type === 'number') {
    const known = column.values.filter((value) => !Number.isNaN(value)).sort();
    const places = Array.from({ length: numberPoints + 1 }, (_, i) =>
      Math.round((i * (known.length - 1)) / numberPoints),
    );
    const values = known.length === 0 ? [] : [...new Set(places.map((place) => known[place]!))];
    return known.length < column.values.length ? [...values, null] : values;
  }
  const counts = new Map<number, number>();
  for (const code of column.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const most = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, textPoints);
  return most.map(([code]) => column.values[code] ?? null);
}
