import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement, tokenRowLimit, WarehouseError } from './index.ts';
import type { TableDefinition, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';
import { nastyText } from './testing/nasty-text.ts';

const slowly = { timeout: 120_000 };

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

describe.each(['embedded', 'remote'] as const)('insert, %s warehouse', (which) => {
  const open = (): Warehouse => engines[which];

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

  const escape = (text: string): string =>
    text.replace(
      /[\\\t\n\r\0\b\f]/g,
      (c) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0', '\b': '\\b', '\f': '\\f' })[c] ?? '\\\\',
    );

  test('any text goes in as tab-separated and as JSON lines and comes out the same', slowly, async () => {
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

  test('500,000 rows stream in, whatever the size of the batches', slowly, async () => {
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
    slowly,
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

  test('without a token the same rows again are rows again', slowly, async () => {
    await table('again');
    const target = { table: 'again', columns: ['period', 'k', 'text'] };
    for (const times of [1, 2]) {
      await open().insert(target, ['202610\t1\tx\n202610\t2\tx\n']);
      expect(await count('again')).toBe(2 * times);
    }
  });

  test(
    'a block with a token is one part of its partition, up to the limit; above it nothing is written',
    slowly,
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
