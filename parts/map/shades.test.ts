import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokens } from '../tokens.ts';
import { shadeOf, shadesOf } from './shades.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('every value that is drawn has a shade of the legend that holds it', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('amount', 'difference'),
      (all, scale) => {
        const shades = shadesOf(all, scale, tokens.light);
        expect(shades.length).toBeLessThanOrEqual(5);
        for (const one of all) {
          const shade = shadeOf(one, shades);
          expect(shade, String(one)).toBeDefined();
          expect(one >= shade!.from && one <= shade!.to).toBe(true);
        }
      },
    ),
  );
});

test('a difference below zero never shares a shade with one above', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (all) => {
      for (const { from, to } of shadesOf(all, 'difference', tokens.dark)) expect(from < 0 && to > 0).toBe(false);
    }),
  );
});

test('no two edges of the legend read the same, unless all values do', () => {
  const write = (of: number) => of.toFixed(0);
  const hours = [0, 27.6, 27.8, 28.1, 28.2, 47, 49, 53];
  expect(shadesOf(hours, 'amount', tokens.light, write).map(({ from, to }) => `${write(from)}–${write(to)}`)).toEqual([
    '0–28',
    '28–49',
    '49–53',
  ]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 40 }), (all) => {
      const shades = shadesOf(all, 'amount', tokens.light, write);
      for (const { from, to } of shades) if (shades.length > 1) expect(write(from)).not.toBe(write(to));
      for (const one of all) expect(shadeOf(one, shades)).toBeDefined();
    }),
  );
});
