import { FileRefused, type BadRecord, type Block } from './bad-record.ts';
import { escapeCell } from './block-cell.ts';
import { bytesOf } from './byte-source.ts';
import { longestRecordBytes, type RecordFile } from './record-file.ts';
import type { Survey } from './survey.ts';

/** Opens a file of one JSON object a line. A key that is missing, and null, are empty cells; nested values stay JSON. */
export async function openJsonLines(survey: Survey): Promise<RecordFile> {
  if (survey.bytes === survey.markBytes)
    throw new FileRefused('empty-file', { file: survey.path, line: 1 }, 'The file is empty.');
  return { columns: undefined, blocks: (take, prefix) => blocksOf(survey, take, prefix) };
}

async function* blocksOf(survey: Survey, take: readonly string[], prefix: string): AsyncGenerator<Block> {
  const decoder = new TextDecoder(survey.encoding);
  let rest = '';
  let line = 1;
  let bytesRead = 0;
  for await (const chunk of bytesOf(survey.path)) {
    bytesRead += chunk.length;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestRecordBytes)
      throw new FileRefused(
        'record-too-long',
        { file: survey.path, line: line + lines.length },
        'The line is too long.',
      );
    yield { ...read(lines, line, take, prefix), bytesRead };
    line += lines.length;
  }
  rest += decoder.decode();
  if (rest.trim() === '') return;
  const last = read([rest], line, take, prefix);
  if (last.bad.length > 0)
    throw new FileRefused(
      'truncated',
      { file: survey.path, line },
      `Its last line, ${line}, is no whole JSON object and has no line end: the file was cut off.`,
    );
  yield { ...last, bytesRead };
}

function read(
  lines: readonly string[],
  firstLine: number,
  take: readonly string[],
  prefix: string,
): Omit<Block, 'bytesRead'> {
  const bad: BadRecord[] = [];
  let text = '';
  let rows = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const at = firstLine + index;
    const record = parsed(line);
    if (record && !line.includes('\uFFFD')) {
      rows++;
      text += `${prefix}${at}\t${take.map((name) => cellText(record[name])).join('\t')}\n`;
    } else {
      bad.push({ line: at, column: '', value: line.slice(0, 200), reason: record ? 'encoding' : 'json' });
    }
  }
  return { bytes: Buffer.from(text), rows, bad };
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return escapeCell(typeof value === 'string' ? value : JSON.stringify(value));
}
