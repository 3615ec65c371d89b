import type { ModelDocument, ModelInput, ScorecardField, SplitNode, TreeDocument } from '#query';
import { binOf, holds, scoreOfSum } from '#query';
import type { Column, Table } from './table.ts';

/**
 * The score of every row: the meaning of `query/`, column by column. A column the table lacks is missing in every row;
 * numbers where the model wants texts are read as they are written, texts where it wants numbers as numbers where they are.
 */
export function scoreTable(model: ModelDocument, table: Table): Float64Array {
  return marginsOf(model, table).map((sum) => scoreOfSum(model, sum));
}

/** The sum of every row, before link and calibration. */
export function marginsOf(model: ModelDocument, table: Table): Float64Array {
  const columns = columnsFor(model, table);
  const sums = new Float64Array(table.rows).fill(model.base);
  if (model.kind === 'trees') for (const tree of model.trees) addTree(tree, columns, sums);
  else for (const field of model.fields) addBins(field, columns[field.input]!, sums);
  return sums;
}

/** A model's inputs as the columns of a table. */
export const columnsFor = (model: ModelDocument, table: Table): Column[] =>
  model.inputs.map((input) => columnFor(input, table));

function columnFor({ name, type }: ModelInput, table: Table): Column {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) return nothing(name, type, table.rows);
  if (column.type === type) return column;
  if (column.type === 'text') {
    const numbers = column.values.map((text) => (text.trim() === '' ? NaN : Number(text)));
    return { name, type: 'number', values: Float64Array.from(column.codes, (code) => numbers[code] ?? NaN) };
  }
  const places = new Map([...new Set(column.values)].filter((n) => !Number.isNaN(n)).map((n, i) => [n, i]));
  const codes = Int32Array.from(column.values, (n) => places.get(n) ?? -1);
  return { name, type: 'text', codes, values: [...places.keys()].map(String) };
}

const nothing = (name: string, type: ModelInput['type'], rows: number): Column =>
  type === 'number'
    ? { name, type, values: new Float64Array(rows).fill(NaN) }
    : { name, type, codes: new Int32Array(rows).fill(-1), values: [] };

function addTree(tree: TreeDocument, columns: readonly Column[], sums: Float64Array): void {
  const leafOf = compileTree(tree, columns);
  for (let row = 0; row < sums.length; row++) sums[row]! += leafOf(row);
}

/** A tree over columns: gives the leaf's value of a row. Tests of texts are asked once for each text of the column. */
function compileTree({ nodes }: TreeDocument, columns: readonly Column[]): (row: number) => number {
  const tests = nodes.map((node) => ('leaf' in node ? undefined : compileTest(node, columns[node.input]!)));
  return (row) => {
    let at = 0;
    for (;;) {
      const node = nodes[at]!;
      if ('leaf' in node) return node.leaf;
      at = tests[at]!(row) ? node.left : node.right;
    }
  };
}

function compileTest({ test, missing }: SplitNode, column: Column): (row: number) => boolean {
  const missingLeft = missing === 'left';
  if (column.type === 'text') {
    const goesLeft = column.values.map((text) => holds(test, text));
    return (row) => goesLeft[column.codes[row]!] ?? missingLeft;
  }
  const { values } = column;
  if ('atMost' in test) {
    const { atMost } = test;
    // What is missing is NaN, and no comparison with it holds.
    return missingLeft ? (row) => !(values[row]! > atMost) : (row) => values[row]! <= atMost;
  }
  return (row) => (Number.isNaN(values[row]!) ? missingLeft : holds(test, values[row]!));
}

function addBins(field: ScorecardField, column: Column, sums: Float64Array): void {
  if (column.type === 'number') {
    for (let row = 0; row < sums.length; row++) sums[row]! += binOf(field, column.values[row]!).value;
    return;
  }
  const values = column.values.map((text) => binOf(field, text).value);
  for (let row = 0; row < sums.length; row++) sums[row]! += values[column.codes[row]!] ?? field.missing.value;
}
