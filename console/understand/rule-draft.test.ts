import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordField } from '#contract';
import { fromRuleGroup, parse, toText, type FormGroup } from '#query';
import { catalogueOf } from './rule-check.ts';
import { fromGroup, fromText, ontoRows } from './rule-draft.ts';

const field = (name: string, type: RecordField['type'], values?: string[]): RecordField => ({
  name,
  column: name,
  type,
  unit: null,
  label: { en: name, zh: name },
  family: 'other',
  definition: '',
  source: '',
  ...(values && { values }),
});
const catalogue = catalogueOf(
  [field('arpu', 'number'), field('plan', 'text', ['a', 'b']), field('dnd', 'boolean'), field('on', 'date')],
  '2026-10',
);

const leaf = fc.constantFrom(
  'arpu >= 60',
  'not dnd',
  "plan in ('a', 'b')",
  "plan = 'it''s'",
  'arpu between 1 and 2',
  "not contains(plan, 'x')",
  'arpu + 1 > 2 * arpu',
  'on is null',
  'case when dnd then arpu else 0 end > 3',
  "plan = ''",
  'dnd = true',
);
const rule: fc.Arbitrary<string> = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .tuple(fc.constantFrom(' and ', ' or '), fc.array(tie('rule'), { minLength: 2, maxLength: 3 }))
      .map(([word, parts]) => parts.map((part) => `(${part})`).join(word)),
    tie('rule').map((part) => `not (${part})`),
  ),
})).rule;

const canonical = (text: string): string => {
  const parsed = parse(text);
  return parsed.ok ? toText(parsed.tree) : text;
};

describe('a rule in two forms', () => {
  test('loses nothing from text to form and back, and has no problem in either', () => {
    fc.assert(
      fc.property(rule, (text) => {
        const written = fromText(text, catalogue);
        expect(written.marks).toEqual([]);
        const back = fromGroup(written.group as FormGroup, catalogue);
        expect(back.text).toBe(canonical(text));
        expect([...back.rows]).toEqual([]);
        expect(fromRuleGroup(back.group, catalogue).tree).toEqual(fromRuleGroup(written.group, catalogue).tree);
      }),
    );
  });

  test('a mistyped name is marked in the text and at its row, also deep in groups', () => {
    const draft = fromText("arpu > 1 and (dnd or not (plan = 'a' and arpuu > 2))", catalogue);
    expect(draft.marks).toMatchObject([{ code: 'unknown-name', suggestion: 'arpu' }]);
    expect([...draft.rows.keys()]).toEqual(['1.1.1']);
    // What the server says of a stretch of the text falls on the same row.
    expect([...ontoRows(draft, draft.marks).keys()]).toEqual(['1.1.1']);
  });

  test('a row that says nothing yet is a problem at its row, and never everyone', () => {
    const draft = fromGroup(
      {
        combinator: 'and',
        rules: [
          { field: 'arpu', operator: '>=', value: 60 },
          { field: 'plan', operator: '=', value: '' },
        ],
      },
      catalogue,
    );
    expect(draft.rows.get('1')).toMatchObject([{ code: 'unfinished' }]);
    expect(draft.text).toBe('arpu >= 60 and …');
    expect(draft.marks.length).toBeGreaterThan(0);
  });

  test('a text row with a mistake keeps what was written in it', () => {
    const group: FormGroup = {
      combinator: 'or',
      rules: [
        { field: '~text', operator: 'expression', value: 'arpu + > 3' },
        { field: 'dnd', operator: '=', value: true },
      ],
    };
    const draft = fromGroup(group, catalogue);
    expect(draft.text).toBe('arpu + > 3 or dnd');
    expect(draft.rows.has('0')).toBe(true);
    expect(draft.marks.length).toBeGreaterThan(0);
    expect(draft.group).toEqual(group);
  });

  test('changing one value into several and back keeps the first', () => {
    const row = (operator: string, value: string | string[]): FormGroup => ({
      combinator: 'and',
      rules: [{ field: 'plan', operator, value }],
    });
    expect(fromGroup(row('in', 'a'), catalogue).text).toBe("plan in ('a')");
    expect(fromGroup(row('=', ['a', 'b']), catalogue).text).toBe("plan = 'a'");
  });
});
