import { daysIn, numberIn } from './cell-values.ts';
import type { CellFile } from './cells-of-file.ts';

export interface SurveyedColumn {
  readonly name: string;
  readonly type: 'number' | 'date' | 'text';
  /** Rows with a value. */
  readonly known: number;
  /** Different values; counted up to `mostDistinct`. */
  readonly distinct: number;
  /** All whole numbers. */
  readonly isWhole: boolean;
}
export interface SurveyedFile {
  readonly rows: number;
  readonly columns: readonly SurveyedColumn[];
}

/** More different values need not be told apart to say that nearly every row has its own. */
const mostDistinct = 50_000;

/** One reading of a file: how many rows it has, and of what kind each column is. */
export async function surveyColumns(file: CellFile): Promise<SurveyedFile> {
  const columns = file.columns.map(() => new ColumnSurvey());
  let rows = 0;
  for await (const block of file.rows()) {
    rows += block.length;
    for (const cells of block) for (let i = 0; i < columns.length; i++) columns[i]!.add(cells[i] ?? '');
  }
  return { rows, columns: columns.map((column, i) => column.result(file.columns[i]!)) };
}

class ColumnSurvey {
  #isNumber = true;
  #isDate = true;
  #isWhole = true;
  #numbers = 0;
  #known = 0;
  readonly #seen = new Set<string>();

  add(cell: string): void {
    if (cell === '') return;
    this.#known++;
    if (this.#seen.size < mostDistinct) this.#seen.add(cell);
    if (this.#isNumber) this.#addNumber(cell);
    if (this.#isDate && daysIn(cell) === undefined) this.#isDate = false;
  }

  #addNumber(cell: string): void {
    const value = numberIn(cell);
    if (value === undefined) this.#isNumber = false;
    else if (!Number.isNaN(value)) {
      this.#numbers++;
      if (!Number.isInteger(value)) this.#isWhole = false;
    }
  }

  result(name: string): SurveyedColumn {
    // A column of nothing but words for “missing” is a text.
    const isNumber = this.#isNumber && (this.#numbers > 0 || this.#known === 0);
    const type = isNumber ? 'number' : this.#isDate ? 'date' : 'text';
    return {
      name,
      type,
      known: this.#known,
      distinct: this.#seen.size,
      isWhole: isNumber && this.#isWhole,
    };
  }
}
