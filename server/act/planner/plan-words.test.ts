import { expect, test } from 'vitest';
import { advice, certificate } from './plan-words.ts';

const person = {
  kind: 'person',
  subject: 'g1-a',
  unit: 'hour',
  price: 53.4,
  sense: 'at-most',
  firstOn: '2026-12-08',
  lastOn: '2026-12-21',
  called: { en: 'Xia Yang', zh: '杨霞' },
} as const;

test('an hour that promises leave over is told as such, not as one that is missing', () => {
  expect(advice(person)).toEqual({
    en: 'One more hour of Xia Yang between 2026-12-08 and 2026-12-21 is worth 53 yuan.',
    zh: '2026-12-08 至 2026-12-21 期间，杨霞多一小时价值 53 元。',
  });
  const { en, zh } = advice({ ...person, spare: 13.42 });
  expect(en).toBe(
    'Xia Yang has 13 hours to spare between 2026-12-08 and 2026-12-21, as promises are kept; if none had to be, one more would be worth 53 yuan.',
  );
  expect(zh).toContain('尚余 13 小时');
  expect(advice({ ...person, price: 0, spare: 13.42 }).en).toBe(
    'Xia Yang has time to spare between 2026-12-08 and 2026-12-21.',
  );
});

test('a plan made from another is held against plans that keep none of its promises', () => {
  const of = { value: 970, bound: 1000 };
  expect(certificate({ ...of, replanned: null }).en).toMatch(/at most 3\.00% less than the best there is\.$/);
  expect(certificate({ ...of, replanned: {} }).en).toMatch(/3\.00% less than the best there would be if no promise/);
  expect(certificate({ value: 1000, bound: 1000, replanned: {} }).en).toBe('No plan within these limits brings more.');
  // All offers are closed: what rounding leaves of nothing is nothing.
  expect(certificate({ value: 0, bound: 7e-41, replanned: {} }).en).toBe('No plan within these limits brings more.');
});
