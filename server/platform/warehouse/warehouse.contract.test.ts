import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql, statement, tokenRowLimit, value, WarehouseError } from './index.ts';
import type { ParamValue, QueryOptions, TableDefinition, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

const nastyPieces = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\t',
  '\r',
  '\0',
  '\b',
  '\\N',
  '\\t',
  '\\0',
  '客户',
  '😀',
  '{p0:String}',
  '--',
  ';',
  '/*',
  '%',
  '_',
  'NULL',
  ' ',
];
const nastyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...nastyPieces)).map((pieces) => pieces.join('')),
);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const asRead = (whole: bigint): number | bigint => (Number.isSafeInteger(Number(whole)) ? Number(whole) : whole);
const thousands = { timeout: 120_000 };

describe.each(['embedded', 'remote'] as const)('%s warehouse', (which) => {
  const open = (): Warehouse => engines[which];

  const bind = async (type: string, of: ParamValue): Promise<unknown> =>
    (await open().rows<{ v: unknown }>(sql`select ${value(type, of)} as v`))[0]?.v;

  const failure = async (
    text: string,
    params: Record<string, ParamValue> = {},
    options: QueryOptions = {},
  ): Promise<WarehouseError> =>
    await open()
      .rows(statement(text, params), options)
      .then(
        () => expect.unreachable('the query should fail'),
        (error: unknown) => (error instanceof WarehouseError ? error : Promise.reject(error)),
      );

  const table = async (name: string, extra: Partial<TableDefinition> = {}): Promise<string> => {
    const columns = [
      { name: 'period', type: 'UInt32' },
      { name: 'k', type: 'UInt32' },
      { name: 'text', type: 'Nullable(String)' },
    ];
    await open().define([
      { name, columns, engine: { kind: 'merge-tree' }, orderBy: ['k'], partitionBy: 'period', shardBy: 'k', ...extra },
    ]);
    return name;
  };

  const count = async (name: string): Promise<number> =>
    (await open().rows<{ n: number }>(statement(`select count() as n from ${name}`)))[0]?.n ?? -1;

  describe('parameters', () => {
    test('any text comes back as it went', thousands, async () => {
      await fc.assert(
        fc.asyncProperty(nastyText, async (text) => {
          expect(await bind('String', text)).toBe(text);
        }),
        { numRuns: 150 },
      );
    });

    test('any list of texts and missing values comes back as it went', thousands, async () => {
      const lists = fc.array(fc.option(nastyText));
      await fc.assert(
        fc.asyncProperty(lists, async (list) => {
          expect(await bind('Array(Nullable(String))', list)).toEqual(list);
        }),
        { numRuns: 100 },
      );
    });

    test('whole numbers of 64 bits, lists of them, and finite numbers keep every digit', thousands, async () => {
      const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
      await fc.assert(
        fc.asyncProperty(int64, uint64, finite, async (signed, unsigned, number) => {
          expect(await bind('Int64', signed)).toBe(asRead(signed));
          expect(await bind('Nullable(UInt64)', unsigned)).toBe(asRead(unsigned));
          expect(await bind('Array(Int64)', [signed, 0n])).toEqual([asRead(signed), 0]);
          expect(await bind('Float64', number)).toBe(number === 0 ? 0 * Math.sign(1 / number) : number);
          expect(await bind('Array(Float64)', [number, 1])).toEqual([number, 1]);
        }),
        { numRuns: 60 },
      );
    });

    test.each([
      ['Nullable(String)', null, null],
      ['Nullable(String)', '\\N', '\\N'],
      ['LowCardinality(Nullable(String))', 'x', 'x'],
      ['Bool', true, true],
      ['Bool', false, false],
      ['UInt8', true, 1],
      ['Date', '2026-10-31', '2026-10-31'],
      ['Nullable(Date32)', '1930-01-01', '1930-01-01'],
      ["DateTime('UTC')", '2026-10-31 23:59:59', '2026-10-31 23:59:59'],
      ['Float64', '1e300', 1e300],
      ['Float64', Number.NaN, Number.NaN],
      ['Float64', Infinity, Infinity],
      ['Array(Bool)', [true, false], [true, false]],
      ['Array(Date)', ['2026-01-01'], ['2026-01-01']],
      ['Array(UInt32)', [], []],
      ['Decimal(18, 2)', '12.50', 12.5],
    ] as const)('%s takes %o', async (type, given, read) => expect(await bind(type, given)).toEqual(read));

    test('a list of 200,000 keys goes as one parameter', thousands, async () => {
      const keys = Array.from({ length: 200_000 }, (_, index) => index * 3);
      const [row] = await open().rows(
        sql`select length(${value('Array(UInt32)', keys)}) as n, arraySum(${value('Array(UInt32)', keys)}) as s`,
      );
      expect(row).toEqual({ n: 200_000, s: 59_999_700_000 });
    });

    test("queries at the same time do not see each other's parameters", thousands, async () => {
      const ask = async (index: number): Promise<unknown> => await bind('String', `value ${index}`);
      const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
      expect(answers).toEqual(Array.from({ length: 60 }, (_, index) => `value ${index}`));
    });

    test('a placeholder without a value, a value without a placeholder and a wrong type are refused', async () => {
      await expect(open().rows(statement('select {a:String}'))).rejects.toThrow('{a}');
      await expect(open().rows(statement('select 1', { a: 1 }))).rejects.toThrow('a has no placeholder');
      await expect(open().rows(sql`select ${value('UInt32', 'x')}`)).rejects.toThrow(TypeError);
      await expect(open().rows(sql`select ${value('Int64', 2 ** 60)}`)).rejects.toThrow('bigint');
    });

    test('what looks like a placeholder inside a literal is text', async () => {
      const [row] = await open().rows(
        statement("select '{a:String}' as t, `{b:String}` as u from (select {c:UInt8} as `{b:String}`) -- {d:String}", {
          c: 4,
        }),
      );
      expect(row).toEqual({ t: '{a:String}', u: 4 });
    });
  });

  describe('rows', () => {
    test('64-bit integers are numbers when safe, bigints when not, wherever they stand; texts of digits stay texts', async () => {
      const [row] = await open().rows(
        statement(
          "select toUInt64(7) as a, toInt64('-9007199254740993') as b, toFloat64(1e17) as c, '9' as d, map('k', toUInt64(1)) as e, " +
            "CAST(('5', 6), 'Tuple(x String, y UInt64)') as f, tuple('7', toInt64(8)) as g, [toNullable(toInt64(9)), null] as h, toDateTime(0) as i, toFloat64('nan') as j",
        ),
      );
      expect(row).toEqual({
        a: 7,
        b: -9007199254740993n,
        c: 1e17,
        d: '9',
        e: { k: 1 },
        f: { x: '5', y: 6 },
        g: ['7', 8],
        h: [9, null],
        i: '1970-01-01 00:00:00',
        j: Number.NaN,
      });
    });

    test('no rows is an empty list', async () => expect(await open().rows(statement('select 1 where 0'))).toEqual([]));

    test('settings of one query do not reach the next', async () => {
      const ask = statement("select getSetting('max_block_size') as n");
      const [before] = await open().rows<{ n: number }>(ask);
      expect(await open().rows(ask, { settings: { max_block_size: 77 } })).toEqual([{ n: 77 }]);
      for (let again = 0; again < 4; again++) expect(await open().rows(ask)).toEqual([before]);
    });
  });

  describe('errors', () => {
    test.each([
      ['select nope', {}, 'query', 47],
      ['selec 1', {}, 'query', 62],
      ['select * from nowhere', {}, 'query', 60],
      ['select count() from numbers(1000000000000)', { timeoutSeconds: 1 }, 'timeout', 159],
      ['select uniqExact(number) from numbers(100000000)', { memoryBytes: 50_000_000 }, 'memory', 241],
      ['select 1', { settings: { no_such_setting: 1 } }, 'query', 115],
    ] as const)('%s fails with its kind and code', thousands, async (text, options, kind, code) => {
      const error = await failure(text, {}, options);
      expect({ kind: error.kind, code: error.clickhouseCode }).toEqual({ kind, code });
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.message.length).toBeLessThan(500);
    });

    test('the message never holds the value of a parameter', thousands, async () => {
      const failing = [
        'select toUInt64({v:String}) + nope',
        'select toUInt64({v:String})',
        'select throwIf(1, {v:String})',
        'select {v:String} + [1]',
        'select * from numbers(1) where {v:String}',
        'select tuple({v:String}).nope',
        'select CAST({v:String}, {v:String})',
      ];
      const secrets = fc.tuple(fc.string({ minLength: 4 }), fc.uuid()).map(([text, id]) => text + id);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...failing), secrets, async (text, secret) => {
          const error = await failure(text, { v: secret });
          expect(error.clickhouseCode).toBeTypeOf('number');
          expect(error.message).not.toContain(secret.slice(-36));
        }),
        { numRuns: 60 },
      );
    });

    test('a bad row says which row, not what stood in it', async () => {
      await table('bad_rows');
      const bad = open().insert({ table: 'bad_rows', columns: ['period', 'k'] }, [
        '202610\t1\n',
        '202610\tsecret-word\n',
      ]);
      const error = await bad.then(
        () => undefined,
        (thrown: WarehouseError) => thrown,
      );
      expect(error).toBeInstanceOf(WarehouseError);
      expect(error?.message).toContain('row 2');
      expect(error?.message).not.toContain('secret');
    });
  });

  describe('stream', () => {
    test('gives all rows in bounded batches', thousands, async () => {
      let [rows, sum, largest] = [0, 0, 0];
      for await (const batch of open().stream<{ n: number }>(
        sql`select number as n from numbers(${value('UInt64', 1_000_000)})`,
      )) {
        rows += batch.length;
        largest = Math.max(largest, batch.length);
        for (const { n } of batch) sum += n;
      }
      expect([rows, sum]).toEqual([1_000_000, 499_999_500_000]);
      expect(largest).toBeLessThan(140_000);
    });

    test('leaving the loop ends the query on the engine', thousands, async () => {
      const slow = statement('select number, sleepEachRow(0.002) as s from numbers(1000000)');
      for await (const batch of open().stream(slow, { settings: { max_block_size: 50 } })) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await untilNothingSleeps(open());
    });

    test('an abort ends rows and stream with the kind cancelled, and the query on the engine', thousands, async () => {
      const slow = statement('select sum(sleepEachRow(0.01)) as s from numbers(1000000)');
      const settings = { max_block_size: 50 };
      const error = await failure(slow.sql, {}, { signal: AbortSignal.timeout(300), settings });
      expect(error.kind).toBe('cancelled');
      const streaming = async (): Promise<void> => {
        for await (const batch of open().stream(slow, { signal: AbortSignal.timeout(300), settings }))
          expect(batch).toEqual([]);
      };
      await expect(streaming()).rejects.toMatchObject({ kind: 'cancelled' });
      await expect(failure('select 1', {}, { signal: AbortSignal.abort() })).resolves.toMatchObject({
        kind: 'cancelled',
      });
      await untilNothingSleeps(open());
    });

    test('an error half-way is thrown after the rows before it', thousands, async () => {
      let rows = 0;
      const streaming = async (): Promise<void> => {
        const failing = statement('select number, throwIf(number = 900000) as t from numbers(1000000)');
        for await (const batch of open().stream(failing, { settings: { max_block_size: 10_000, max_threads: 1 } }))
          rows += batch.length;
      };
      await expect(streaming()).rejects.toMatchObject({ kind: 'query', clickhouseCode: 395 });
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(1_000_000);
    });

    test('more streams than sessions wait their turn and all end', thousands, async () => {
      const one = async (): Promise<number> => {
        let rows = 0;
        for await (const batch of open().stream(statement('select number from numbers(100000)'))) rows += batch.length;
        return rows;
      };
      expect(await Promise.all(Array.from({ length: 8 }, one))).toEqual(Array.from({ length: 8 }, () => 100_000));
    });
  });

  describe('insert', () => {
    const escape = (text: string): string =>
      text.replace(
        /[\\\t\n\r\0\b\f]/g,
        (c) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0', '\b': '\\b', '\f': '\\f' })[c] ?? '\\\\',
      );

    test('any text goes in as tab-separated and as JSON lines and comes out the same', thousands, async () => {
      await table('texts');
      const lists = fc.array(fc.option(nastyText), { minLength: 1, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(lists, fc.boolean(), async (texts, json) => {
          await open().execute('truncate table texts');
          const lines = texts.map((text, k) =>
            json ? JSON.stringify({ period: 1, k, text }) : `1\t${k}\t${text === null ? '\\N' : escape(text)}`,
          );
          await open().insert({ table: 'texts', columns: ['period', 'k', 'text'] }, lines, {
            format: json ? 'JSONEachRow' : 'TabSeparated',
          });
          const rows = await open().rows<{ text: string | null }>(statement('select text from texts order by k'));
          expect(rows.map((row) => row.text)).toEqual(texts);
        }),
        { numRuns: 40 },
      );
    });

    test('names that are no plain words, dots and spaces among them, take rows', async () => {
      const columns = ['arpu.mean3', '客 户', 'back`tick\\'].map((name) => ({ name, type: 'Nullable(String)' }));
      await open().define([
        {
          name: 'odd_names',
          columns: [{ name: 'k', type: 'UInt32' }, ...columns],
          engine: { kind: 'merge-tree' },
          orderBy: ['k'],
          shardBy: 'k',
        },
      ]);
      await open().insert({ table: 'odd_names', columns: ['k', ...columns.map((column) => column.name)] }, [
        '1\ta\tb\tc\n',
      ]);
      expect(await open().rows(statement('select * from odd_names'))).toEqual([
        { k: 1, 'arpu.mean3': 'a', '客 户': 'b', 'back`tick\\': 'c' },
      ]);
    });

    test('500,000 rows stream in, whatever the size of the batches', thousands, async () => {
      await table('many');
      const batches = async function* (): AsyncGenerator<Uint8Array | string> {
        for (let from = 0; from < 500_000; from += 777) {
          const lines = Array.from(
            { length: Math.min(777, 500_000 - from) },
            (_, index) => `202610\t${from + index}\tx\n`,
          ).join('');
          yield from % 2 === 0 ? lines : Buffer.from(lines);
        }
      };
      await open().insert({ table: 'many', columns: ['period', 'k', 'text'] }, batches());
      expect(await open().rows(statement('select count() as n, uniqExact(k) as u from many'))).toEqual([
        { n: 500_000, u: 500_000 },
      ]);
    });

    test(
      'a repeat with the same token has no effect, over several partitions and at the same time too',
      thousands,
      async () => {
        await table('once');
        const lines = Array.from({ length: 300 }, (_, k) => `${202600 + (k % 3)}\t${k}\tx\n`);
        const send = async (token: string): Promise<void> =>
          await open().insert({ table: 'once', columns: ['period', 'k', 'text'] }, lines, {
            deduplicationToken: token,
          });
        await send('first');
        await Promise.all([send('first'), send('first'), send('first')]);
        expect(await count('once')).toBe(300);
        await send("second 'token'\\");
        expect(await count('once')).toBe(600);
      },
    );

    test(
      'a block with a token is one part of its partition, up to the limit; above it nothing is written',
      thousands,
      async () => {
        await table('blocks');
        const target = { table: 'blocks', columns: ['period', 'k', 'text'] };
        const rows = (size: number): string => `202610\t1\t${'x'.repeat(100)}\n`.repeat(size);
        await open().insert(target, [rows(tokenRowLimit)], { deduplicationToken: 'full' });
        expect(await count('blocks')).toBe(tokenRowLimit);
        const parts = statement(
          "select max(level) as merges, count() as parts from system.parts where database = currentDatabase() and table = 'blocks' and active",
        );
        expect(await open().rows(parts)).toEqual([{ merges: 0, parts: 1 }]);
        await expect(
          open().insert(target, [rows(tokenRowLimit), rows(1)], { deduplicationToken: 'more' }),
        ).rejects.toThrow(RangeError);
        expect(await count('blocks')).toBe(tokenRowLimit);
      },
    );

    test("an error of the source is the caller's own, and an insert of nothing is no error", async () => {
      await table('sources');
      const target = { table: 'sources', columns: ['period', 'k', 'text'] };
      const broken = async function* (): AsyncGenerator<string> {
        yield '202610\t1\tx\n';
        throw new RangeError('line 2 is no row');
      };
      await expect(open().insert(target, broken())).rejects.toThrow(new RangeError('line 2 is no row'));
      await open().insert(target, []);
      await open().insert(target, [], { deduplicationToken: 'nothing' });
    });
  });

  test('an unknown table and an unknown column, in JSON lines too, are refused', async () => {
    await table('known');
    await expect(open().insert({ table: 'unknown', columns: ['k'] }, ['1\n'])).rejects.toMatchObject({
      kind: 'query',
      clickhouseCode: 60,
    });
    await expect(open().insert({ table: 'known', columns: ['nope'] }, ['1\n'])).rejects.toMatchObject({
      kind: 'query',
    });
    const json = open().insert({ table: 'known', columns: ['k'] }, ['{"k":1,"nope":2}'], { format: 'JSONEachRow' });
    await expect(json).rejects.toMatchObject({ kind: 'query' });
    expect(await count('known')).toBe(0);
  });
});

async function untilNothingSleeps(warehouse: Warehouse): Promise<void> {
  const running = statement(
    "select count() as n from system.processes where query like '%sleepEachRow%' and query not like '%processes%'",
  );
  for (;;) {
    const [row] = await warehouse.rows<{ n: number }>(running);
    if (row?.n === 0) return;
    await pause(50);
  }
}
