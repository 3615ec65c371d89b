import { describe, expect, test } from 'vitest';
import { refusalsOf } from './refusals.ts';
import type { Column, Table } from './table.ts';

const number = (name: string, values: readonly number[]): Column => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});
const table = (...columns: Column[]): Table => ({
  rows: columns[0]?.type === 'number' ? columns[0].values.length : (columns[0]?.codes.length ?? 0),
  columns,
});
const rows = Array.from({ length: 100 }, (_, i) => i);
const half = Float64Array.from(rows, (i) => i % 2);
const noise = number(
  'noise',
  rows.map((i) => (i * 37) % 11),
);
const codes = (seen: readonly { code: string; field?: string }[]) =>
  seen.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`));

describe('refusals', () => {
  test('a usual table has none', () => expect(refusalsOf(table(noise), half)).toEqual([]));

  test('one class, and nothing to learn from, are told at once', () => {
    const constant = number('one', Array(100).fill(1));
    expect(codes(refusalsOf(table(constant), new Float64Array(100)))).toEqual(['one-class', 'no-usable-field']);
  });

  test('a target that never changes, and one that is missing', () => {
    expect(codes(refusalsOf(table(noise), new Float64Array(100).fill(7), 'number'))).toEqual(['constant-target']);
    expect(codes(refusalsOf(table(noise), Float64Array.from(half).fill(NaN, 0, 3)))).toContain('missing-target');
  });

  test('too few rows, and too few of one kind', () => {
    expect(codes(refusalsOf(table(number('x', [1, 2, 3])), Float64Array.of(0, 1, 0)))).toEqual([
      'too-few-rows',
      'too-few-rows',
    ]);
    expect(
      codes(
        refusalsOf(
          table(noise),
          Float64Array.from(rows, (i) => (i < 4 ? 1 : 0)),
        ),
      ),
    ).toEqual(['too-few-rows']);
  });

  test.each([
    ['a copy', number('f', [...half])],
    ['a copy under other names', { name: 'f', type: 'text', codes: Int32Array.from(half), values: ['no', 'yes'] }],
    [
      'what is written down only after the outcome',
      number(
        'f',
        rows.map((i) => (i % 2 === 1 ? i : NaN)),
      ),
    ],
  ] as const)('%s of the target is named', (_, column) => {
    expect(codes(refusalsOf(table(noise, column), half))).toEqual(['determines-target f']);
  });

  test('a number with a value of its own in every row determines nothing', () => {
    expect(refusalsOf(table(number('id', rows)), half)).toEqual([]);
  });
});
