import { expect, test } from 'vitest';
import { formatters } from '#parts';
import { writtenApart } from './figure-words.ts';

test('two figures that are not the same do not read the same', () => {
  const english = formatters('en');
  const apart = (unit: string, a: number, b: number) => writtenApart(english, unit, a, b);
  expect(apart('', 0.0294, 0.0291)).toEqual(['2.940%', '2.910%']);
  expect(apart('', 0.171, 0.175)).toEqual(['17.1%', '17.5%']);
  expect(apart('', 0.029, 0.029)).toEqual(['2.9%', '2.9%']);
  expect(apart('customers', 12_845, 12_849)).toEqual(['12,845', '12,849']);
  expect(apart('CNY', 12_845.2, 12_849)).toEqual(['¥12,845.20', '¥12,849.00']);
});
