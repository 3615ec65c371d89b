import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement, WarehouseError } from './index.ts';
import type { Block, Texts, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';
import { nastyText } from './testing/nasty-text.ts';

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

const textsIn = ({ codes, values }: Texts): (string | null)[] =>
  Array.from(codes, (code) => (code < 0 ? null : values[code]!));

describe.each(['embedded', 'remote'] as const)('blocks of columns, %s warehouse', (which) => {
  const open = (): Warehouse => engines[which];
  const read = async (text: string): Promise<Block[]> => {
    const all: Block[] = [];
    for await (const block of open().blocks(statement(text))) all.push(block);
    return all;
  };
  const readOne = async (text: string): Promise<Block> => {
    const [block, ...more] = await read(text);
    expect(more).toEqual([]);
    return block!;
  };

  test('numbers of every kind, as they are; NaN where there is none', async () => {
    const kinds = ['UInt8', 'UInt16', 'UInt32', 'Int8', 'Int16', 'Int32', 'Float32', 'Float64', 'UInt64', 'Int64'];
    const columns = kinds.flatMap((kind) => [
      `to${kind}(number + 5) as ${kind}`,
      `if(number = 1, null, to${kind}(number + 5)) as maybe${kind}`,
    ]);
    const block = await readOne(`select ${columns.join(', ')}, number = 2 as yes, toBool(number = 2) as truth,
      if(number = 0, null, toBool(number = 2)) as maybeTruth from numbers(3)`);
    expect(block.rows).toBe(3);
    for (const kind of kinds) {
      expect([kind, ...block.numbers(kind)]).toEqual([kind, 5, 6, 7]);
      expect([kind, ...block.numbers(`maybe${kind}`)]).toEqual([kind, 5, Number.NaN, 7]);
    }
    expect(block.numbers('UInt16')).toBeInstanceOf(Uint16Array);
    expect(block.numbers('Float32')).toBeInstanceOf(Float32Array);
    for (const name of ['yes', 'truth']) expect([...block.numbers(name)]).toEqual([0, 0, 1]);
    expect([...block.numbers('maybeTruth')]).toEqual([Number.NaN, 0, 1]);
    const nothing = await readOne('select null as n from numbers(2)');
    expect([...nothing.numbers('n')]).toEqual([Number.NaN, Number.NaN]);
    expect(textsIn(nothing.texts('n'))).toEqual([null, null]);
    const large = await readOne('select 9007199254740993 as n');
    expect(() => large.numbers('n')).toThrow(RangeError);
  });

  test('texts, with a dictionary or without, and missing ones', async () => {
    const block = await readOne(`select ['', '客户', '😀'][number % 3 + 1] as plain, toLowCardinality(plain) as few,
        if(number = 4, null, plain) as maybe, toLowCardinality(maybe) as maybeFew from numbers(6)`);
    const all = ['', '客户', '😀', '', '客户', '😀'];
    for (const name of ['plain', 'few']) expect([name, ...textsIn(block.texts(name))]).toEqual([name, ...all]);
    for (const name of ['maybe', 'maybeFew'])
      expect([name, ...textsIn(block.texts(name))]).toEqual([name, ...all.with(4, null as never)]);
    expect(block.texts('few').values.length).toBeLessThan(6);
  });

  test('lists of numbers', async () => {
    const block = await readOne('select arrayMap(i -> toFloat32(i * 0.5), range(number)) as l from numbers(4)');
    const { start, items } = block.lists('l');
    expect([...start]).toEqual([0, 0, 1, 3, 6]);
    expect([...items]).toEqual([0, 0, 0.5, 0, 0.5, 1]);
  });

  test('many blocks: every row once, in order, and texts that come late', async () => {
    const blocks = await read(
      `select toUInt32(number) as n, toLowCardinality(toString(intDiv(number, 30000))) as few from numbers(200000) settings max_block_size = 50000`,
    );
    let next = 0;
    for (const block of blocks) {
      const [n, few] = [block.numbers('n'), textsIn(block.texts('few'))];
      for (let i = 0; i < block.rows; i++, next++)
        if (n[i] !== next || few[i] !== String(Math.floor(next / 30_000))) expect([next, n[i], few[i]]).toEqual([]);
    }
    expect(next).toBe(200_000);
    expect(blocks.length).toBeGreaterThan(1);
  });

  test('no rows is no block; what is not there or of another kind is said', async () => {
    expect(await read('select 1 as a where 0')).toEqual([]);
    const block = await readOne(`select 1 as a, 'x' as b, [1] as c`);
    expect(() => block.numbers('nope')).toThrow('The answer has no column nope');
    expect(() => block.numbers('b')).toThrow('The column b is not a number');
    expect(() => block.texts('a')).toThrow(/not a text/);
    expect(() => block.lists('a')).toThrow(/not a list/);
  });

  test('a query that fails, at once or half-way, is a WarehouseError; the next one is not touched by it', async () => {
    for (const failing of ['select nope', 'select throwIf(number = 150000) as a from numbers(200000)'])
      await expect(read(failing)).rejects.toBeInstanceOf(WarehouseError);
    for await (const block of open().blocks(statement('select number from numbers(10000000)'))) {
      expect(block.rows).toBeGreaterThan(0);
      break;
    }
    expect([...(await readOne('select 7 as a')).numbers('a')]).toEqual([7]);
  });

  test('what is written comes out the same', { timeout: 120_000 }, async () => {
    await open().define([
      {
        name: 'written',
        columns: [
          { name: 'k', type: 'UInt32' },
          { name: 'few', type: 'LowCardinality(String)' },
          { name: 'text', type: 'String' },
          { name: 'maybe', type: 'Nullable(String)' },
          { name: 'x', type: 'Float64' },
          { name: 'day', type: 'Date' },
          { name: 'other', type: 'UInt8' },
        ],
        engine: { kind: 'merge-tree' },
        orderBy: ['k'],
        shardBy: 'k',
      },
    ]);
    const rows = fc.array(
      fc.record({ few: nastyText, text: nastyText, maybe: fc.option(nastyText), x: fc.double({ noNaN: true }) }),
      { minLength: 1, maxLength: 30 },
    );
    const column = (all: readonly (string | null)[]): Texts => {
      const values = [...new Set(all.filter((text) => text !== null))];
      return { values, codes: Int32Array.from(all, (text) => (text === null ? -1 : values.indexOf(text))) };
    };
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await open().execute('truncate table written');
        await open().insertBlocks('written', [
          { rows: 0, columns: { k: new Uint32Array() } },
          {
            rows: given.length,
            columns: {
              k: Uint32Array.from(given.keys()),
              few: column(given.map(({ few }) => few)),
              text: column(given.map(({ text }) => text)),
              maybe: column(given.map(({ maybe }) => maybe)),
              x: Float64Array.from(given, ({ x }) => x),
              day: Uint16Array.from(given.keys()),
            },
          },
        ]);
        const found = await open().rows(
          statement('select few, text, maybe, x, toUInt16(day) as day, other from written order by k'),
        );
        expect(found).toEqual(
          given.map((row, day) => ({ ...row, x: row.x === 0 ? expect.closeTo(0) : row.x, day, other: 0 })),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('columns of unequal length, and names that the table does not have, are refused', async () => {
    const write = (columns: Record<string, Uint32Array>) => open().insertBlocks('written', [{ rows: 2, columns }]);
    await expect(write({ k: new Uint32Array(3) })).rejects.toThrow('The column k has 3 rows, not 2');
    await expect(write({ nope: new Uint32Array(2) })).rejects.toBeInstanceOf(WarehouseError);
  });
});
