import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greatestFirst } from './greatest-first.ts';

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((of) => Math.fround(of)),
  fc.constantFrom(0, -0, 1e-300, -1e-300),
);

test('the greatest comes first; those that are equal stay in their order', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 3000 }), (numbers) => {
      const items = numbers.map((of, place) => ({ of, place }));
      const sorted = greatestFirst(items, ({ of }) => of);
      expect(sorted).toEqual(items.toSorted((a, b) => b.of - a.of || a.place - b.place));
    }),
  );
});
