import { expect, test } from 'vitest';
import { coverage, designs } from './designs.ts';

// Of 400 right 95% intervals between 364 and 396 hold with a chance above 0.9999; npm run bench intervals tries 10,000.
test.each(designs)('the 95% interval holds the truth: $name', (design) => {
  const held = coverage(design, 400, 7);
  expect(held).toBeGreaterThanOrEqual(0.91);
  if (!design.atAnyLook) expect(held).toBeLessThanOrEqual(0.99);
});
