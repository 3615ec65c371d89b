import { describe, expect, test } from 'vitest';
import { fillOf, shadeOf, shades } from './calendar-cell.ts';

describe('a cell of the calendar', () => {
  test('is filled by its minutes, never beyond its rim, and not at all on a day off', () => {
    expect(fillOf({ minutes: 420, used: 105 })).toBe(0.25);
    expect(fillOf({ minutes: 420, used: 500 })).toBe(1);
    expect(fillOf({ minutes: 0, used: 0 })).toBe(0);
  });
  test('is shaded by the price of an hour: the dearest darkest, no price no shade', () => {
    expect(shadeOf(0, 84)).toBe(0);
    expect(shadeOf(84, 84)).toBe(shades);
    expect(shadeOf(0.01, 84)).toBe(1);
    expect(shadeOf(42, 84)).toBe(3);
    expect(shadeOf(5, 0)).toBe(0);
  });
});
