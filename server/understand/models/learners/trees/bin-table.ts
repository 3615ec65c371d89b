import { sortedFloats } from '#platform/sorting';
import { chance } from '../chance.ts';
import type { NumberColumn, Table, TextColumn } from '../table.ts';

/** A table whose values are replaced by the numbers of their bins: what trees are grown from. */
export interface Binned {
  readonly rows: number;
  readonly fields: readonly BinnedField[];
  /** Field by field, row by row; in memory that all threads see. */
  readonly bins: Uint8Array;
}
interface FieldHead {
  readonly name: string;
  /** Bins with known values: 0 to count - 1. What is missing has bin `count`. */
  readonly count: number;
  readonly hasMissing: boolean;
  /** Where its counts begin in a histogram. */
  readonly offset: number;
}
export interface NumberField extends FieldHead {
  readonly type: 'number';
  /** Bin b holds values up to and with edges[b]; the last has no edge. */
  readonly edges: readonly number[];
  readonly monotone: -1 | 0 | 1;
}
export interface TextField extends FieldHead {
  readonly type: 'text';
  /** The text of each bin. Texts that are too rare share one more bin, the last, which has none. */
  readonly values: readonly string[];
  readonly hasOther: boolean;
}
export type BinnedField = NumberField | TextField;

export const mostBins = 255;
/** Numbers of a histogram for each bin: gradient, hessian, rows. */
export const perBin = 3;
/** Quantiles are taken from so many rows at most. */
const sampleRows = 200_000;

export interface BinOptions {
  readonly bins: number;
  readonly seed: number;
  readonly monotone: Readonly<Record<string, 1 | -1>>;
}

/** Columns with only one value are left out: no split can use them. */
export function binTable(table: Table, options: BinOptions): Binned {
  const fields: BinnedField[] = [];
  const places: { field: BinnedField; column: NumberColumn | TextColumn }[] = [];
  let offset = 0;
  for (const column of table.columns) {
    const field =
      column.type === 'number' ? numberField(column, offset, options) : textField(column, offset, options.bins);
    if (field.count + (field.hasMissing ? 1 : 0) < 2) continue;
    fields.push(field);
    places.push({ field, column });
    offset += (field.count + 1) * perBin;
  }
  const bins = new Uint8Array(new SharedArrayBuffer(fields.length * table.rows));
  for (const [i, { field, column }] of places.entries()) {
    const into = bins.subarray(i * table.rows, (i + 1) * table.rows);
    if (column.type === 'number') binNumbers(column.values, field as NumberField, into);
    else binTexts(column, field as TextField, into);
  }
  return { rows: table.rows, fields, bins };
}

function numberField({ name, values }: NumberColumn, offset: number, options: BinOptions): NumberField {
  const distinct = sortedSample(values, options.seed);
  const edges = edgesOf(distinct, options.bins);
  const hasMissing = values.some((value) => Number.isNaN(value));
  const monotone = Object.hasOwn(options.monotone, name) ? options.monotone[name]! : 0;
  const count = distinct.length === 0 ? 0 : edges.length + 1;
  return { type: 'number', name, edges, count, hasMissing, offset, monotone };
}

/** The known values of at most `sampleRows` rows that chance picks, sorted. */
function sortedSample(values: Float64Array, seed: number): Float64Array {
  const share = sampleRows / values.length;
  const known = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++)
    if (!Number.isNaN(values[row]!) && (share >= 1 || chance(seed, row, 7) < share)) known[count++] = values[row]!;
  return sortedFloats(known.subarray(0, count));
}

/** Edges between neighbouring values: all of them, or those nearest to equal shares of the rows. */
function edgesOf(sorted: Float64Array, bins: number): number[] {
  const isEnd = (i: number) => sorted[i]! > sorted[i - 1]!;
  let ends = 0;
  for (let i = 1; i < sorted.length; i++) if (isEnd(i)) ends++;
  const edges: number[] = [];
  let at = 1;
  for (let bin = 1; bin < (ends < bins ? ends + 1 : bins); bin++) {
    if (ends >= bins) at = Math.max(at, Math.ceil((sorted.length * bin) / bins));
    while (at < sorted.length && !isEnd(at)) at++;
    if (at >= sorted.length) break;
    edges.push(between(sorted[at - 1]!, sorted[at]!));
    at++;
  }
  return edges;
}

/** A number from a up to but not b: the one with the fewest digits near the middle, since people will read it. */
function between(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  const [low, high] = [a + (middle - a) / 2, b - (b - middle) / 2];
  if (!(low > a && high < b)) return middle < b ? Math.max(a, middle) : a;
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(middle.toPrecision(digits));
    if (short > low && short < high) return short;
  }
  return middle;
}

/** Values are first put into so many cells of equal width between the outer edges. */
const cells = 2048;

function binNumbers(values: Float64Array, { edges, count }: NumberField, into: Uint8Array): void {
  const sorted = Float64Array.from(edges);
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const scale = last > first ? cells / (last - first) : 0;
  // A larger value is never in an earlier cell, so only the edges of its own cell are asked.
  const cellOf = (value: number) => Math.min(cells - 1, Math.max(0, Math.floor((value - first) * scale)));
  const begun = new Uint8Array(cells + 1);
  for (const edge of sorted) for (let cell = cellOf(edge) + 1; cell <= cells; cell++) begun[cell]!++;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) {
      into[row] = count;
      continue;
    }
    const cell = scale > 0 && scale < Infinity ? cellOf(value) : -1;
    into[row] = cell < 0 ? binOf(sorted, value) : binOf(sorted, value, begun[cell], begun[cell + 1]);
  }
}

/** How many edges lie below the value, if it is known to be from `low` to `high`. */
export function binOf(edges: Float64Array, value: number, low = 0, high = edges.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A text gets a bin of its own when it occurs in ten rows, or in a twentieth of a small table. */
function textField({ name, codes, values }: TextColumn, offset: number, bins: number): TextField {
  const counts = new Float64Array(values.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counts[code]!++;
  }
  const fewest = Math.min(10, codes.length / 20);
  const seen = values.map((_, code) => code).filter((code) => counts[code]! > 0);
  const byCount = seen.toSorted((a, b) => counts[b]! - counts[a]! || (values[a]! < values[b]! ? -1 : 1));
  const kept = byCount.filter((code) => counts[code]! >= fewest).slice(0, bins - 1);
  const hasOther = kept.length < seen.length;
  return {
    type: 'text',
    name,
    values: kept.map((code) => values[code]!),
    count: kept.length + (hasOther ? 1 : 0),
    hasOther,
    hasMissing: missing > 0,
    offset,
  };
}

function binTexts({ codes, values }: TextColumn, field: TextField, into: Uint8Array): void {
  const bin = new Map(field.values.map((value, i) => [value, i]));
  const binOfCode = values.map((value) => bin.get(value) ?? field.values.length);
  for (let row = 0; row < codes.length; row++) into[row] = codes[row]! < 0 ? field.count : binOfCode[codes[row]!]!;
}
