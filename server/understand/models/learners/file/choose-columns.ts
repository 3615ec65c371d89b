import type { Wanted } from './read-table.ts';
import type { SurveyedColumn, SurveyedFile } from './survey-columns.ts';

export interface ChosenColumns {
  readonly wanted: readonly Wanted[];
  /** Why a column was left out, a sentence each. */
  readonly notes: readonly string[];
}

const idName =
  /(^|[^a-z])ids?$|I[dD]$|^(uu|gu)id$|^row ?(number|no|index)$|^index$|^unnamed: 0$|编号|号码|序号|身份证|手机号/;
const idShare = 0.9;

/** Columns to learn from: those that are no identifiers, and say something. */
export function chooseColumns({ columns, rows }: SurveyedFile, leaveOut: ReadonlySet<string>): ChosenColumns {
  const wanted: Wanted[] = [];
  const ids: string[] = [];
  const empty: string[] = [];
  for (const column of columns) {
    if (leaveOut.has(column.name)) continue;
    if (column.known === 0) empty.push(column.name);
    else if (isIdentifier(column, rows)) ids.push(column.name);
    else wanted.push({ name: column.name, type: column.type });
  }
  return {
    wanted,
    notes: [
      ...(ids.length > 0 ? [`Left out, since nearly every row has a value of its own there: ${ids.join(', ')}.`] : []),
      ...(empty.length > 0 ? [`Left out, since they are empty: ${empty.join(', ')}.`] : []),
    ],
  };
}

/** A text of its own in nearly every row, or a whole number of its own in every row under the name of an identifier. */
function isIdentifier({ name, type, known, distinct, isWhole }: SurveyedColumn, rows: number): boolean {
  if (rows < 20) return false;
  if (type === 'text') return distinct >= Math.min(idShare * known, 20_000) && known >= rows / 2;
  return type === 'number' && isWhole && idName.test(name) && distinct >= Math.min(idShare * rows, 20_000);
}

/** Columns that tell whose row it is, for a file of scores. */
export const namesRows = (name: string): boolean => idName.test(name);
