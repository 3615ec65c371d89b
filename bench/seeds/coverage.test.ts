import { expect, test } from 'vitest';
import { covers, runSeeds } from './run-seeds.ts';

// Of 8 honest 95% intervals 4 or more miss with a chance below 0.0004; so a right system fails this test less often
// than once in a thousand times. The second half shows that the intervals are narrow enough to catch a wrong one.
test(
  'the lift’s 95% interval holds the planted effect, and neither none nor its double',
  { timeout: 600_000 },
  async () => {
    const results = await runSeeds([1, 2, 3, 4, 5, 6, 7, 8], 2);
    expect(results).toHaveLength(8);
    const holding = (factor: number) => results.filter((result) => covers(result, factor * result.planted)).length;
    expect(holding(1)).toBeGreaterThanOrEqual(5);
    expect(holding(0)).toBeLessThan(5);
    expect(holding(2)).toBeLessThan(5);
  },
);
