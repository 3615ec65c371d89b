import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql, statement, value, WarehouseError } from './index.ts';
import type { ParamValue, QueryOptions, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';

const slowly = { timeout: 120_000 };

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

describe.each(['embedded', 'remote'] as const)('queries, %s warehouse', (which) => {
  const open = (): Warehouse => engines[which];

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
      ['nope', {}, 'query', 62],
      ['select * from nowhere', {}, 'query', 60],
      ['select count() from numbers(1000000000000)', { timeoutSeconds: 1 }, 'timeout', 159],
      ['select uniqExact(number) from numbers(100000000)', { memoryBytes: 50_000_000 }, 'memory', 241],
      ['select 1', { settings: { no_such_setting: 1 } }, 'query', 115],
    ] as const)('%s fails with its kind and code', slowly, async (text, options, kind, code) => {
      const error = await failure(text, {}, options);
      expect({ kind: error.kind, code: error.clickhouseCode }).toEqual({ kind, code });
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.message.length).toBeLessThan(500);
    });

    test('the message never holds the value of a parameter', slowly, async () => {
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
  });

  describe('stream', () => {
    test('gives all rows in bounded batches', slowly, async () => {
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

    test('leaving the loop ends the query on the engine', slowly, async () => {
      const slow = statement('select number, sleepEachRow(0.002) as s from numbers(1000000)');
      for await (const batch of open().stream(slow, { settings: { max_block_size: 50 } })) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      await untilNothingSleeps(open());
    });

    test('an abort ends rows and stream with the kind cancelled, and the query on the engine', slowly, async () => {
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

    test('an abort at any moment ends the query, and no other', slowly, async () => {
      const slow = statement('select sum(sleepEachRow(0.01)) as s from numbers(3000)');
      for (const afterMs of [0, 1, 2, 4, 8, 16]) {
        const error = await failure(
          slow.sql,
          {},
          { signal: AbortSignal.timeout(afterMs), settings: { max_block_size: 50 } },
        );
        expect(error.kind).toBe('cancelled');
      }
      const others = Array.from(
        { length: 8 },
        async () => await open().rows<{ n: number }>(statement('select count() as n from numbers(1000)')),
      );
      for (const rows of await Promise.all(others)) expect(rows).toEqual([{ n: 1000 }]);
      await untilNothingSleeps(open());
    });

    test('an error half-way is thrown after the rows before it', slowly, async () => {
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

    test('more streams than sessions wait their turn and all end', slowly, async () => {
      const one = async (): Promise<number> => {
        let rows = 0;
        for await (const batch of open().stream(statement('select number from numbers(100000)'))) rows += batch.length;
        return rows;
      };
      expect(await Promise.all(Array.from({ length: 8 }, one))).toEqual(Array.from({ length: 8 }, () => 100_000));
    });
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
