import { expect, test } from 'vitest';
import { monthsDue } from './gathering.ts';

const run = (month: string, gatheredAt: string) => ({ month, gatheredAt });
const worked = new Set(['2026-10', '2026-11']);

test('the running month is gathered once a day', () => {
  expect(monthsDue('2026-11-28', [run('2026-11', '2026-11-27T23:59:00.000Z')], worked)).toEqual(['2026-11']);
  expect(monthsDue('2026-11-28', [run('2026-11', '2026-11-28T00:10:00.000Z')], worked)).toEqual([]);
});
test('the month before is gathered until its last orders have come in', () => {
  expect(monthsDue('2026-11-05', [], worked)).toEqual(['2026-10', '2026-11']);
  expect(monthsDue('2026-11-06', [], worked)).toEqual(['2026-11']);
  expect(monthsDue('2027-01-03', [], new Set(['2026-12']))).toEqual(['2026-12']);
});
test('a month in which nobody had work is left alone', () => {
  expect(monthsDue('2026-11-03', [], new Set())).toEqual([]);
});
