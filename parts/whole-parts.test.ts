import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeParts } from './whole-parts.ts';

test('41 points are 24 for results, 9 for success and 8 for truth', () => {
  expect(wholeParts([24.4, 8.6, 7.6])).toEqual({ total: 41, parts: [24, 9, 8] });
});

test('the parts that are read add up to the total that is read, none further off than one', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 200, noNaN: true }), { minLength: 1, maxLength: 8 }), (parts) => {
      const whole = wholeParts(parts);
      expect(whole.parts.reduce((sum, part) => sum + part, 0)).toBe(whole.total);
      for (const [i, part] of whole.parts.entries()) expect(Math.abs(part - (parts[i] ?? 0))).toBeLessThanOrEqual(1);
    }),
  );
});
