import { Problem } from '#contract';
import {
  FileRefused,
  openDelimited,
  surveyFile,
  unescapeCell,
  type BadRecord,
  type DelimitedFile,
} from '#platform/files';

/** A csv or tsv file as rows of cells. */
export interface CellFile {
  readonly path: string;
  /** Every heading once: a second one of a name is followed by its number, and an empty one is called after its place. */
  readonly columns: readonly string[];
  /** Reads the file from its start, some rows at a time. @throws Problem for a record that cannot be read */
  rows(): AsyncGenerator<readonly (readonly string[])[]>;
}

/** Opens a file in UTF-8, GB18030 or UTF-16, with commas, semicolons or tabs. @throws Problem */
export async function openCells(path: string): Promise<CellFile> {
  return asProblem(path, async () => {
    const survey = await surveyFile(path);
    let file: DelimitedFile | undefined;
    for (const delimiter of /\.(tsv|tab)(\.gz)?$/i.test(path) ? ['\t'] : [',', ';', '\t']) {
      const opened = await openDelimited(survey, delimiter);
      if (!file || opened.columns.length > file.columns.length) file = opened;
      if (file.columns.length > 1) break;
    }
    const found = file!;
    return { path, columns: distinct(found.columns), rows: () => rowsOf(path, found) };
  });
}

function distinct(headings: readonly string[]): string[] {
  const taken = new Set(headings);
  const seen = new Set<string>();
  return headings.map((heading, i) => {
    const name = heading === '' ? `column ${i + 1}` : heading;
    let free = name;
    for (let n = 2; seen.has(free); n++) if (!taken.has(`${name} (${n})`)) free = `${name} (${n})`;
    seen.add(free);
    taken.add(free);
    return free;
  });
}

async function* rowsOf(path: string, file: DelimitedFile): AsyncGenerator<string[][]> {
  try {
    for await (const { bytes, bad } of file.allBlocks('')) {
      const [first] = bad;
      if (first) throw brokenRecord(path, first);
      const lines = bytes.toString('utf8').split('\n');
      lines.pop();
      // Each line begins with its number in the file.
      if (lines.length > 0) yield lines.map((line) => line.split('\t').slice(1).map(cellOf));
    }
  } catch (error) {
    throw problemOf(path, error);
  }
}

const cellOf = (cell: string): string => (cell.includes('\\') ? unescapeCell(cell) : cell).trim();

const reasons: Readonly<Record<BadRecord['reason'], string>> = {
  columns: 'it has more or fewer cells than the header',
  quote: 'a quote stands where none may',
  encoding: 'its letters cannot be read',
  json: 'it is no JSON object',
};
const brokenRecord = (path: string, { line, reason, value }: BadRecord) =>
  new Problem('invalid', 'bad-record', `${path}, line ${line}: ${reasons[reason]} (“${value}”).`);

async function asProblem<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problemOf(path, error);
  }
}

function problemOf(path: string, error: unknown): unknown {
  if (!(error instanceof FileRefused)) return error;
  const place = error.line === null ? path : `${path}, line ${error.line}`;
  return new Problem('invalid', `file-${error.code}`, `${place}: ${error.message}`, { cause: error });
}
