import fc from 'fast-check';
import { expect, test } from 'vitest';
import { radixOrder, risingBits, sortedFloats } from '#platform/sorting';

test('places come in the order of the last key, and of those before it where it is equal', () => {
  const key = fc.oneof(fc.nat(5), fc.nat(), fc.constantFrom(0, 0xffffffff, 0x80000000, 2047, 2048));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key)), (pairs) => {
      const keys = [0, 1].map((which) => Int32Array.from(pairs, (pair) => pair[which]!));
      const wanted = pairs
        .map((_, i) => i)
        .toSorted((a, b) => pairs[a]![1] - pairs[b]![1] || pairs[a]![0] - pairs[b]![0] || a - b);
      expect([...radixOrder(keys)]).toEqual(wanted);
    }),
  );
});

test('the bits of a float rise with it', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (a, b) => {
      if (a < b) expect(risingBits(a) >>> 0).toBeLessThan(risingBits(b) >>> 0);
    }),
  );
});

test('doubles are sorted as a comparison sorts them', () => {
  const double = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1));
  fc.assert(
    fc.property(fc.array(double, { maxLength: 300 }), (numbers) => {
      const values = Float64Array.from(numbers);
      expect(sortedFloats(values)).toEqual(values.toSorted());
    }),
  );
});
