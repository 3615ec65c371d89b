import { expect, test } from 'vitest';
import { Problem } from '#contract';
import { readManifests } from './manifest.ts';
import { describeFunction, printFunction, readSource } from './table-function.ts';

const problemsOf = (text: string, period?: string): { place: string; code: string; suggestion?: string }[] => {
  try {
    readManifests([{ text, file: 'm.yaml', directory: '/' }], period);
  } catch (error) {
    if (error instanceof Problem)
      return error.problems.map(({ place, code, suggestion }) => ({ place, code, ...(suggestion && { suggestion }) }));
    throw error;
  }
  return [];
};

test('every mistake is named with file, line and column, and a suggestion where one is near', () => {
  const text = `feed: Bad Name
entity: usage
source: u.csv
fields:
  customer_id: id
`;
  expect(problemsOf(text)).toEqual([{ place: 'm.yaml:1:7', code: 'invalid' }]);
  expect(
    problemsOf(`feed: a
entity: custmer
source: u.csv
fields: { customer_id: id }
---
feed: b
entity: usage
sauce: u.csv
source: u.csv
fields: { customer_id: id }
---
feed: c
entity: usage
source: u.csv
fields:
  data_gb: { form: gb, type: text }
  period: x
audit:
  - range: { data_bg: [0, 1] }
`),
  ).toEqual([
    { place: 'm.yaml:2:9', code: 'unknown-entity', suggestion: 'customer' },
    { place: 'm.yaml:8:1', code: 'unknown-key' },
    { place: 'm.yaml:16:14', code: 'unknown-key', suggestion: 'from' },
    { place: 'm.yaml:13:9', code: 'no-period' },
    { place: 'm.yaml:16:3', code: 'no-source' },
    { place: 'm.yaml:16:30', code: 'type-conflict' },
    { place: 'm.yaml:17:3', code: 'reserved-name' },
    { place: 'm.yaml:15:1', code: 'key-not-mapped' },
    { place: 'm.yaml:19:14', code: 'unknown-field', suggestion: 'data_gb' },
  ]);
});

test('what is no YAML, no feed at all, a missing key, and a formula that cannot be read', () => {
  expect(problemsOf('feed: [a\n')).toMatchObject([{ code: 'yaml' }]);
  expect(problemsOf('# nothing\n')).toEqual([{ place: 'm.yaml:1:1', code: 'empty-manifest' }]);
  expect(problemsOf('feed: a\nentity: customer\nfields: { customer_id: id }\n')).toEqual([
    { place: 'm.yaml:1:1', code: 'missing-key' },
  ]);
  expect(problemsOf('feed: a\nentity: customer\nsource: x\nfields: { customer_id: { expr: "a +" } }\n')).toEqual([
    { place: 'm.yaml:4:32', code: 'formula' },
  ]);
  expect(
    problemsOf(
      '- { feed: a, entity: customer, source: x, fields: { customer_id: i } }\n- { feed: a, entity: customer, source: y, fields: { customer_id: i } }\n',
    ),
  ).toEqual([{ place: 'm.yaml:2:5', code: 'feed-twice' }]);
});

test('--period overrides the period of monthly feeds', () => {
  const text = 'feed: a\nentity: usage\nperiod: 2026-01\nsource: u-{period}.csv\nfields: { customer_id: id }\n';
  const [plan] = readManifests([{ text, file: 'm', directory: '/' }], '2026-05');
  expect(plan).toMatchObject({ period: 202605, source: 'u-2026-05.csv' });
});

test('table functions are parsed and written anew; only those of the list, only literals', () => {
  const read = readSource(String.raw`s3('https://b/o\'s.csv', 'CSV', 5)`);
  expect(read).toEqual({ kind: 'function', call: { name: 's3', args: ["https://b/o's.csv", 'CSV', 5] } });
  if (read.kind === 'function') expect(printFunction(read.call)).toBe(String.raw`s3('https://b/o\'s.csv', 'CSV', 5)`);
  for (const bad of ["s3(url('x'))", "s3('a') union all select (1)", "s3('a', now())", "executable('x')", "s3('a'b)"])
    expect(readSource(bad).kind).toBe('refused');
  expect(readSource('./a(1).csv')).toEqual({ kind: 'path' });
  expect(describeFunction({ name: 'postgresql', args: ['db:5432', 'd', 't', 'u', 'secret'] })).toBe(
    'postgresql(db:5432, …)',
  );
});
