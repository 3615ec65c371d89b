import { expect, test } from 'vitest';
import { firstChoices, inputOf, kinds } from './training-choices.ts';

test('only the questions of the chosen kind are sent, and a model trained before brings its own', () => {
  const target = { kind: 'take-up', offers: ['data-10'], months: 3 } as const;
  const again = inputOf(firstChoices({ ...target, offers: [...target.offers] }));
  expect(again.target).toEqual(target);
  expect(again.population).toBeUndefined();
  const of = (kind: (typeof kinds)[number]) =>
    inputOf({ ...firstChoices(undefined), kind, offers: ['a'], product: 'p', rule: 'arpu > 1', campaign: 'c' }).target;
  expect(kinds.map((kind) => Object.keys(of(kind)).sort().join())).toEqual([
    'kind,months',
    'kind,months,offers',
    'kind,months,product',
    'daysLate,kind,months',
    'kind,months',
    'campaign,kind',
    'campaign,kind',
    'kind,rule',
    'kind,months,rule',
  ]);
});
