import { describe, expect, test } from 'vitest';
import { readRelative } from './relative.ts';

describe('a relative effect', () => {
  test('is told in per cent where control is known well enough', () => {
    expect(readRelative({ estimate: 0.79, low: 0.68, high: 0.91 }).told).toBe('percent');
    expect(readRelative({ estimate: -1, low: null, high: null }).told).toBe('percent');
  });
  test('is told as at least so many times where control is nearly nothing', () => {
    expect(readRelative({ estimate: 93.727, low: 12.4, high: 671 })).toEqual({ told: 'at-least', times: 13.4 });
  });
  test('is not told where not even that is known', () => {
    expect(readRelative({ estimate: 20, low: -0.5, high: 400 }).told).toBe('unclear');
    expect(readRelative({ estimate: 2, low: -3, high: 7 }).told).toBe('unclear');
  });
});
