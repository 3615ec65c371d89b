import type { Catalogue, Field, FieldType } from './catalogue.ts';
import type { Cell, Customer } from './meaning.ts';

/** Nasty customers for the oracle: what goes wrong in real sources, and what lies at the edges of every type. */

/** A small seeded generator (mulberry32), so that a disagreement can be repeated. */
export interface Chance {
  /** A whole number from 0 to n-1. */
  below(n: number): number;
  one<T>(of: readonly T[]): T;
}
export function openChance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return { below, one: (of) => of[below(of.length)]! };
}

export const period = 202402;
export const texts = [
  '',
  ' ',
  'A',
  'a',
  'b',
  'ab',
  "o'br\\ien",
  "''",
  'a%_b',
  'a%',
  '_',
  '%',
  '\\',
  '\\\\',
  '\\%',
  'x\ny',
  'x\r\n',
  '\t',
  '\\N',
  'NULL',
  '北京',
  '北',
  '上海市',
  'ÄÖ',
  'äö',
  'ß',
  'İ',
  '😀',
  '\uE000',
  '\uFFFD',
  'a\u0000b',
  '{p0:String}',
  '`',
  '"',
  ')',
  '--',
  "'; drop table customer_record; --",
  '2020-01-01',
  '0',
  '1e3',
  'e\u0301',
  'A.b*c?[d]',
];
export const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  0.1,
  0.2,
  0.3,
  0.5,
  1.5,
  2.5,
  -2.5,
  3.5,
  24,
  60,
  90,
  89.99999999999999,
  1e-7,
  5e-324,
  2.2250738585072014e-308,
  1e21,
  1e154,
  1e200,
  -1e200,
  1e300,
  1e308,
  -1e308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  2 ** 53 + 2,
  123456.789,
];
const integers = [
  0n,
  1n,
  -1n,
  2n,
  3n,
  24n,
  90n,
  -90n,
  9007199254740992n,
  9007199254740993n,
  -9007199254740993n,
  9223372036854775807n,
  -9223372036854775808n,
];
export const dates = [
  '1900-01-01',
  '1900-02-28',
  '1900-03-01',
  '1969-12-31',
  '1970-01-01',
  '1999-12-31',
  '2000-02-29',
  '2020-02-29',
  '2023-12-31',
  '2024-01-01',
  '2024-01-31',
  '2024-02-01',
  '2024-02-29',
  '2024-03-01',
  '2100-02-28',
  '2149-06-06',
  '2299-12-31',
];
const shortDates = dates.filter((d) => d >= '1970-01-01' && d <= '2149-06-06');

interface Column {
  readonly type: FieldType;
  readonly sql: string;
  readonly cells: readonly Cell[];
  readonly column?: string;
  readonly unit?: string;
}
/** Units are left out here: the random rules are to be answered, not refused. */
const columns: Readonly<Record<string, Column>> = {
  city: { type: 'text', sql: 'Nullable(String)', cells: texts },
  plan: { type: 'text', sql: 'LowCardinality(Nullable(String))', cells: texts },
  name: { type: 'text', sql: 'String', cells: texts },
  'odd `\\name"': { type: 'text', sql: 'Nullable(String)', cells: texts.slice(0, 6), column: 'ar`pu\\"\'' },
  '名称.mean3': { type: 'number', sql: 'Nullable(Float64)', cells: numbers },
  arpu: { type: 'number', sql: 'Nullable(Float64)', cells: numbers },
  data_gb: { type: 'number', sql: 'Nullable(Float64)', cells: [0, -0, 1, 2, 3, 0.5, 1e300] },
  balance: { type: 'number', sql: 'Float64', cells: numbers },
  value: { type: 'number', sql: 'Nullable(Float64)', cells: numbers },
  tenure: { type: 'integer', sql: 'Nullable(Int64)', cells: integers },
  lines: { type: 'integer', sql: 'Int64', cells: integers },
  age: { type: 'integer', sql: 'Nullable(UInt8)', cells: [0n, 1n, 2n, 24n, 90n, 255n] },
  dnd: { type: 'boolean', sql: 'Nullable(Bool)', cells: [true, false] },
  active: { type: 'boolean', sql: 'Bool', cells: [true, false] },
  since: { type: 'date', sql: 'Nullable(Date32)', cells: dates },
  born: { type: 'date', sql: 'Date32', cells: dates },
  ends: { type: 'date', sql: 'Nullable(Date)', cells: shortDates },
  'segment:strategic': { type: 'text', sql: 'LowCardinality(Nullable(String))', cells: ['A', 'b', '北京'] },
  'score:churn': { type: 'number', sql: 'Nullable(Float64)', cells: [0, 0.1, 0.5, 0.7, 1] },
};
const isNullable = (c: Column): boolean => c.sql.includes('Nullable');
const fieldOf = (name: string, c: Column): Field => ({
  name,
  column: c.column ?? name,
  type: c.type,
  nullable: isNullable(c),
  labels: { en: name, zh: name },
});
const entries = Object.entries(columns);
const named = (prefix: string): Record<string, Field> =>
  Object.fromEntries(
    entries
      .filter(([n]) => n.startsWith(prefix))
      .map(([n, c]) => [n.slice(prefix.length), { ...fieldOf(n, c), name: n.slice(prefix.length), column: n }]),
  );

export const tagNames = ['vip', "o'k\\", '标签', 'nobody'];
export const audienceNames = ['spring', '春'];

export const catalogue: Catalogue = {
  fields: Object.fromEntries(entries.filter(([n]) => !n.includes(':')).map(([n, c]) => [n, fieldOf(n, c)])),
  tags: Object.fromEntries(tagNames.map((n) => [n, {}])),
  segments: named('segment:'),
  scores: named('score:'),
  audiences: Object.fromEntries(audienceNames.map((n) => [n, {}])),
  contacts: { table: 'contact', keyColumn: 'customer_key', dateColumn: 'happened_on' },
  period,
};

export interface OracleCustomer extends Customer {
  readonly key: number;
  readonly unit: string | null;
}

export function makeCustomers(count: number, chance: Chance): readonly OracleCustomer[] {
  return Array.from({ length: count }, (_, key) => ({
    key,
    unit: chance.one([null, 'north', "so'uth\\", '西']),
    values: Object.fromEntries(
      entries.map(([n, c]) => [c.column ?? n, isNullable(c) && chance.below(4) === 0 ? null : chance.one(c.cells)]),
    ),
    tags: new Set(tagNames.slice(0, 3).filter(() => chance.below(3) === 0)),
    audiences: new Set(audienceNames.filter(() => chance.below(3) === 0)),
    contacts: Array.from({ length: chance.below(3) }, () => chance.one(dates.slice(8))),
  }));
}

/** The statements that put the customers into an engine: tables as the product has them, on one node. */
export function fillingStatements(customers: readonly OracleCustomer[]): readonly string[] {
  const quote = (name: string): string => `\`${name.replace(/[`\\]/gu, '\\$&')}\``;
  const write = (cell: Cell | undefined): string =>
    typeof cell === 'bigint' || typeof cell === 'number'
      ? `"${Object.is(cell, -0) ? '-0' : cell}"`
      : JSON.stringify(cell ?? null);
  const row = (c: OracleCustomer): string =>
    `{"period":${period},"customer_key":${c.key},"org_unit_id":${JSON.stringify(c.unit)},${Object.entries(c.values)
      .map(([n, v]) => `${JSON.stringify(n)}:${write(v)}`)
      .join(',')}}`;
  const tagRows = ['', ...tagNames].map((tag) => {
    const keys = customers.filter((c) => tag === '' || c.tags?.has(tag)).map((c) => c.key);
    return `select ${period}, unhex('${hex(tag)}'), groupBitmapState(toUInt32(k)) from (select arrayJoin([${keys.join(',')}]::Array(UInt32)) as k)`;
  });
  const list = (rows: readonly string[]): string => rows.join('\n');
  return [
    `create table customer_record (period UInt32, customer_key UInt32, org_unit_id LowCardinality(Nullable(String)), ${entries.map(([n, c]) => `${quote(c.column ?? n)} ${c.sql}`).join(', ')}) engine = MergeTree partition by period order by customer_key settings index_granularity = 64`,
    'create table tag_bitmap (period UInt32, tag String, customers AggregateFunction(groupBitmap, UInt32)) engine = AggregatingMergeTree order by (period, tag)',
    'create table audience_member (audience String, period UInt32, customer_key UInt32) engine = MergeTree order by (audience, period, customer_key)',
    'create table contact (customer_key UInt32, happened_on Date32) engine = MergeTree order by customer_key',
    `insert into customer_record format JSONEachRow ${list(customers.map(row))}`,
    `insert into tag_bitmap ${tagRows.join(' union all ')}`,
    `insert into audience_member format JSONEachRow ${list(customers.flatMap((c) => [...(c.audiences ?? [])].map((audience) => JSON.stringify({ audience, period, customer_key: c.key }))))}`,
    `insert into contact format JSONEachRow ${list(customers.flatMap((c) => (c.contacts ?? []).map((happened_on) => JSON.stringify({ customer_key: c.key, happened_on }))))}`,
  ];
}
const hex = (text: string): string =>
  [...new TextEncoder().encode(text)].map((b) => b.toString(16).padStart(2, '0')).join('');
