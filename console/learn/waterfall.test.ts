import { expect, test } from 'vitest';
import { barOf } from './waterfall.ts';

const step = (name: string, value: number | null) => ({ step: name, unit: 'yuan' as const, value });

test('costs hang from the margin, and the profit stands on zero where they end', () => {
  const bars = barOf([
    step('incremental-margin', 100),
    step('contacts', -30),
    step('rewards', -20),
    step('fixed', -10),
    step('profit', 40),
  ]);
  expect(bars.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 0.7],
    [0.7, 0.5],
    [0.5, 0.4],
    [0, 0.4],
  ]);
});

test('a loss goes under zero, and the scale holds both', () => {
  const bars = barOf([step('incremental-margin', 50), step('contacts', -100), step('profit', -50)]);
  expect(bars.map(({ from, to }) => [from, to])).toEqual([
    [0.5, 1],
    [1, 0],
    [0.5, 0],
  ]);
});

test('nothing known is no bar', () => {
  expect(barOf([step('incremental-margin', null)])[0]).toMatchObject({ from: 0, to: 0 });
});
