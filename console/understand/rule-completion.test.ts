import type { RecordField } from '#contract';
import { describe, expect, test } from 'vitest';
import { complete } from './rule-completion.ts';

const field = (name: string, en: string, zh: string, values?: string[]): RecordField => ({
  name,
  column: name,
  type: 'text',
  unit: null,
  label: { en, zh },
  family: 'other',
  definition: '',
  source: '',
  ...(values && { values }),
});
const fields = [
  field('arpu', 'Monthly revenue', '月均收入'),
  field('arpu.mean3', 'Monthly revenue, mean of 3 months', '月均收入近3月均值'),
  field('plan', 'Plan', '套餐', ['p39', 'p59', "o'neil"]),
];
/** The caret stands at `|`. */
const at = (text: string) => {
  const caret = text.indexOf('|');
  return complete(text.replace('|', ''), caret, fields);
};
const offered = (text: string) => at(text)?.options.map((option) => option.insert);

describe('completion', () => {
  test('offers fields by name, the shortest first', () => {
    expect(offered('ar|')).toEqual(['arpu', 'arpu.mean3']);
    expect(offered('dnd and arpu.|')).toEqual(['arpu.mean3']);
  });
  test('finds a field by its label in either language', () => {
    expect(offered('revenue|')).toEqual(['arpu', 'arpu.mean3']);
    expect(offered('套|')).toEqual(['plan']);
  });
  test('replaces what was typed and nothing else', () => {
    expect(at('plan = 1 and ar| > 3')).toMatchObject({ from: 13, to: 15 });
  });
  test('offers the known values of the compared field between quotes, with their quotes doubled', () => {
    expect(offered("plan = 'p|")).toEqual(["'p39'", "'p59'"]);
    expect(offered("plan in ('p39', '|")).toEqual(["'p39'", "'p59'", "'o''neil'"]);
    expect(offered("arpu = 'p|")).toBeUndefined();
  });
  test('is silent where a finished name stands, in text, and after a space', () => {
    expect(offered('plan|')).toBeUndefined();
    expect(offered("plan = 'x' and |")).toBeUndefined();
  });
  test('offers the words and functions of the language', () => {
    expect(offered('bet|')).toEqual(['between']);
    expect(offered('cont|')).toEqual(['contains(', 'contacted_within(']);
  });
});
