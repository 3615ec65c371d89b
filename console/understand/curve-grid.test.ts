import { expect, test } from 'vitest';
import { heightAt } from './curve-grid.ts';

test('between two points a curve is a straight line, at a step its upper end, beyond its ends level', () => {
  const curve = [
    { x: 0, y: 0 },
    { x: 0, y: 0.4 },
    { x: 0.5, y: 0.8 },
  ];
  expect([0, 0.25, 0.5, 1].map((x) => heightAt(curve, x))).toEqual([0.4, 0.6000000000000001, 0.8, 0.8]);
  expect(heightAt([], 0.3)).toBeNull();
});
