import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse, statement, type BlockToWrite, type Statement } from '#platform/warehouse';

/*
 * `npm run bench blocks [rows]`: very many rows read and written as columns, beside the same as rows of text, on the embedded
 * warehouse; so many rows of a plan's targets (texts and numbers) and of a training set (135 numbers, some missing). Both ways
 * end with the same columns in this process, or the same rows in the warehouse, which is checked. Middle of five.
 */

const rows = Number(process.argv[2] ?? 50_000);
const wide = 135;
const rounds = 5;
const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-blocks-'));
const warehouse = await openWarehouse({ dataDirectory: directory });

const texts = { unit: 180, person: 200, offer: 3, reason: 8, crowded: 200 };
const names = Object.keys(texts) as (keyof typeof texts)[];
const columns = ['k', ...names, 'minutes', 'gain'];
await warehouse.define(
  ['as_rows', 'as_columns'].map((name) => ({
    name,
    columns: [
      { name: 'k', type: 'UInt32' },
      ...names.map((text) => ({ name: text, type: 'String' })),
      { name: 'minutes', type: 'UInt16' },
      { name: 'gain', type: 'Float32' },
    ],
    engine: { kind: 'merge-tree' },
    orderBy: ['k'],
    shardBy: 'k',
  })),
);
const textOf = (name: keyof typeof texts, k: number) => `${name}-${(k * 7919) % texts[name]}`;

try {
  const targets = statement(
    `select toUInt32(number) as k, ${names.map((name) => `toLowCardinality(concat('${name}-', toString(number * 7919 % ${texts[name]}))) as ${name}`).join(', ')},
       toUInt16(number % 60) as minutes, toFloat32(number / 3) as gain from numbers({rows:UInt64})`,
    { rows },
  );
  const fields = Array.from({ length: wide }, (_, i) => `f${i}`);
  const training = statement(
    `select ${fields.map((name, i) => `if(number % ${i + 7} = 0, null, number / ${i + 1}) as ${name}`).join(', ')} from numbers({rows:UInt64})`,
    { rows },
  );
  console.table({
    'read targets': await compare(
      () => sumOfRows(targets, ['k', 'minutes'], names),
      () => sumOfBlocks(targets, ['k', 'minutes'], names),
    ),
    [`read ${wide} numbers`]: await compare(
      () => sumOfRows(training, fields, []),
      () => sumOfBlocks(training, fields, []),
    ),
    'write targets': await compare(
      () => written('as_rows', () => warehouse.insert({ table: 'as_rows', columns }, lines())),
      () => written('as_columns', () => warehouse.insertBlocks('as_columns', [block()])),
    ),
  });
} finally {
  await warehouse.close();
  await rm(directory, { recursive: true, force: true });
}

/** Both have to come to the same. Seconds, and how many times as quick columns are. */
async function compare(asRows: () => Promise<string>, asColumns: () => Promise<string>) {
  const took: { rows: number[]; columns: number[] } = { rows: [], columns: [] };
  for (let round = 0; round < rounds; round++) {
    const answers = [await timed(asRows, took.rows), await timed(asColumns, took.columns)];
    if (answers[0] !== answers[1]) throw new Error(`Rows come to ${answers[0]}, columns to ${answers[1]}`);
  }
  const [slow, quick] = [took.rows, took.columns].map((all) => all.sort((a, b) => a - b)[rounds >> 1]!);
  return { rows: slow!.toFixed(3), columns: quick!.toFixed(3), 'times as quick': (slow! / quick!).toFixed(1) };
}

async function timed(work: () => Promise<string>, took: number[]): Promise<string> {
  const started = performance.now();
  const answer = await work();
  took.push((performance.now() - started) / 1000);
  return answer;
}

/** A column of each number, the sums of those that are there, and the lengths of all texts. */
async function sumOfRows(of: Statement, numbers: readonly string[], words: readonly string[]) {
  const sums = new Float64Array(numbers.length);
  let letters = 0;
  for await (const batch of warehouse.stream<Record<string, number | string | null>>(of))
    for (const row of batch) {
      for (const [i, name] of numbers.entries()) if (row[name] !== null) sums[i]! += Number(row[name]);
      for (const name of words) letters += String(row[name]).length;
    }
  return `${[...sums].map((sum) => sum.toPrecision(9)).join(' ')} ${letters}`;
}

async function sumOfBlocks(of: Statement, numbers: readonly string[], words: readonly string[]) {
  const sums = new Float64Array(numbers.length);
  let letters = 0;
  for await (const one of warehouse.blocks(of)) {
    for (const [i, name] of numbers.entries())
      for (const value of one.numbers(name)) if (!Number.isNaN(value)) sums[i]! += value;
    for (const name of words) {
      const { codes, values } = one.texts(name);
      for (const code of codes) letters += values[code]!.length;
    }
  }
  return `${[...sums].map((sum) => sum.toPrecision(9)).join(' ')} ${letters}`;
}

function* lines(): Generator<string> {
  let text = '';
  for (let k = 0; k < rows; k++) {
    text += `${k}\t${names.map((name) => textOf(name, k)).join('\t')}\t${k % 60}\t${Math.fround(k / 3)}\n`;
    if (k % 20_000 < 19_999 && k < rows - 1) continue;
    yield text;
    text = '';
  }
}

function block(): BlockToWrite {
  const k = new Uint32Array(rows).map((_, i) => i);
  const column = (name: keyof typeof texts) => ({
    values: Array.from({ length: texts[name] }, (_, i) => `${name}-${i}`),
    codes: new Int32Array(rows).map((_, i) => (i * 7919) % texts[name]),
  });
  return {
    rows,
    columns: {
      k,
      ...Object.fromEntries(names.map((name) => [name, column(name)])),
      minutes: new Uint16Array(rows).map((_, i) => i % 60),
      gain: new Float32Array(rows).map((_, i) => i / 3),
    },
  };
}

/** What stands in the table after it was written, told by all columns. */
async function written(table: string, write: () => Promise<void>): Promise<string> {
  await warehouse.execute(`truncate table ${table}`);
  await write();
  const [row] = await warehouse.rows<{ told: string }>(
    statement(`select toString(groupBitXor(cityHash64(${columns.join(', ')}))) as told from ${table}`),
  );
  return row?.told ?? '';
}
