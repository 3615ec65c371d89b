import { expect, test } from 'vitest';
import { covers, runSeeds } from './run-seeds.ts';

// Of 5 honest 95% intervals 3 or more miss with a chance of 0.0012. The second half shows that the intervals are narrow
// enough to catch a wrong one.
test(
  'the lift’s 95% interval holds the planted effect, and neither none nor its double',
  { timeout: 600_000 },
  async () => {
    const results = await runSeeds([1, 2, 3, 4, 5], 2);
    expect(results).toHaveLength(5);
    const holding = (factor: number) => results.filter((result) => covers(result, factor * result.planted)).length;
    expect(holding(1)).toBeGreaterThanOrEqual(3);
    expect(holding(0)).toBeLessThan(3);
    expect(holding(2)).toBeLessThan(3);
  },
);
