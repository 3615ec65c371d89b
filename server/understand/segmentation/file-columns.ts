import { Problem } from '#contract';
import { nearest } from '#query';
import { FileRefused, openDelimited, surveyFile } from '#platform/files';

/** The number columns of a file, NaN where a cell says nothing. */
export interface FileColumns {
  readonly rows: number;
  readonly columns: readonly {
    readonly field: string;
    readonly values: Float64Array;
    readonly missing: number;
    /** Words such as yes and no were read as 1 and 0. */
    readonly wordsRead: boolean;
  }[];
}

/** What people and programs write for a value that is not there. */
const missingWords: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '\\n']);
const words: ReadonlyMap<string, number> = new Map([
  ...['true', 'yes', 'y', 't'].map((word) => [word, 1] as const),
  ...['false', 'no', 'n', 'f'].map((word) => [word, 0] as const),
]);

/**
 * Reads some columns of a csv or tsv file (also .gz) as numbers.
 * @throws Problem (invalid) naming every column that is not there, with the nearest, and every one that is not of numbers
 */
export async function readNumberColumns(path: string, fields: readonly string[]): Promise<FileColumns> {
  try {
    const file = await openDelimited(await surveyFile(path), /\.(tsv|tab)(\.gz)?$/i.test(path) ? '\t' : ',');
    const header = file.columns ?? [];
    requireAll(header, fields);
    const names = header.filter((name) => fields.includes(name));
    const cells = names.map(openColumn);
    let rows = 0;
    for await (const block of file.blocks(names, '')) {
      const [bad] = block.bad;
      if (bad)
        throw new Problem(
          'invalid',
          'unreadable-record',
          `${path}, line ${bad.line}: the record cannot be read (${bad.reason}).`,
        );
      for (const line of block.bytes.toString('utf8').split('\n')) {
        if (line === '') continue;
        const [, ...parts] = line.split('\t');
        for (const [i, cell] of cells.entries()) cell.add(parts[i] ?? '', rows);
        rows++;
      }
    }
    refuseText(cells);
    const byName = new Map(cells.map((cell) => [cell.field, cell]));
    return { rows, columns: fields.flatMap((field) => byName.get(field)?.done(rows) ?? []) };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const place = error.line === null ? path : `${path}, line ${error.line}`;
    throw new Problem('invalid', `file-${error.code}`, `${place}: ${error.message}`, { cause: error });
  }
}

function requireAll(header: readonly string[], fields: readonly string[]): void {
  const problems = fields
    .filter((field) => !header.includes(field))
    .map((field) => {
      const near = nearest(field, header);
      return {
        code: 'no-such-column',
        place: '--fields',
        message: `The file has no column “${field}”. Its columns are ${header.join(', ')}.`,
        ...(near !== undefined && { suggestion: near }),
      };
    });
  if (problems.length > 0)
    throw new Problem('invalid', 'no-such-column', problems.map(({ message }) => message).join(' '), { problems });
}

type OpenColumn = ReturnType<typeof openColumn>;

function openColumn(field: string) {
  let values = new Float64Array(1024);
  let missing = 0;
  let wordsRead = 0;
  let text: { readonly row: number; readonly cell: string } | undefined;
  let texts = 0;
  return {
    field,
    add(cell: string, row: number): void {
      if (row >= values.length) {
        const longer = new Float64Array(values.length * 2);
        longer.set(values);
        values = longer;
      }
      const plain = Number(cell);
      if (Number.isFinite(plain) && (plain !== 0 || cell.trim() !== '')) {
        values[row] = plain;
        return;
      }
      const trimmed = cell.trim();
      const word = trimmed.toLowerCase();
      values[row] = words.get(word) ?? Number.NaN;
      if (words.has(word)) wordsRead++;
      else if (missingWords.has(word)) missing++;
      else {
        text ??= { row, cell: trimmed };
        texts++;
      }
    },
    refusal: () =>
      text && {
        code: 'text-column',
        place: '--fields',
        message: `${field} is not a column of numbers: ${texts.toLocaleString('en-US')} cells are text, the first “${text.cell}” in record ${text.row + 1}. Groups are found by distances, and texts have none: leave it out, or write it as columns of 0 and 1.`,
      },
    done: (rows: number) => ({ field, values: values.slice(0, rows), missing, wordsRead: wordsRead > 0 }),
  };
}

function refuseText(cells: readonly OpenColumn[]): void {
  const problems = cells.flatMap((cell) => cell.refusal() ?? []);
  if (problems.length > 0)
    throw new Problem('invalid', 'text-column', problems.map(({ message }) => message).join(' '), { problems });
}
