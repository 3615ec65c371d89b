import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotasOf } from './quotas.ts';

test('every stratum has its share of the sample to within one, and the sample is as large as was asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 50_000 }),
      (counts, size) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const quotas = quotasOf(counts, size);
        expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBe(Math.min(size, total));
        for (const [i, quota] of quotas.entries()) {
          expect(quota).toBeLessThanOrEqual(counts[i]!);
          if (total > size) expect(Math.abs(quota - (counts[i]! * size) / total)).toBeLessThan(1);
        }
      },
    ),
  );
});
