import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitPrice } from './evaluate.ts';
import { demandAt, emptyFronts, type Fronts } from './fronts.ts';
import type { Instance } from './instance.ts';

interface Choice {
  readonly value: number;
  readonly minutes: number;
}

// Of the problem nothing else is read where each customer takes at most one contact.
const oneEach = { oneEach: true } as Instance;

function frontsOf(units: readonly (readonly Choice[])[]): Fronts {
  const fronts = emptyFronts();
  let end = 0;
  for (const choices of units) {
    for (const { value, minutes } of choices) {
      fronts.value[end] = value;
      fronts.minutes[end++] = minutes;
    }
    fronts.start[++fronts.units] = end;
  }
  return fronts;
}

/** What the dual function of a person's minutes comes to. */
function dualAt(fronts: Fronts, minutes: number, price: number): number {
  const demand = { value: 0, minutes: 0 };
  demandAt(oneEach, fronts, price, demand);
  return price * minutes + demand.value;
}

/** Prices at which somebody's choice changes: between them the dual function is straight. */
const kinks = (units: readonly (readonly Choice[])[]) =>
  units.flatMap((choices) =>
    [...choices, { value: 0, minutes: 0 }].flatMap((a, i, all) =>
      all.slice(i + 1).flatMap((b) => (a.minutes === b.minutes ? [] : [(a.value - b.value) / (a.minutes - b.minutes)])),
    ),
  );

const choices = fc.array(
  fc.record({ value: fc.double({ min: 0.1, max: 200, noNaN: true }), minutes: fc.integer({ min: 1, max: 60 }) }),
  { minLength: 1, maxLength: 4 },
);
const units = fc.oneof(
  fc.array(choices, { minLength: 1, maxLength: 30 }),
  // All alike: one step, at which everybody changes at once.
  fc.tuple(choices, fc.integer({ min: 1, max: 200 })).map(([of, count]) => Array.from({ length: count }, () => of)),
);

test('no price of the minute makes the bound lower, and at it the choices fit', () => {
  const start = fc.constantFrom(0, 1e-3, 0.7, 3, 500);
  fc.assert(
    fc.property(units, fc.integer({ min: 0, max: 2000 }), start, (all, minutes, old) => {
      const fronts = frontsOf(all);
      const { low, high, weight } = fitPrice(oneEach, fronts, minutes, old);
      const found = dualAt(fronts, minutes, high);
      const least = Math.min(...[0, ...kinks(all)].filter((of) => of >= 0).map((of) => dualAt(fronts, minutes, of)));
      expect(found).toBeLessThanOrEqual(least * (1 + 1e-6) + 1e-9);
      const [above, below] = [low, high].map((price) => {
        const demand = { value: 0, minutes: 0 };
        demandAt(oneEach, fronts, price, demand);
        return demand.minutes;
      });
      expect(below).toBeLessThanOrEqual(minutes);
      // That share of the one and the rest of the other just fill the minutes.
      if (weight > 0) expect(weight * above! + (1 - weight) * below!).toBeCloseTo(minutes, 6);
    }),
    { numRuns: 2000 },
  );
});
