import { FileRefused, type Block } from './bad-record.ts';
import { unescapeCell } from './block-cell.ts';
import { bytesOf } from './byte-source.ts';
import { createScanner, type LineEnd } from './scanner.ts';
import type { Survey } from './survey.ts';

export interface RecordFile {
  /** The names in the header, trimmed; undefined when the format has none (json lines). */
  readonly columns: readonly string[] | undefined;
  /** The cells of the columns named, in the order of the file (json lines: as named), after the prefix and the line. */
  blocks(take: readonly string[], prefix: string): AsyncGenerator<Block>;
}

/** A csv or tsv file: it can also be read whole, whatever its header says, so that two columns of one name do no harm. */
export interface DelimitedFile extends RecordFile {
  readonly columns: readonly string[];
  allBlocks(prefix: string): AsyncGenerator<Block>;
}

/** Longer records than this are taken for a quote that was never closed. */
export const longestRecordBytes = 32 * 1024 * 1024;

/** Opens a csv or tsv file that has been surveyed, and reads its header. @throws FileRefused */
export async function openDelimited(survey: Survey, delimiter: string): Promise<DelimitedFile> {
  const { path } = survey;
  if (survey.bytes === survey.markBytes)
    throw new FileRefused('empty-file', { file: path, line: 1 }, 'The file is empty: it has not even a header.');
  const head = await readHead(survey, delimiter);
  const { columns } = head;
  return {
    columns,
    blocks: (take, prefix) => blocksOf(survey, delimiter, head, wantedOf(path, columns, take), prefix),
    allBlocks: (prefix) => blocksOf(survey, delimiter, head, undefined, prefix),
  };
}

interface Head {
  readonly columns: readonly string[];
  readonly lineEnd: LineEnd;
}

async function readHead(survey: Survey, delimiter: string): Promise<Head> {
  const { path, suspect } = survey;
  let lineEnd: LineEnd | undefined;
  let scanner: ReturnType<typeof createScanner> | undefined;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of decoded(survey)) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    lineEnd ??= lineEndOf(waiting);
    if (lineEnd === undefined && waiting.length < longestRecordBytes) continue;
    scanner ??= createScanner({ delimiter, lineEnd: lineEnd ?? 'lf', prefix: '', suspect, line: 1 });
    scanner.scan(waiting, 0, 1);
    waiting = Buffer.alloc(0);
    const columns = headerIn(path, scanner);
    if (columns) return { columns, lineEnd: lineEnd ?? 'lf' };
    if (scanner.pending().bytes > longestRecordBytes) throw tooLong(path, scanner.pending().line);
  }
  scanner ??= createScanner({ delimiter, lineEnd: 'lf', prefix: '', suspect, line: 1 });
  scanner.scan(waiting, 0, 1);
  const end = scanner.finish();
  if (end.cut) throw truncated(path, end);
  const columns = headerIn(path, scanner);
  if (!columns) throw new FileRefused('empty-file', { file: path, line: 1 }, 'The file has no header.');
  return { columns, lineEnd: lineEnd ?? 'lf' };
}

function headerIn(file: string, scanner: ReturnType<typeof createScanner>): readonly string[] | undefined {
  const { bytes, bad } = scanner.take();
  const [problem] = bad;
  if (problem)
    throw new FileRefused('unreadable', { file, line: problem.line }, `The header cannot be read (${problem.reason}).`);
  if (bytes.length === 0) return undefined;
  return bytes
    .toString('utf8')
    .slice(0, -1)
    .split('\t')
    .slice(1)
    .map((name) => unescapeCell(name).trim());
}

/** The first line break outside quotes decides; undefined when there is none yet, or only a CR that an LF may follow. */
function lineEndOf(head: Buffer): LineEnd | undefined {
  let inQuotes = false;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i];
    if (byte === 34) inQuotes = !inQuotes;
    if (inQuotes || (byte !== 10 && byte !== 13)) continue;
    if (byte === 10) return 'lf';
    return i + 1 === head.length ? undefined : head[i + 1] === 10 ? 'lf' : 'cr';
  }
  return undefined;
}

async function* blocksOf(
  survey: Survey,
  delimiter: string,
  head: Head,
  wanted: Uint8Array | undefined,
  prefix: string,
): AsyncGenerator<Block> {
  const { path, suspect } = survey;
  const width = head.columns.length;
  const scanner = createScanner({
    delimiter,
    lineEnd: head.lineEnd,
    ...(wanted && { wanted }),
    width,
    prefix,
    suspect,
    line: 1,
  });
  let headerRead = false;
  let bytesRead = 0;
  for await (const chunk of decoded(survey)) {
    bytesRead += chunk.length;
    let from = 0;
    if (!headerRead) {
      // The header is a record as any other: it is read past, and what the scanner made of it thrown away.
      from = scanner.scan(chunk, 0, 1);
      headerRead = hasRecord(scanner);
    }
    if (headerRead && from < chunk.length) scanner.scan(chunk, from);
    if (scanner.pending().bytes > longestRecordBytes) throw tooLong(path, scanner.pending().line);
    if (headerRead) yield { ...scanner.take(), bytesRead };
  }
  const end = scanner.finish();
  if (end.cut) throw truncated(path, end);
  if (headerRead) yield { ...scanner.take(), bytesRead };
}

function hasRecord(scanner: ReturnType<typeof createScanner>): boolean {
  const { rows, bad } = scanner.take();
  return rows + bad.length > 0;
}

function wantedOf(file: string, columns: readonly string[], take: readonly string[]): Uint8Array {
  const wanted = new Uint8Array(columns.length);
  for (const name of take) {
    const at = columns.indexOf(name);
    if (at < 0)
      throw new FileRefused('unknown-column', { file, line: 1, column: name }, `The file has no column ${name}.`);
    if (columns.indexOf(name, at + 1) >= 0) {
      throw new FileRefused(
        'duplicate-column',
        { file, line: 1, column: name },
        `The header names the column ${name} twice.`,
      );
    }
    wanted[at] = 1;
  }
  return wanted;
}

/** The bytes as UTF-8, without the mark. */
async function* decoded({ path, encoding, markBytes }: Survey): AsyncGenerator<Buffer> {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  let skip = markBytes;
  for await (const chunk of bytesOf(path)) {
    const bytes = chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
    if (bytes.length === 0) continue;
    yield decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes;
  }
  const last = decoder?.decode() ?? '';
  if (last !== '') yield Buffer.from(last);
}

function truncated(file: string, { line, inQuotes }: { line: number; inQuotes: boolean }): FileRefused {
  const what = inQuotes
    ? `The quote opened on line ${line} is never closed`
    : `Its last line, ${line}, has too few cells and no line end`;
  return new FileRefused('truncated', { file, line }, `${what}: the file was cut off.`);
}

function tooLong(file: string, line: number): FileRefused {
  const size = `${longestRecordBytes / 1024 / 1024} MB`;
  return new FileRefused(
    'record-too-long',
    { file, line },
    `The record that begins on line ${line} is longer than ${size}: a quote that is not closed?`,
  );
}
