import type { Column, Table } from '../table.ts';
import { daysIn, numberIn } from './cell-values.ts';
import type { CellFile } from './cells-of-file.ts';

/** A column that is wanted, and how its cells are read. */
export interface Wanted {
  readonly name: string;
  readonly type: 'number' | 'date' | 'text';
}

/** Reads whole columns into memory: eight bytes a number, four a text. Cells that are no number are missing where one is wanted. */
export async function readTable(file: CellFile, rows: number, wanted: readonly Wanted[]): Promise<Table> {
  const readers = wanted.map((one) => readerOf(one, rows));
  const places = wanted.map(({ name }) => file.columns.indexOf(name));
  let row = 0;
  for await (const block of file.rows())
    for (const cells of block) {
      for (const [i, reader] of readers.entries()) reader.put(row, cells[places[i]!] ?? '');
      row++;
    }
  return { rows, columns: readers.map((reader) => reader.column()) };
}

/** The same of rows at hand. */
export function tableOf(
  columns: readonly string[],
  block: readonly (readonly string[])[],
  wanted: readonly Wanted[],
): Table {
  const readers = wanted.map((one) => readerOf(one, block.length));
  for (const [i, { name }] of wanted.entries()) {
    const place = columns.indexOf(name);
    for (const [row, cells] of block.entries()) readers[i]!.put(row, cells[place] ?? '');
  }
  return { rows: block.length, columns: readers.map((reader) => reader.column()) };
}

interface Reader {
  readonly put: (row: number, cell: string) => void;
  readonly column: () => Column;
}

function readerOf({ name, type }: Wanted, rows: number): Reader {
  if (type === 'text') return textReader(name, rows);
  const values = new Float64Array(rows).fill(NaN);
  const read = type === 'date' ? daysIn : (cell: string) => numberIn(cell) ?? daysIn(cell);
  return {
    put: (row, cell) => (values[row] = read(cell) ?? NaN),
    column: () => ({ name, type: 'number', values }),
  };
}

function textReader(name: string, rows: number): Reader {
  const codes = new Int32Array(rows).fill(-1);
  const places = new Map<string, number>();
  return {
    put: (row, cell) => {
      if (cell === '') return;
      const place = places.get(cell) ?? places.size;
      places.set(cell, place);
      codes[row] = place;
    },
    column: () => sorted({ name, type: 'text', codes, values: [...places.keys()] }),
  };
}

/** Texts in the order of their code units, so that the order of the rows does not show in a model. */
function sorted(column: Extract<Column, { type: 'text' }>): Column {
  const values = column.values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const placeOf = new Map(values.map((value, i) => [value, i]));
  const moved = column.values.map((value) => placeOf.get(value)!);
  return { ...column, values, codes: column.codes.map((code) => moved[code] ?? -1) };
}
