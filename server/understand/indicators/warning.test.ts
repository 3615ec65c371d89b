import { expect, test } from 'vitest';
import { alarms } from './warning.ts';

const far = [{ kind: 'deviation', z: 3.5 }] as const;
const warned = (value: number, before: readonly number[]): number => alarms(far, { value, before }).length;

test('a figure that is far from a history that moves is warned of, one within its usual moves is not', () => {
  const before = [100, 104, 97, 101, 99, 103];
  expect([warned(140, before), warned(60, before), warned(107, before)]).toEqual([1, 1, 0]);
});

test('off by less than a hundredth is a ripple, however steady the months before were', () => {
  const steady = [8649, 8650, 8648, 8649, 8651];
  expect([warned(8669, steady), warned(8730, steady), warned(8755, steady), warned(8500, steady)]).toEqual([
    0, 0, 1, 1,
  ]);
  expect([warned(0.0294, [0.0292, 0.0292, 0.0291, 0.0292]), warned(0.04, [0.0292, 0.0292, 0.0291, 0.0292])]).toEqual([
    0, 1,
  ]);
});

test('of a history that never moved a jump is seen; of fewer than four months nothing is said', () => {
  expect([warned(51, [50, 50, 50, 50]), warned(55, [50, 50, 50, 50]), warned(500, [50, 51, 49])]).toEqual([0, 1, 0]);
});
