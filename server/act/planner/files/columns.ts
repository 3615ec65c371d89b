import { type CsvRecord, lastNumber, numberOf, readCsv, textOf } from './csv.ts';
import type { Defects } from './defects.ts';

/** A file's own columns, found by their names in its first record. */
export interface Sheet<Column extends string> {
  /** Place of each column; -1 for an optional one that is not there. */
  readonly at: Readonly<Record<Column, number>>;
  readonly has: (column: Column) => boolean;
}

export interface SheetRow<Column extends string> {
  readonly record: CsvRecord;
  readonly line: number;
  readonly sheet: Sheet<Column>;
  /** A number of at least 0 (any number where `signed`); NaN, and a defect told, for anything else. An empty cell is `empty` where that is given. */
  readonly number: (column: Column, options?: { signed?: boolean; empty?: number }) => number;
  readonly isEmpty: (column: Column) => boolean;
  readonly text: (column: Column) => string;
  readonly defect: (message: string) => void;
}

/** Reads a file whose first record names its columns; rows with a wrong number of fields are defects and not handed on. */
export function readSheet<Column extends string>(
  path: string,
  file: string,
  columns: { readonly needed: readonly Column[]; readonly optional?: readonly Column[] },
  defects: Defects,
  onRow: (row: SheetRow<Column>) => void,
): void {
  let width = 0;
  let row: (SheetRow<Column> & { line: number }) | undefined;
  let broken = false;
  readCsv(
    path,
    (record) => {
      if (broken) return;
      if (!row) {
        const sheet = sheetOf(record, file, columns, defects);
        broken = sheet === undefined;
        width = record.fields;
        if (sheet) row = rowOf(record, file, sheet, defects);
        return;
      }
      row.line = record.line;
      if (record.fields === width) onRow(row);
      else
        defects.add(
          file,
          record.line,
          `This row has ${record.fields} ${record.fields === 1 ? 'field' : 'fields'}; the heading has ${width}.`,
        );
    },
    ({ line, message }) => defects.add(file, line, message),
  );
  if (!row && !broken)
    defects.add(file, 1, `The file has no heading; it begins with the columns ${columns.needed.join(', ')}.`);
}

function sheetOf<Column extends string>(
  record: CsvRecord,
  file: string,
  { needed, optional = [] }: { readonly needed: readonly Column[]; readonly optional?: readonly Column[] },
  defects: Defects,
): Sheet<Column> | undefined {
  const before = defects.count();
  const headings: string[] = [];
  for (let i = 0; i < Math.min(record.fields, 256); i++) headings.push(safeText(record, i).trim());
  const at = {} as Record<Column, number>;
  for (const column of [...needed, ...optional]) {
    at[column] = headings.indexOf(column);
    if (at[column] >= 0 && headings.lastIndexOf(column) !== at[column])
      defects.add(file, record.line, `There are two columns ${column}.`);
  }
  for (const column of needed)
    if (at[column] < 0)
      defects.add(file, record.line, `The column ${column} is missing; the heading has ${headings.join(', ')}.`);
  return defects.count() > before ? undefined : { at, has: (column) => at[column] >= 0 };
}

function rowOf<Column extends string>(record: CsvRecord, file: string, sheet: Sheet<Column>, defects: Defects) {
  const isEmpty = (column: Column) => record.start[sheet.at[column]] === record.end[sheet.at[column]];
  const row: SheetRow<Column> & { line: number } = {
    record,
    line: record.line,
    sheet,
    isEmpty,
    text: (column) => safeText(record, sheet.at[column]),
    defect: (message) => defects.add(file, row.line, message),
    number: (column, options) => {
      const empty = options?.empty;
      const signed = options?.signed === true;
      if (empty !== undefined && isEmpty(column)) {
        lastNumber.decimals = 0;
        return empty;
      }
      const value = numberOf(record, sheet.at[column]);
      if (value >= 0 || (signed && !Number.isNaN(value))) return value;
      const said = safeText(record, sheet.at[column]);
      row.defect(
        said === ''
          ? `${column} is empty; it takes a number.`
          : Number.isNaN(value)
            ? `${column} takes a number, not “${said}”.`
            : `${column} cannot be negative; it is ${said}.`,
      );
      return Number.NaN;
    },
  };
  return row;
}

function safeText(record: CsvRecord, field: number): string {
  try {
    return textOf(record, field);
  } catch {
    return '�';
  }
}
