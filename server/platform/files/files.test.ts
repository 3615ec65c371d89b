import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FileRefused,
  findFiles,
  openDelimited,
  openJsonLines,
  surveyFile,
  type BadRecord,
  type Encoding,
} from './index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'files-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Read {
  columns: readonly string[];
  encoding: Encoding;
  rows: string[][];
  lines: number[];
  bad: BadRecord[];
}

const plain: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\', '0': '\0' };
const unescape = (cell: string): string => cell.replace(/\\(.)/gs, (_, letter: string) => plain[letter] ?? letter);

async function read(
  content: string | Uint8Array,
  options: { name?: string; delimiter?: string; encoding?: Encoding; take?: readonly string[] } = {},
): Promise<Read> {
  const path = join(directory, options.name ?? 'file.csv');
  await writeFile(path, content);
  const survey = await surveyFile(path, options.encoding);
  const isJson = path.endsWith('.jsonl');
  const file = isJson ? await openJsonLines(survey) : await openDelimited(survey, options.delimiter ?? ',');
  const columns = file.columns ?? options.take ?? [];
  const result: Read = { columns, encoding: survey.encoding, rows: [], lines: [], bad: [] };
  for await (const block of file.blocks(options.take ?? columns, '7\t')) {
    result.bad.push(...block.bad);
    const lines = block.bytes.toString('utf8').split('\n').slice(0, -1);
    expect(lines.length).toBe(block.rows);
    for (const line of lines) {
      const [prefix, number, ...cells] = line.split('\t');
      expect(prefix).toBe('7');
      result.lines.push(Number(number));
      result.rows.push(cells.map(unescape));
    }
  }
  return result;
}

const refusal = async (work: Promise<unknown>): Promise<Pick<FileRefused, 'code' | 'line' | 'column'>> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FileRefused)) throw new Error('It was not refused', { cause: error });
  return { code: error.code, line: error.line, column: error.column };
};

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
/** `客户,天津` in GB18030. */
const gbCells = [0xbf, 0xcd, 0xbb, 0xa7, 0x2c, 0xcc, 0xec, 0xbd, 0xf2];

describe('delimited files', () => {
  test('quotes hold delimiters, doubled quotes and line breaks, and the line is where the record begins', async () => {
    const { rows, lines } = await read('a,b\n"x,1","say ""hi"""\n"two\r\nlines",z\nplain,"a\nb\nc"\nlast,1\n');
    expect(rows).toEqual([
      ['x,1', 'say "hi"'],
      ['two\r\nlines', 'z'],
      ['plain', 'a\nb\nc'],
      ['last', '1'],
    ]);
    expect(lines).toEqual([2, 3, 5, 8]);
  });
  test.each([['\n'], ['\r\n'], ['\r']])('lines may end with %j, the last one with nothing', async (end) => {
    const { rows, lines } = await read(['a,b', '1,2', '"3",', ',4'].join(end));
    expect(rows).toEqual([
      ['1', '2'],
      ['3', ''],
      ['', '4'],
    ]);
    expect(lines).toEqual([2, 3, 4]);
  });
  test('tabs, backslashes, NUL and a lone CR are kept as they are; empty lines are no records', async () => {
    const { rows, lines } = await read('a,b\n\n\t\\N,\0x\\\n\r\n"y\rz",u\rv\n\n');
    expect(rows).toEqual([
      ['\t\\N', '\0x\\'],
      ['y\rz', 'u\rv'],
    ]);
    expect(lines).toEqual([3, 5]);
  });
  test('records of the wrong width and text behind a quote are put aside with their line', async () => {
    const { rows, bad } = await read('a,b\n1\n1,2\n1,2,3\n"x"y,2\n3,4\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(bad).toEqual([
      { line: 2, column: '', value: '1', reason: 'columns' },
      { line: 4, column: '', value: '1,2,3', reason: 'columns' },
      { line: 5, column: '', value: '"x"y,2', reason: 'quote' },
    ]);
  });
  test('only the columns asked for are copied, in the order of the file', async () => {
    const { rows } = await read('a,b,c\n1,"2,x",3\n4,5,6\n', { take: ['c', 'a'] });
    expect(rows).toEqual([
      ['1', '3'],
      ['4', '6'],
    ]);
  });
  test('a thousand columns, and cells of a megabyte', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    const long = 'x'.repeat(1_000_000);
    const { columns, rows } = await read(
      `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n"${long}"${','.repeat(999)}\n`,
    );
    expect(columns).toEqual(names);
    expect(rows[0]?.[999]).toBe('999');
    expect(rows[1]?.[0]).toHaveLength(long.length);
  });
  test('other delimiters, and a gzip file', async () => {
    expect((await read('a;b\n1;"x;y"\n', { delimiter: ';' })).rows).toEqual([['1', 'x;y']]);
    expect((await read('a\tb\n1\t2\n', { delimiter: '\t' })).rows).toEqual([['1', '2']]);
    expect((await read(gzipSync('a,b\n1,2\n'), { name: 'file.csv.gz' })).rows).toEqual([['1', '2']]);
  });
});

describe('encodings', () => {
  test('a byte-order mark is no part of the first column', async () => {
    expect(await read('\uFEFFa,b\n1,天津\n')).toMatchObject({
      columns: ['a', 'b'],
      rows: [['1', '天津']],
      encoding: 'utf-8',
    });
    expect(await read(utf16('a,b\r\n1,天津\r\n'))).toMatchObject({
      columns: ['a', 'b'],
      rows: [['1', '天津']],
      encoding: 'utf-16le',
    });
  });
  test('GB18030 is noticed by its bytes', async () => {
    const { rows, encoding } = await read(Buffer.from([...Buffer.from('a,b\n'), ...gbCells, 10]));
    expect({ rows, encoding }).toEqual({ rows: [['客户', '天津']], encoding: 'gb18030' });
  });
  test('a few damaged lines do not make a UTF-8 file GB18030: they are put aside', async () => {
    const good = Array.from({ length: 20 }, (_, index) => `${index},天津\n`).join('');
    const { rows, bad, encoding } = await read(
      Buffer.concat([Buffer.from(`a,b\n${good}`), Buffer.from([...gbCells, 10]), Buffer.from('x,y\n')]),
    );
    expect(encoding).toBe('utf-8');
    expect(rows).toHaveLength(21);
    expect(bad).toMatchObject([{ line: 22, reason: 'encoding' }]);
  });
});

describe('files that cannot be taken are refused with file and line', () => {
  test.each([
    ['an empty file', '', { code: 'empty-file', line: 1 }],
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n5,6\n', { code: 'truncated', line: 3 }],
    ['a last line that is short and has no end', 'a,b,c\n1,2,3\n4,5', { code: 'truncated', line: 3 }],
  ])('%s', async (_, content, expected) => {
    expect(await refusal(read(content))).toMatchObject(expected);
  });
  test('a gzip file that ends early', async () => {
    const packed = gzipSync(`a,b\n${'1,2\n'.repeat(50_000)}`);
    expect(await refusal(read(packed.subarray(0, packed.length - 20), { name: 'cut.csv.gz' }))).toMatchObject({
      code: 'truncated',
    });
  });
  test('a json line that is cut off, and one that is no object within the file', async () => {
    expect(await refusal(read('{"a":1}\n{"a":', { name: 'f.jsonl', take: ['a'] }))).toMatchObject({
      code: 'truncated',
      line: 2,
    });
    const { rows, bad } = await read('{"a":1,"b":null}\n[1]\n{"a":"x\\ty"}\n', { name: 'f.jsonl', take: ['a', 'b'] });
    expect(rows).toEqual([
      ['1', ''],
      ['x\ty', ''],
    ]);
    expect(bad).toMatchObject([{ line: 2, reason: 'json' }]);
  });
  test('a name that no file has; a glob gives its files in order', async () => {
    await writeFile(join(directory, 'part-2.csv'), 'a\n');
    await writeFile(join(directory, 'part-1.csv'), 'a\n');
    expect(await refusal(findFiles('nothing-*.csv', directory))).toMatchObject({ code: 'not-found' });
    expect(await findFiles('part-*.csv', directory)).toEqual([
      join(directory, 'part-1.csv'),
      join(directory, 'part-2.csv'),
    ]);
  });
});

const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\t', '\\', '天', '津', ' ', '\0', '😀', 'N'),
    maxLength: 6,
  }),
  fc.string({ maxLength: 8 }).filter((text) => !text.includes('\uFFFD')),
);

test('a random table written with random quoting, encoding, line ends and block borders comes back the same, each row on its line', async () => {
  const tables = fc.record({
    rows: fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      ),
    quoteAll: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n'),
    endsLast: fc.boolean(),
    delimiter: fc.constantFrom(',', ';', '|'),
    encoding: fc.constantFrom<Encoding>('utf-8', 'utf-16le'),
    padding: fc.constantFrom(0, 0, 0, 524_287),
  });
  await fc.assert(
    fc.asyncProperty(tables, async ({ rows, quoteAll, end, endsLast, delimiter, encoding, padding }) => {
      const write = (text: string): string =>
        quoteAll || /[",;|\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      const header = rows[0]!.map((_, index) => (index === 0 ? `c0${'x'.repeat(padding)}` : `c${index}`));
      const text = [header, ...rows].map((row) => row.map(write).join(delimiter)).join(end) + (endsLast ? end : '');
      const {
        rows: found,
        bad,
        lines,
      } = await read(encoding === 'utf-8' ? text : utf16(text), { delimiter, encoding });
      expect(bad).toEqual([]);
      expect(found).toEqual(rows);
      let line = 2;
      for (const [index, row] of rows.entries()) {
        expect(lines[index]).toBe(line);
        line += 1 + (row.join('').match(/\n/g)?.length ?? 0);
      }
    }),
    { numRuns: 100 },
  );
});

test('whatever the bytes, every line break outside quotes is a row, a record put aside, or the file is refused', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 20 }), async (noise, count) => {
      // Noise without quotes: then the number of physical lines is the number of records.
      const quiet = noise.map((byte) => (byte === 34 || byte === 13 ? 97 : byte));
      const content = Buffer.concat([
        Buffer.from('a,b\n'),
        Buffer.from('1,2\n'.repeat(count)),
        Buffer.from(quiet),
        Buffer.from('\n'),
      ]);
      const physical = content
        .toString('latin1')
        .split('\n')
        .slice(1, -1)
        .filter((line) => line !== '').length;
      const { rows, bad } = await read(content, { encoding: 'utf-8' });
      expect(rows.length + bad.length).toBe(physical);
    }),
    { numRuns: 150 },
  );
});
