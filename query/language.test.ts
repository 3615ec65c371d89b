import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  check,
  compileCount,
  fieldsUsed,
  fromRuleGroup,
  parse,
  readAnyRule,
  readRule,
  toRuleGroup,
  toText,
} from './index.ts';
import type { Syntax } from './index.ts';
import { catalogue, openChance } from './oracle-data.ts';
import { randomRule } from './oracle-rules.ts';

const everything = { kind: 'everything' } as const;
/** Random rules as the parser has them (a sign belongs to its number). */
const anyTree = fc.integer().map((seed) => parsed(toText(randomRule(openChance(seed), 4))));

function parsed(text: string): Syntax {
  const result = parse(text);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  return result.tree;
}
/** The tree without places, which differ between a text and a form. */
const bare = (tree: Syntax): unknown =>
  JSON.parse(JSON.stringify(tree, (key, v: unknown) => (key === 'at' ? undefined : v)));
const codes = (text: unknown): readonly string[] => {
  const read = readAnyRule(text, catalogue);
  return read.ok ? [] : read.problems.map((p) => p.code);
};

describe('text form', () => {
  test('writing a tree and parsing it again gives the same tree', () => {
    fc.assert(
      fc.property(anyTree, (tree) => void expect(bare(parsed(toText(tree)))).toEqual(bare(tree))),
      { numRuns: 500 },
    );
  });
  test('any text at all is either parsed or refused with a place inside it', () => {
    const pieces = fc.constantFrom(
      'arpu',
      ' and ',
      'not ',
      '(',
      ')',
      "'",
      '`',
      '"',
      ' in ',
      'case when ',
      ' then ',
      ' end',
      '1',
      '.',
      'e',
      '>',
      '=',
      ',',
      '-',
      ' is ',
      'null',
      'date',
      '北',
      '\u0000',
      '\\',
      '🙂',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const read = readRule(text, catalogue);
        if (read.ok) return;
        for (const { at } of read.problems) {
          expect(at.from).toBeGreaterThanOrEqual(0);
          expect(at.from).toBeLessThanOrEqual(at.to);
          expect(at.to).toBeLessThanOrEqual(text.length);
        }
        expect(read.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
  test.each(['', '   ', '()', 'arpu > 90 and', 'not', 'arpu > 90 and ()', 'plan in ()', 'arpu >', 'case end'])(
    'an unfinished rule is a problem, never everyone: %j',
    (text) => {
      expect(codes(text).length).toBe(1);
    },
  );
  test('and binds tighter than or, not tighter than and, a comparison tighter than not', () => {
    expect(bare(parsed('not dnd = true and active or active'))).toEqual(
      bare(parsed('((not (dnd = true)) and active) or active')),
    );
    expect(bare(parsed('arpu - 1 - 2 * 3 > 0 - -4'))).toEqual(bare(parsed('((arpu - 1) - (2 * 3)) > (0 - (-4))')));
  });
  test('nesting that no engine would take is refused', () => {
    expect(codes(`${'('.repeat(5000)}dnd${')'.repeat(5000)}`)).toEqual(['too-deep']);
    expect(codes(`${'not '.repeat(5000)}dnd`)).toEqual(['too-deep']);
    expect(codes(`arpu${' + 1'.repeat(5000)} > 0`)).toEqual(['too-deep']);
    expect(codes(`arpu > 0${' or arpu > 1'.repeat(5000)}`)).toEqual([]);
  });
  test('names of every script, dotted and quoted; never an inherited property', () => {
    expect(codes("名称.mean3 > 1 and `odd ``\\name\"` = 'x'")).toEqual([]);
    expect(codes('constructor > 1')).toEqual(['unknown-name']);
    expect(codes("tag('toString') and toString(1) > 1")).toEqual(['unknown-tag', 'unknown-function']);
  });
});

describe('rule groups', () => {
  test('tree → form → tree loses nothing', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const form = JSON.parse(JSON.stringify(toRuleGroup(tree))) as unknown;
        const back = fromRuleGroup(form, catalogue);
        expect(back.problems).toEqual([]);
        expect(bare(back.tree)).toEqual(bare(tree));
      }),
      { numRuns: 1000 },
    );
  });
  test('form → tree → form loses nothing, single and empty-handed groups included', () => {
    const row = fc.constantFrom(
      { field: 'arpu', operator: '>=', value: 90 },
      { field: 'city', operator: 'doesNotContain', value: 'a' },
      { field: 'dnd', operator: '=', value: true },
      { field: '~tag', operator: '=', value: 'vip' },
      { field: 'tenure', operator: 'between', value: [1, 12] },
      { field: 'plan', operator: 'notIn', value: ['a', 'b'] },
      { field: 'since', operator: '<', value: 'ends', valueSource: 'field' },
      { field: "segment('strategic')", operator: '=', value: 'A' },
      { field: '~text', operator: 'expression', value: 'arpu + 1 > 2' },
      { field: 'city', operator: 'null', value: null },
    );
    const { group } = fc.letrec<{ group: object; any: object }>((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, row, tie('group')),
      group: fc
        .record({
          combinator: fc.constantFrom('and', 'or'),
          rules: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
          not: fc.constantFrom(true, undefined),
        })
        .map(({ not, ...rest }) => (not ? { ...rest, not } : rest)),
    }));
    fc.assert(
      fc.property(group, (form) => {
        const back = fromRuleGroup(form, catalogue);
        expect(back.problems).toEqual([]);
        expect(toRuleGroup(back.tree)).toEqual(form);
      }),
      { numRuns: 1000 },
    );
  });
  test('unfinished rows and groups are problems with the path of the form', () => {
    const form = {
      combinator: 'and',
      rules: [
        { field: 'arpu', operator: '>', value: '90' },
        { field: 'arpu', operator: '>', value: '' },
        { combinator: 'or', rules: [] },
        {
          combinator: 'or',
          not: true,
          rules: [
            { field: '~', operator: '~', value: '' },
            { field: 'city', operator: 'doesNotContain', value: '' },
            { field: 'apru', operator: '=', value: 1 },
          ],
        },
        { field: '~text', operator: 'expression', value: 'arpu >' },
        { field: 'city', operator: '=', value: 'a', muted: true },
      ],
    };
    const read = readAnyRule(form, catalogue);
    expect(read.ok ? [] : read.problems.map((p) => `${p.code} ${p.path.join('.')}`).toSorted()).toEqual([
      'unfinished 1',
      'unfinished 2',
      'unfinished 3.0',
      'unfinished 3.1',
      'unfinished 4',
      'unfinished 5',
      'unknown-name 3.2',
    ]);
    expect(codes({ combinator: 'and', rules: [] })).toEqual(['empty']);
    for (const nonsense of [null, [], 7, {}, { rules: 7 }, { combinator: 'xor', rules: [{}] }])
      expect(codes(nonsense).length).toBe(1);
  });
  test('the path of a problem is the path of its row in the form', () => {
    const read = readRule("arpu > 1 and not (plan = 'x' or not contains(aity, 'b')) and not (bity = '1')", catalogue);
    expect(read.ok ? [] : read.problems.map((p) => p.path)).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });
  test('what inputs hold as text is read by the type of the field', () => {
    const { tree } = fromRuleGroup(
      {
        combinator: 'and',
        rules: [
          { field: 'arpu', operator: 'between', value: '1, 20' },
          { field: 'city', operator: 'in', value: '1,2' },
          { field: 'dnd', operator: '=', value: 'false' },
        ],
      },
      catalogue,
    );
    expect(toText(tree)).toBe("arpu between 1 and 20 and city in ('1', '2') and dnd = false");
  });
});

describe('statements', () => {
  test('the same rule gives the same bytes', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const statement = (): string => {
          const read = check(parsed(toText(tree)), catalogue);
          return read.ok ? JSON.stringify(compileCount(read.rule, everything)) : '';
        };
        expect(statement()).toBe(statement());
      }),
    );
  });
  test('no text of the author reaches the SQL but through a parameter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 6 }).filter((t) => !/^[a-z_0 ]*$/u.test(t)),
        (text) => {
          const quoted = `'${text.replaceAll("'", "''")}'`;
          const read = readRule(`city = ${quoted} or contains(plan, ${quoted}) or plan in (${quoted}, 'b')`, catalogue);
          if (!read.ok) throw new Error(JSON.stringify(read.problems));
          const { sql, params } = compileCount(read.rule, { kind: 'units', units: [text] });
          expect(sql).toBe(
            compileCount(
              (readRule("city = 'a' or contains(plan, 'a') or plan in ('a', 'b')", catalogue) as typeof read).rule,
              { kind: 'units', units: ['a'] },
            ).sql,
          );
          expect(Object.values(params)).toContain(text);
        },
      ),
    );
  });
  test('a territory without units sees nobody; the guard stands beside the rule, not inside its or', () => {
    const read = readRule('dnd or active', catalogue);
    if (!read.ok) throw new Error('problems');
    expect(compileCount(read.rule, { kind: 'units', units: [] }).sql).toMatch(
      /where \(`period` = \{p0:UInt32\}\) and \(.* or .*\) and 0$/u,
    );
    expect(compileCount(read.rule, { kind: 'units', units: ['a'] }).sql).toMatch(
      / and \(.* or .*\) and ifNull\(`org_unit_id` in \{p1:Array\(String\)\}, 0\)$/u,
    );
  });
  test('lineage names everything that a rule reads, once', () => {
    const read = readRule(
      "arpu > 1 and (arpu < 9 or tag('vip')) and segment('strategic') = plan and contacted_within(3) and audience('春')",
      catalogue,
    );
    expect(read.ok && fieldsUsed(read.rule)).toEqual({
      fields: ['arpu', 'plan'],
      segments: ['strategic'],
      scores: [],
      tags: ['vip'],
      audiences: ['春'],
      indicators: [],
      contacts: true,
    });
  });
});
