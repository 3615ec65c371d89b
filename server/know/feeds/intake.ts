import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { nearest } from '#query';
import {
  FileRefused,
  findFiles,
  openDelimited,
  openJsonLines,
  surveyFile,
  type BadRecord,
  type RecordFile,
  type Survey,
} from '#platform/files';
import {
  quoteIdentifier,
  quoteText,
  statement,
  WarehouseError,
  type QueryOptions,
  type Warehouse,
} from '#platform/warehouse';
import type { FeedPlan } from './feed-plan.ts';
import { describeFunction, printFunction, readSource } from './table-function.ts';

/** A record that never reached the intake table, with the file it stood in. */
export interface BadRow extends BadRecord {
  readonly file: string;
}

/** What a feed is read from, opened as far as its columns. */
export interface Source {
  /** What reports call the files; a row's file number points here. */
  readonly files: readonly string[];
  /** SHA-256 over the bytes; undefined where only the engine sees them. */
  readonly contentHash: string | undefined;
  readonly encodings: readonly string[];
  /** Checks that every column is there. @throws FileRefused */
  columns(wanted: readonly string[], place: (column: string) => string): void;
  /** The source's own names, for formulas; undefined: anything can be asked for. */
  readonly names: readonly string[] | undefined;
  /** Fills the intake table's columns `0` … `n-1` with the cells of the columns named; resolves to the records seen. */
  fill(
    warehouse: Warehouse,
    table: string,
    columns: readonly string[],
    options: FillOptions,
  ): Promise<{ records: number }>;
}
export interface FillOptions {
  readonly signal: AbortSignal;
  readonly settings: NonNullable<QueryOptions['settings']>;
  readonly onBad: (bad: BadRow) => void;
  readonly onProgress: (fraction: number) => void;
}

/** Opens the source of a feed. @throws FileRefused */
export async function openSource(warehouse: Warehouse, plan: FeedPlan): Promise<Source> {
  const kind = readSource(plan.source);
  if (kind.kind === 'refused')
    throw new FileRefused('unreadable', { file: plan.source.split('(')[0] ?? '' }, kind.reason);
  if (kind.kind === 'function')
    return openFunction(warehouse, printFunction(kind.call), [describeFunction(kind.call)], undefined);
  const files = await findFiles(plan.source, plan.directory);
  const format = plan.format ?? formatOf(files[0] ?? '');
  const surveys: Survey[] = [];
  for (const file of files) surveys.push(await surveyFile(file, plan.encoding));
  const contentHash = hashOf(surveys);
  if (format === 'parquet') {
    const all = files.map(
      (file) => `select *, ${quoteText(file)} as \`0file\` from file(${quoteText(file)}, 'Parquet')`,
    );
    return openFunction(warehouse, `(${all.join(' union all ')})`, files, contentHash);
  }
  const delimiter = plan.delimiter ?? (format === 'tsv' ? '\t' : ',');
  const opened: RecordFile[] = [];
  for (const survey of surveys)
    opened.push(format === 'jsonl' ? await openJsonLines(survey) : await openDelimited(survey, delimiter));
  return fileSource(surveys, opened, contentHash);
}

function formatOf(file: string): NonNullable<FeedPlan['format']> {
  const extension = extname(file.replace(/\.gz$/i, '')).toLowerCase();
  if (extension === '.tsv' || extension === '.tab') return 'tsv';
  if (extension === '.jsonl' || extension === '.ndjson' || extension === '.json') return 'jsonl';
  return extension === '.parquet' ? 'parquet' : 'csv';
}

function hashOf(surveys: readonly Survey[]): string {
  const hash = createHash('sha256');
  for (const survey of surveys) hash.update(`${survey.hash} ${survey.bytes}\n`);
  return hash.digest('hex');
}

function fileSource(surveys: readonly Survey[], opened: readonly RecordFile[], contentHash: string): Source {
  const files = surveys.map((survey) => survey.path);
  return {
    files,
    contentHash,
    encodings: surveys.map((survey) => survey.encoding),
    names: opened[0]?.columns,
    columns(wanted, place) {
      for (const [index, { columns }] of opened.entries())
        if (columns) refuseUnknown(files[index] ?? '', columns, wanted, place);
    },
    async fill(warehouse, table, columns, options) {
      const total = surveys.reduce((sum, survey) => sum + survey.bytes, 0);
      let done = 0;
      let records = 0;
      for (const [index, file] of opened.entries()) {
        // The scanner gives cells in the order of the file, so each file says in which order that is.
        const order = file.columns?.filter((name) => columns.includes(name)) ?? columns;
        const target = { table, columns: ['0file', '0line', ...order.map((name) => String(columns.indexOf(name)))] };
        const bytes = async function* (): AsyncGenerator<Buffer> {
          for await (const block of file.blocks(order, `${index}\t`)) {
            options.signal.throwIfAborted();
            records += block.rows + block.bad.length;
            for (const bad of block.bad) options.onBad({ ...bad, file: files[index] ?? '' });
            options.onProgress(Math.min(1, (done + block.bytesRead) / Math.max(1, total)));
            if (block.bytes.length > 0) yield block.bytes;
          }
        };
        await warehouse.insert(target, bytes(), { signal: options.signal, settings: options.settings });
        done += surveys[index]?.bytes ?? 0;
      }
      return { records };
    },
  };
}

function refuseUnknown(
  file: string,
  columns: readonly string[],
  wanted: readonly string[],
  place: (column: string) => string,
): void {
  for (const column of wanted) {
    const first = columns.indexOf(column);
    if (first < 0) {
      const near = nearest(column, columns);
      const hint = near === undefined ? '' : `; did you mean “${near}”?`;
      throw new FileRefused(
        'unknown-column',
        { file, line: 1, column },
        `The header has no column “${column}” (${place(column)})${hint}`,
      );
    }
    if (columns.indexOf(column, first + 1) >= 0) {
      throw new FileRefused(
        'duplicate-column',
        { file, line: 1, column },
        `The header names the column “${column}” twice.`,
      );
    }
  }
}

/** A table function of the engine, or a select over one. The line of a row is its number in what the function gives. */
async function openFunction(
  warehouse: Warehouse,
  from: string,
  files: readonly string[],
  contentHash: string | undefined,
): Promise<Source> {
  const [name = ''] = files;
  const described = await refusing(name, () => warehouse.rows<{ name: string }>(statement(`describe table ${from}`)));
  const names = described.map((column) => column.name).filter((column) => column !== '0file');
  return {
    files,
    contentHash,
    encodings: [],
    names,
    columns: (wanted, place) => refuseUnknown(name, names, wanted, place),
    async fill(target, table, columns, { settings, signal }) {
      const cells = columns.map((column) => `ifNull(toString(${quoteIdentifier(column)}), '')`).join(', ');
      const file = described.some((column) => column.name === '0file')
        ? 'toUInt16(indexOf({files:Array(String)}, `0file`) - 1)'
        : 'toUInt16(0)';
      const into = `insert into ${quoteIdentifier(table)} (\`0file\`, \`0line\`, ${columns.map((_, index) => quoteIdentifier(String(index))).join(', ')})`;
      const params = file.startsWith('toUInt16(i') ? { files } : {};
      const select = `select ${file}, rowNumberInAllBlocks() + 1, ${cells} from ${from}`;
      await refusing(name, () =>
        target.execute(statement(`${into} ${select}`, params), { signal, settings: { ...settings, max_threads: 1 } }),
      );
      return { records: -1 };
    },
  };
}

/** What the engine says of a source is for the user to act on: the file is no Parquet, the host is wrong. */
async function refusing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.kind === 'cancelled' || error.kind === 'memory') throw error;
    throw new FileRefused('unreadable', { file }, `The source cannot be read: ${error.message}`, error);
  }
}
