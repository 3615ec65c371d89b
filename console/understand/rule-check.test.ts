import type { RecordField } from '#contract';
import { expect, test } from 'vitest';
import { catalogueOf, checkRule, mend } from './rule-check.ts';

const field = (name: string, type: RecordField['type']): RecordField => ({
  name,
  column: name,
  type,
  unit: null,
  label: { en: name, zh: name },
  family: 'other',
  definition: '',
  source: '',
});
const catalogue = catalogueOf([field('arpu', 'number'), field('dnd', 'boolean')], '2026-10');

test('a rule in order has no marks', () => {
  expect(checkRule('arpu >= 90 and not dnd', catalogue)).toEqual([]);
});

test('a mistyped field is marked where it stands, and its suggestion mends the rule', () => {
  const rule = 'dnd and arpuu >= 90';
  const [mark, ...more] = checkRule(rule, catalogue);
  expect(more).toEqual([]);
  expect(mark).toMatchObject({ from: 8, to: 13, code: 'unknown-name', suggestion: 'arpu' });
  expect(checkRule(mend(rule, mark!), catalogue)).toEqual([]);
});

test('an unfinished or empty rule is a problem, never everyone', () => {
  expect(checkRule('arpu >=', catalogue)).toHaveLength(1);
  expect(checkRule('', catalogue)).toMatchObject([{ code: 'empty' }]);
});

test('tags, segments and scores are left to the server, which knows them all', () => {
  expect(checkRule("tag('vip') and arpu > 1", catalogue)).toEqual([]);
});
