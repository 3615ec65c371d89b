import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, planDay } from './day-plan.ts';
import { isOpen } from './merge.ts';
import type { Card } from './work.ts';

const today = '2026-10-05';
const card = fc.record({
  id: fc.uuid(),
  state: fc.constantFrom('released', 'accepted', 'in_progress', 'done', 'cancelled'),
  channel: fc.constantFrom('field', 'call'),
  day: fc.constantFrom('2026-10-03', today, '2026-10-06', '2026-10-07'),
  dueOn: fc.constantFrom('2026-10-04', today, '2026-10-12'),
  followUpOn: fc.constantFrom(null, '2026-10-06', today),
  minutes: fc.integer({ min: 1, max: 60 }),
  valueFen: fc.nat(100_000),
  longitude: fc.option(fc.double({ min: 121, max: 122, noNaN: true })),
  latitude: fc.option(fc.double({ min: 28, max: 29, noNaN: true })),
  result: fc.constant(null),
  doneAt: fc.constant(null),
}) as unknown as fc.Arbitrary<Card>;
const cards = fc.uniqueArray(card, { selector: ({ id }) => id, maxLength: 40 });

test('every open order has its place exactly once, and only what is due fills the day', () => {
  fc.assert(
    fc.property(cards, fc.integer({ min: 0, max: 480 }), (all, minutes) => {
      const { now, ifTime, later } = planDay(all, { today, minutes });
      const placed = [...now, ...ifTime, ...later].map(({ id }) => id);
      expect(placed.toSorted()).toEqual(
        all
          .filter(isOpen)
          .map(({ id }) => id)
          .toSorted(),
      );
      expect([...now, ...ifTime].every((one) => dayOf(one) <= today)).toBe(true);
      expect(later.every((one) => dayOf(one) > today)).toBe(true);
    }),
  );
});

test('the day stays under the person’s minutes unless its first order alone is longer', () => {
  fc.assert(
    fc.property(cards, fc.integer({ min: 1, max: 480 }), (all, minutes) => {
      const plan = planDay(all, { today, minutes });
      expect(plan.minutes).toBe(plan.now.reduce((sum, one) => sum + one.minutes, 0));
      expect(plan.minutes <= minutes || plan.now.length === 1).toBe(true);
    }),
  );
});

test('what must not wait comes before what is worth more; the way goes to the nearest next', () => {
  const one = (id: string, given: object) =>
    ({
      id,
      state: 'released',
      channel: 'field',
      day: today,
      dueOn: '2026-10-12',
      followUpOn: null,
      minutes: 20,
      valueFen: 100,
      longitude: 121,
      latitude: 28,
      result: null,
      doneAt: null,
      ...given,
    }) as unknown as Card;
  const overdue = one('overdue', { dueOn: '2026-10-04', valueFen: 1 });
  const rich = one('rich', { valueFen: 9_000, longitude: 121.3 });
  const near = one('near', { valueFen: 50, longitude: 121.01 });
  expect(planDay([rich, near, overdue], { today, minutes: 20 }).now).toEqual([overdue]);
  expect(planDay([rich, near, overdue], { today, minutes: 60 }).now.map(({ id }) => id)).toEqual([
    'overdue',
    'near',
    'rich',
  ]);
});
