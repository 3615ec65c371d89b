import { Problem } from '#contract';
import { nearest } from '#query';
import { FileRefused, openDelimited, surveyFile, type BadRecord, type RecordFile } from '#platform/files';
import { statement, type TableDefinition, type Warehouse } from '#platform/warehouse';

/** How a column of the file is read. */
export type Reading = 'text' | 'number' | 'share' | 'count';
/** A file brought into the warehouse: one row a record, one Float64 or text column for each reading of a column. */
export interface FileUnits {
  readonly table: string;
  /** SQL of a column as read; a number is null where it is missing, a text empty. */
  readonly column: (name: string, as: Reading) => string;
  readonly missing: readonly { readonly column: string; readonly units: number }[];
  readonly rows: number;
}

/** What people and programs write for a value that is not there. */
const missingWords = ['', 'na', 'n/a', 'nan', 'null', 'none'];
const trueWords = ['true', 'yes', 'y', 't'];
const falseWords = ['false', 'no', 'n', 'f'];
const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

/** The file's header. @throws Problem */
export async function readHeader(path: string): Promise<{ columns: readonly string[]; load: Load }> {
  return asProblems(path, async () => {
    const survey = await surveyFile(path);
    const file = await openDelimited(survey, /\.(tsv|tab)(\.gz)?$/i.test(path) ? '\t' : ',');
    return {
      columns: file.columns ?? [],
      load: (warehouse, readings) => asProblems(path, () => loadUnits(warehouse, file, readings)),
    };
  });
}
export type Load = (warehouse: Warehouse, readings: readonly Asked[]) => Promise<FileUnits>;
export interface Asked {
  readonly column: string;
  readonly as: Reading;
}

/** Every column asked for must stand in the file. @throws Problem naming each that does not, with the nearest one that does */
export function requireColumns(columns: readonly string[], asked: readonly { column: string; option: string }[]): void {
  const problems = asked
    .filter(({ column }) => !columns.includes(column))
    .map(({ column, option }) => {
      const near = nearest(column, columns);
      return {
        code: 'no-such-column',
        place: option,
        message: `The file has no column “${column}”. Its columns are ${columns.join(', ')}.`,
        ...(near !== undefined && { suggestion: near }),
      };
    });
  const [first] = problems;
  if (first)
    throw new Problem(
      'invalid',
      'no-such-column',
      problems.map(({ place, message }) => `${place}: ${message}`).join(' '),
      {
        problems,
      },
    );
}

async function asProblems<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const place = error.line === null ? path : `${path}, line ${error.line}`;
    throw new Problem('invalid', `file-${error.code}`, `${place}: ${error.message}`, { cause: error });
  }
}

/** Cells as text → every one that cannot be read is refused with its line → numbers. Memory does not grow with the file. */
async function loadUnits(warehouse: Warehouse, file: RecordFile, readings: readonly Asked[]): Promise<FileUnits> {
  const asked = [...new Map(readings.map((one) => [`${one.as} ${one.column}`, one])).values()];
  const names = [...new Set(file.columns)].filter((name) => asked.some(({ column }) => column === name));
  const cellOf = (column: string) => `c${names.indexOf(column)}`;
  const cells = names.map((name) => ({ name: cellOf(name), type: 'String' }));
  await warehouse.define([table('cell', [{ name: 'line', type: 'UInt64' }, ...cells])]);
  await warehouse.insert({ table: 'cell', columns: ['line', ...names.map(cellOf)] }, wholeRecords(file, names));
  await refuseUnreadable(warehouse, asked, cellOf);
  const columns = asked.map(({ as }, i) => ({ name: `v${i}`, type: as === 'text' ? 'String' : 'Nullable(Float64)' }));
  await warehouse.define([table('unit', columns)]);
  await warehouse.execute(
    `insert into unit select ${asked.map(({ column, as }) => readingOf(cellOf(column), as)).join(', ')} from cell`,
  );
  await warehouse.execute('drop table cell');
  const counts = asked.map(({ as }, i) => `countIf(${as === 'text' ? `v${i} = ''` : `v${i} is null`}) as m${i}`);
  const [row = {}] = await warehouse.rows<Record<string, number>>(
    statement(`select count() as n, ${counts.join(', ')} from unit`),
  );
  const missing = new Map(asked.map(({ column }, i) => [column, Number(row[`m${i}`])]));
  return {
    table: 'unit',
    column: (name, as) => `v${asked.findIndex((one) => one.column === name && one.as === as)}`,
    missing: [...missing].filter(([, units]) => units > 0).map(([column, units]) => ({ column, units })),
    rows: Number(row['n']),
  };
}

const table = (name: string, columns: TableDefinition['columns']): TableDefinition => ({
  name,
  columns,
  engine: { kind: 'merge-tree' },
  orderBy: [],
  shardBy: 'rand()',
});

const broken: Readonly<Record<BadRecord['reason'], string>> = {
  columns: 'it has more or fewer cells than the header',
  quote: 'a quote stands where none may',
  encoding: 'its letters cannot be read',
  json: 'it is no JSON object',
};

/** A record that does not fit the file's structure stops the analysis: figures over the rest would not be the file's. */
async function* wholeRecords(file: RecordFile, names: readonly string[]): AsyncGenerator<Buffer> {
  for await (const { bytes, bad } of file.blocks(names, '')) {
    const [first] = bad;
    if (first)
      throw new Problem(
        'invalid',
        'bad-record',
        `Line ${first.line} cannot be read: ${broken[first.reason]} (“${first.value}”).`,
      );
    if (bytes.length > 0) yield bytes;
  }
}

const text = (cell: string) => `trim(${cell})`;
const isMissing = (cell: string) => `lower(${text(cell)}) in (${list(missingWords)})`;
const asNumber = (cell: string) => `toFloat64OrNull(${text(cell)})`;
const asShare = (cell: string) =>
  `multiIf(lower(${text(cell)}) in (${list(trueWords)}), 1, lower(${text(cell)}) in (${list(falseWords)}), 0, ${asNumber(cell)})`;

function readingOf(cell: string, as: Reading): string {
  if (as === 'text') return text(cell);
  return `if(${isMissing(cell)}, null, ${as === 'share' ? asShare(cell) : asNumber(cell)})`;
}

/** Whether a cell that is there cannot be what the metric needs. */
function unreadable(cell: string, as: Exclude<Reading, 'text'>): string {
  const read = as === 'share' ? asShare(cell) : asNumber(cell);
  const no = {
    number: `not isFinite(${read})`,
    share: `${read} not in (0, 1)`,
    count: `not isFinite(${read}) or ${read} < 0 or ${read} != floor(${read})`,
  }[as];
  return `not ${isMissing(cell)} and ifNull(${no}, true)`;
}

const takes = {
  number: 'is not a number',
  share: 'is neither 0 nor 1 (true, false, yes and no are read too)',
  count: 'is not a whole number from 0',
} as const;

async function refuseUnreadable(
  warehouse: Warehouse,
  asked: readonly Asked[],
  cellOf: (column: string) => string,
): Promise<void> {
  const numbers = asked.flatMap(({ column, as }) => (as === 'text' ? [] : [{ column, as, cell: cellOf(column) }]));
  if (numbers.length === 0) return;
  const sums = numbers.map(({ cell, as }, i) => {
    const bad = unreadable(cell, as);
    return `countIf(${bad}) as n${i}, minIf(line, ${bad}) as line${i}, argMinIf(${cell}, line, ${bad}) as value${i}`;
  });
  const [row = {}] = await warehouse.rows<Record<string, string | number>>(
    statement(`select ${sums.join(', ')} from cell`),
  );
  const problems = numbers.flatMap(({ column, as }, i) => {
    const count = Number(row[`n${i}`]);
    if (count === 0) return [];
    const more = count === 1 ? '' : ` (and ${count - 1} further ones)`;
    const message = `Line ${row[`line${i}`]}: “${row[`value${i}`]}” in ${column} ${takes[as]}${more}.`;
    return [{ code: 'not-numeric', place: column, message }];
  });
  if (problems.length > 0)
    throw new Problem('invalid', 'not-numeric', problems.map(({ message }) => message).join(' '), { problems });
}
