import { expect, test } from 'vitest';
import { crossed } from './crossed.ts';

const cells = [
  { values: { age: 'young', sex: 'f', child: null }, customers: 3 },
  { values: { age: 'young', sex: 'm', child: 'yes' }, customers: 4 },
  { values: { age: 'old', sex: 'f', child: 'yes' }, customers: 5 },
];

test('cells add up over the dimensions that are not shown, and rows and columns to the whole', () => {
  const { at, ofRow, ofColumn, most } = crossed(cells, 'age', 'sex');
  expect([at('young', 'f'), at('young', 'm'), at('old', 'f'), at('old', 'm')]).toEqual([3, 4, 5, 0]);
  expect([ofRow('young'), ofRow('old'), ofColumn('f'), ofColumn('m'), most]).toEqual([7, 5, 8, 4, 5]);
});

test('where a dimension is not asked is a column of its own, and one dimension alone is a list', () => {
  const { at, ofColumn } = crossed(cells, 'age', 'child');
  expect([at('young', null), at('young', 'yes'), ofColumn(null)]).toEqual([3, 4, 3]);
  expect(crossed(cells, 'sex', undefined).ofRow('f')).toBe(8);
});
