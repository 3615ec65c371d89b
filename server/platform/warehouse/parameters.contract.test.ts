import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql, statement, value } from './index.ts';
import type { ParamValue, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';
import { nastyText } from './testing/nasty-text.ts';

const slowly = { timeout: 120_000 };

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const asRead = (whole: bigint): number | bigint => (Number.isSafeInteger(Number(whole)) ? Number(whole) : whole);

describe.each(['embedded', 'remote'] as const)('parameters, %s warehouse', (which) => {
  const open = (): Warehouse => engines[which];

  const bind = async (type: string, of: ParamValue): Promise<unknown> =>
    (await open().rows<{ v: unknown }>(sql`select ${value(type, of)} as v`))[0]?.v;

  test('any text comes back as it went', slowly, async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, async (text) => {
        expect(await bind('String', text)).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  test('any list of texts and missing values comes back as it went', slowly, async () => {
    const lists = fc.array(fc.option(nastyText));
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        expect(await bind('Array(Nullable(String))', list)).toEqual(list);
      }),
      { numRuns: 100 },
    );
  });

  test('whole numbers of 64 bits, lists of them, and finite numbers keep every digit', slowly, async () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0));
    await fc.assert(
      fc.asyncProperty(int64, uint64, finite, async (signed, unsigned, number) => {
        expect(await bind('Int64', signed)).toBe(asRead(signed));
        expect(await bind('Nullable(UInt64)', unsigned)).toBe(asRead(unsigned));
        expect(await bind('Array(Int64)', [signed, 0n])).toEqual([asRead(signed), 0]);
        expect(await bind('Float64', number)).toBe(number);
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

  test('a list of 200,000 keys goes as one parameter', slowly, async () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => index * 3);
    const [row] = await open().rows(
      sql`select length(${value('Array(UInt32)', keys)}) as n, arraySum(${value('Array(UInt32)', keys)}) as s`,
    );
    expect(row).toEqual({ n: 200_000, s: 59_999_700_000 });
  });

  test("queries at the same time do not see each other's parameters", slowly, async () => {
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
