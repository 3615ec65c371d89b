import { expect, test } from 'vitest';
import { linesOption } from './chart-lines.ts';
import { intervalsOption } from './chart-options.ts';
import { tokens } from './tokens.ts';

/** Writes with as many decimals as a second argument says, as many a writer of numbers does. */
const write = (value: number, digits = 1) => value.toFixed(digits);
const row = { label: 'a', estimate: 1, low: 0, high: 2, meaning: 'treated' as const };

test.each([
  { chart: 'intervals', axis: intervalsOption(tokens.light, [row], { write, zero: true }).xAxis },
  { chart: 'lines', axis: linesOption(tokens.light, [], { steps: [], write }).yAxis },
])('$chart write a value of their axis the same wherever on it it stands', ({ axis }) => {
  const { formatter } = (axis as { axisLabel: { formatter: (value: number, index: number) => string } }).axisLabel;
  expect([0, 4].map((index) => formatter(2, index))).toEqual(['2.0', '2.0']);
});
