import { expect, test } from 'vitest';
import { smallestFound } from './test-power.ts';

test('the smallest effect found agrees with a published table', () => {
  // Fleiss et al.: 1,000 a side at 10%: about 3.76 percentage points.
  expect(smallestFound(1000, 1000, 0.1)).toBeCloseTo(0.0376, 4);
});
test('four times the people find half the effect; an empty side finds none', () => {
  expect(smallestFound(4000, 4000, 0.1)! * 2).toBeCloseTo(smallestFound(1000, 1000, 0.1)!, 12);
  expect(smallestFound(1000, 0, 0.1)).toBeNull();
});
