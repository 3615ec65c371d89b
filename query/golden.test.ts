import { readFileSync, readdirSync } from 'node:fs';
import { parse as parseYaml, stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import {
  asTagAlgebra,
  compileCount,
  conditionOf,
  describeProblem,
  explain,
  printExpression,
  readRule,
} from './index.ts';
import type { Catalogue, Field, FieldType } from './index.ts';

// The files hold rules and what becomes of them. After a deliberate change: vitest -u, then read the difference.
const directory = new URL('../examples/rules/', import.meta.url);
interface Case {
  readonly case: string;
  readonly rule: string;
}
interface CatalogueFile {
  readonly period: number;
  readonly fields: Readonly<Record<string, readonly [FieldType, string | null, string, string]>>;
  readonly tags: readonly string[];
  readonly segments: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>>;
  readonly scores: readonly string[];
  readonly audiences: readonly string[];
}

function readCatalogue(): Catalogue {
  const file = parseYaml(readFileSync(new URL('catalogue.yaml', directory), 'utf8')) as CatalogueFile;
  const fields = Object.entries(file.fields).map(([name, [type, unit, en, zh]]): Field => ({
    name,
    column: name,
    type,
    ...(unit === null ? {} : { unit }),
    labels: { en, zh },
  }));
  const named = (names: readonly string[]) => Object.fromEntries(names.map((n) => [n, {}]));
  return {
    period: file.period,
    fields: Object.fromEntries(fields.map((f) => [f.name, f])),
    tags: named(file.tags),
    audiences: named(file.audiences),
    segments: Object.fromEntries(
      Object.entries(file.segments).map(([name, groups]): [string, Field] => {
        const valueNames = Object.fromEntries(Object.entries(groups).map(([value, [en, zh]]) => [value, { en, zh }]));
        return [name, { name, column: `segment_${name}`, type: 'text', values: Object.keys(groups), valueNames }];
      }),
    ),
    scores: Object.fromEntries(
      file.scores.map((name): [string, Field] => [name, { name, column: `score_${name}`, type: 'number' }]),
    ),
    contacts: { table: 'contact', keyColumn: 'customer_key', dateColumn: 'happened_on' },
  };
}
const catalogue = readCatalogue();

function become({ case: title, rule }: Case): unknown {
  const read = readRule(rule, catalogue);
  if (!read.ok) {
    const problems = read.problems.map((p) => ({
      code: p.code,
      at: rule.slice(p.at.from, p.at.to),
      path: [...p.path],
      en: describeProblem(p, 'en'),
      zh: describeProblem(p, 'zh'),
    }));
    return { case: title, rule, problems };
  }
  const { sql, params } = asTagAlgebra(read.rule)
    ? compileCount(read.rule, { kind: 'everything' })
    : printExpression(conditionOf(read.rule));
  const hints = read.hints.map((h) => describeProblem(h, 'en'));
  return {
    case: title,
    rule,
    en: explain(read.rule, 'en'),
    zh: explain(read.rule, 'zh'),
    sql,
    params,
    ...(hints.length > 0 ? { hints } : {}),
  };
}

describe('the golden cases say what becomes of a rule', () => {
  const files = readdirSync(directory).filter((name) => name.endsWith('.yaml') && name !== 'catalogue.yaml');
  test('there are cases', () => expect(files.length).toBeGreaterThan(3));
  test.each(files)('%s', async (name) => {
    const cases = parseYaml(readFileSync(new URL(name, directory), 'utf8')) as Case[];
    await expect(stringify(cases.map(become), { lineWidth: 0 })).toMatchFileSnapshot(new URL(name, directory).pathname);
  });
});
