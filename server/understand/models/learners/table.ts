/** Rows to learn from or to score, by columns. A number that is missing is NaN, a text -1; infinite numbers do not occur. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}
export type Column = NumberColumn | TextColumn;
export interface NumberColumn {
  readonly name: string;
  readonly type: 'number';
  readonly values: Float64Array;
}
export interface TextColumn {
  readonly name: string;
  readonly type: 'text';
  /** Places in `values`. */
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** The rows named, in that order. */
export function takeRows(table: Table, rows: Int32Array): Table {
  return { rows: rows.length, columns: table.columns.map((column) => takeColumn(column, rows)) };
}

function takeColumn(column: Column, rows: Int32Array): Column {
  if (column.type === 'number') return { ...column, values: take(column.values, rows) };
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]!]!;
  return { ...column, codes };
}

/** The values of the rows named, in that order. */
export function take(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

/** Leaves the named columns out. */
export function without(table: Table, names: ReadonlySet<string>): Table {
  return { ...table, columns: table.columns.filter(({ name }) => !names.has(name)) };
}
