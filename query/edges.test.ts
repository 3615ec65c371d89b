import { Session } from 'chdb';
import { afterAll, describe, expect, test } from 'vitest';
import {
  compileCount,
  compileGroup,
  compileInsertTag,
  compileInsertAudience,
  compileSelect,
  conditionOf,
  matches,
  print,
  readFormula,
  readRule,
  scope,
  selectRecords,
  valueOf,
} from './index.ts';
import type { Cell, Rule, Select, Statement } from './index.ts';
import { call } from './sql.ts';
import { catalogue, fillingStatements, makeCustomers, openChance } from './oracle-data.ts';
import type { OracleCustomer } from './oracle-data.ts';

// Sharp edges that the oracle found, or that were looked for; each by its name, on the engine and in memory.
const session = new Session();
const everything = { kind: 'everything' } as const;
const [plain] = makeCustomers(1, openChance(1));
const columnOf = (name: string): string => catalogue.fields[name]?.column ?? name;
const missing = Object.fromEntries(
  Object.values(catalogue.fields)
    .filter((f) => f.nullable !== false)
    .map((f) => [f.column, null]),
);

function ask<T = Record<string, unknown>>({ sql, params }: Statement): readonly T[] {
  return session
    .queryBind(sql, params, 'JSONEachRow')
    .trim()
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as T);
}
function rule(text: string): Rule {
  const read = readRule(text, catalogue);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.rule;
}
function fill(rows: readonly Record<string, Cell>[]): readonly OracleCustomer[] {
  const customers = rows.map((cells, key): OracleCustomer => ({
    ...plain!,
    key,
    values: {
      ...plain!.values,
      ...missing,
      ...Object.fromEntries(Object.entries(cells).map(([n, v]) => [columnOf(n), v])),
    },
  }));
  for (const table of ['customer_record', 'tag_bitmap', 'audience_member', 'contact'])
    session.query(`drop table if exists ${table}`);
  for (const statement of fillingStatements(customers)) session.query(statement);
  return customers;
}
/** The keys for which the rule holds; engine and memory must say the same. */
function holds(text: string, rows: readonly Record<string, Cell>[]): readonly number[] {
  const customers = fill(rows);
  const r = rule(text);
  const engine = ask<{ customer_key: number }>(compileSelect(r, everything)).map((row) => row.customer_key);
  expect(customers.filter((c) => matches(r, c)).map((c) => c.key)).toEqual(engine);
  return engine;
}
const count: Select['columns'][number] = { expr: call('count'), as: 'count' };
afterAll(() => session.cleanup());

describe('what is missing', () => {
  const rows = [{ arpu: null }, { arpu: 1 }, { arpu: 3 }];
  test.each([
    ['arpu > 2', [2]],
    ['not (arpu > 2)', [0, 1]],
    ['arpu <= 2', [1]],
    ['arpu != 3', [1]],
    ['arpu not in (3, 4)', [1]],
    ['arpu not between 2 and 4', [1]],
    ['not (arpu between 2 and 4)', [0, 1]],
    ['arpu is null', [0]],
    ['arpu + 1 is not null', [1, 2]],
  ])('%s', (text, keys) => {
    expect(holds(text, rows)).toEqual(keys);
  });
  test('an option that is missing makes `not in` false', () =>
    expect(holds('arpu not in (data_gb, 7)', [{ arpu: 1 }, { arpu: 1, data_gb: 2 }])).toEqual([1]));
  test('least, greatest and coalesce pass it over', () =>
    expect(
      holds('least(arpu, data_gb) = 2 and greatest(data_gb, arpu) = 2 and coalesce(arpu, data_gb) = 2', [
        { data_gb: 2 },
        {},
      ]),
    ).toEqual([0]));
});

describe('numbers', () => {
  test('division by zero is missing, 0/0 too', () =>
    expect(
      holds('arpu / data_gb is null', [
        { arpu: 1, data_gb: 0 },
        { arpu: 0, data_gb: -0 },
        { arpu: 1, data_gb: 1 },
      ]),
    ).toEqual([0, 1]));
  test('overflow is missing', () =>
    expect(
      holds('arpu * data_gb is null', [
        { arpu: 1e308, data_gb: 10 },
        { arpu: 1, data_gb: 1 },
      ]),
    ).toEqual([0]));
  test('0 and -0 are equal, in lists and in chains of `or` (which the engine turns into a set)', () => {
    expect(
      holds('balance in (0, 1, 2) and (balance = 0 or balance = 1 or balance = 2 or balance = 3)', [
        { balance: -0 },
        { balance: 0 },
        { balance: 5 },
      ]),
    ).toEqual([0, 1]);
  });
  test('64-bit integers compare exactly with each other and with numbers', () => {
    expect(holds('tenure > 9007199254740992', [{ tenure: 9007199254740993n }, { tenure: 9007199254740992n }])).toEqual([
      0,
    ]);
    expect(
      holds('tenure = lines', [
        { tenure: 9007199254740993n, lines: 9007199254740992n },
        { tenure: 9223372036854775807n, lines: 9223372036854775807n },
      ]),
    ).toEqual([1]);
  });
  test('integer arithmetic does not wrap round', () =>
    expect(holds('tenure + 1 > 0', [{ tenure: 9223372036854775807n }])).toEqual([0]));
  test('an integer is none of a list of fractions', () =>
    expect(holds('tenure in (1.5, 2, 3)', [{ tenure: 1n }, { tenure: 2n }])).toEqual([1]));
  test('halves are rounded to the even neighbour', () =>
    expect(holds('round(arpu) = 2', [{ arpu: 1.5 }, { arpu: 2.5 }, { arpu: 3.5 }])).toEqual([0, 1]));
});

describe('text', () => {
  test('equality is exact: case, blanks and accents count', () =>
    expect(holds("city = 'a'", [{ city: 'a' }, { city: 'A' }, { city: 'a ' }, { city: 'a\u0301' }])).toEqual([0]));
  test('`_` is one character, of any script; `%` spans lines', () =>
    expect(holds("city like '_%b'", [{ city: '北b' }, { city: '😀\nb' }, { city: 'b' }])).toEqual([0, 1]));
  test('a backslash takes % and _ literally, and else stands for itself', () => {
    expect(holds("city like 'a\\%'", [{ city: 'a%' }, { city: 'ab' }])).toEqual([0]);
    expect(holds("city like '\\a%'", [{ city: '\\ab' }, { city: 'ab' }])).toEqual([0]);
  });
  test('order is by code point, above U+FFFF too', () =>
    expect(holds("city > '\uFFFD'", [{ city: '😀' }, { city: '\uE000' }])).toEqual([0]));
  test('lower and upper know A to Z only', () =>
    expect(holds("upper(city) = 'äB'", [{ city: 'äb' }, { city: 'Äb' }])).toEqual([0]));
});

describe('dates', () => {
  test('a day is cut to the end of the month', () =>
    expect(holds("add_months(since, 1) = '2024-02-29'", [{ since: '2024-01-31' }, { since: '2024-01-28' }])).toEqual([
      0,
    ]));
  test('a date outside 1900 to 2299 is missing', () =>
    expect(
      holds('add_days(since, 1) is null or add_months(born, -1) is null', [
        { since: '2299-12-31', born: '2000-01-01' },
        { since: '2000-01-01', born: '1900-01-01' },
        { since: '2000-01-01', born: '2000-01-01' },
      ]),
    ).toEqual([0, 1]));
  test('a 16-bit Date column does not wrap round in 2149', () =>
    expect(holds("add_days(ends, 1) = '2149-06-07'", [{ ends: '2149-06-06' }])).toEqual([0]));
  test('a step too far is missing, also in a list', () =>
    expect(holds("since not in (add_days(date '1999-12-31', 40000), month_end())", [{ since: '2000-01-01' }])).toEqual(
      [],
    ));
  test('before 1970 counts too', () =>
    expect(holds('days_between(since, born) = 1', [{ since: '1969-12-31', born: '1970-01-01' }])).toEqual([0]));
});

describe('statements on the engine', () => {
  test('a column called like an output column is still the column', () => {
    fill([
      { value: 7, plan: 'a' },
      { value: 7, plan: 'a' },
      { value: 1, plan: 'b' },
    ]);
    expect(ask(compileGroup(rule('value = 7'), catalogue.fields['plan']!, everything))).toEqual([
      { value: 'a', count: 2 },
    ]);
  });
  test('a sample is the same customers each time, and a share of them', () => {
    fill(Array.from({ length: 400 }, () => ({ arpu: 1 })));
    const sampled = ask<{ count: number }>(
      print(
        scope(
          selectRecords({
            period: catalogue.period,
            columns: [count],
            where: [conditionOf(rule('arpu = 1'))],
            sample: 0.25,
          }),
          everything,
        ),
      ),
    );
    expect(sampled[0]!.count).toBeGreaterThan(60);
    expect(sampled[0]!.count).toBeLessThan(140);
  });
  test('an audience is written and then asked for by name', () => {
    fill([{ arpu: 1 }, { arpu: 2 }, { arpu: 2 }]);
    session.query('truncate table audience_member');
    const { sql, params } = compileInsertAudience(rule('arpu = 2'), '春', everything);
    session.queryBind(sql, params);
    expect(ask(compileSelect(rule("audience('春')"), everything))).toEqual([{ customer_key: 1 }, { customer_key: 2 }]);
  });
  test('a tag is built from a rule and then counted on bitmaps', () => {
    fill([{ arpu: 1 }, { arpu: 2 }, { arpu: 2 }]);
    session.query('truncate table tag_bitmap');
    for (const { sql, params } of [
      compileInsertTag('vip', rule('arpu = 2'), everything),
      compileInsertTag('', { period: catalogue.period }, everything),
    ])
      session.queryBind(sql, params);
    expect(ask(compileCount(rule("tag('vip')"), everything))).toEqual([{ count: 2 }]);
    expect(ask(compileCount(rule("not tag('vip')"), everything))).toEqual([{ count: 1 }]);
    expect(ask(compileSelect(rule("tag('vip') and arpu > 0"), everything))).toHaveLength(2);
  });
  test('a formula is a column', () => {
    fill([{ arpu: 8, data_gb: 2 }, { arpu: 8 }]);
    const read = readFormula('case when data_gb is null then 0 else arpu / data_gb end', catalogue);
    if (!read.ok) throw new Error('problems');
    expect(
      ask(
        print(
          scope(
            selectRecords({ period: catalogue.period, columns: [{ expr: valueOf(read.rule), as: 'x' }] }),
            everything,
          ),
        ),
      ),
    ).toEqual([{ x: 4 }, { x: 0 }]);
  });
});
