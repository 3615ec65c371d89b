import { Session } from 'chdb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileCount, compileFunnel, compileGroup, compileTagCount, asTagAlgebra } from './index.ts';
import type { Scope, Statement } from './index.ts';
import { check } from './check.ts';
import { catalogue, fillingStatements, makeCustomers, openChance } from './oracle-data.ts';
import type { OracleCustomer } from './oracle-data.ts';
import { drawRule } from './oracle.ts';
import { parse } from './parse.ts';
import type { Rule } from './tree.ts';

// Over customer-disjoint parts, every kind of statement merged by adding up equals the statement over the whole.
const chance = openChance(5);
const customers = makeCustomers(240, chance);
const partCount = 3;
const parts: readonly (readonly OracleCustomer[])[] = Array.from({ length: partCount }, (_, i) =>
  customers.filter((c) => (c.key * 2654435761) % partCount === i),
);

/** All in one session would be one database; each part is a database of its own, as on its own shard. */
const session = new Session();
function fill(of: readonly OracleCustomer[], database: string): void {
  session.query(`create database ${database}`);
  session.query(`use ${database}`);
  for (const statement of fillingStatements(of)) session.query(statement);
}
function ask(database: string, { sql, params }: Statement): readonly Record<string, unknown>[] {
  session.query(`use ${database}`);
  return session
    .queryBind(sql, params, 'JSONEachRow')
    .trim()
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Record<string, unknown>);
}
beforeAll(() => {
  fill(customers, 'whole');
  parts.forEach((part, i) => fill(part, `part${i}`));
});
afterAll(() => session.cleanup());

const territories: readonly Scope[] = [
  { kind: 'everything' },
  { kind: 'units', units: ['north', "so'uth\\"] },
  { kind: 'units', units: [] },
];
const rules: readonly Rule[] = Array.from({ length: 16 }, () => drawRule(chance));

/** Adds up numbers of rows that agree in the key. */
function merge(
  answers: readonly (readonly Record<string, unknown>[])[],
  key?: string,
): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {};
  for (const row of answers.flat()) {
    const sum = (sums[key === undefined ? '' : JSON.stringify(row[key])] ??= {});
    for (const [name, v] of Object.entries(row)) if (name !== key) sum[name] = (sum[name] ?? 0) + Number(v);
  }
  return sums;
}
function holdsOverParts(compile: (rule: Rule, territory: Scope) => Statement, of: readonly Rule[], key?: string): void {
  expect(parts.map((p) => p.length).reduce((a, b) => a + b)).toBe(customers.length);
  for (const rule of of) {
    for (const territory of territories) {
      const statement = compile(rule, territory);
      expect(
        merge(
          parts.map((_, i) => ask(`part${i}`, statement)),
          key,
        ),
      ).toEqual(merge([ask('whole', statement)], key));
    }
  }
}

describe('parts merged equal the whole', () => {
  test('count', () => holdsOverParts(compileCount, rules));
  test('group', () =>
    holdsOverParts((rule, territory) => compileGroup(rule, catalogue.fields['plan']!, territory), rules, 'value'));
  test('funnel', () => holdsOverParts(compileFunnel, rules));
  test('tag algebra', () => {
    const texts = [
      "tag('vip')",
      "not tag('vip')",
      "tag('vip') and not tag('标签') or tag('o''k\\')",
      "not (tag('vip') or not tag('nobody'))",
    ];
    const tagRules = texts.map((text) => read(text));
    holdsOverParts((rule, territory) => compileTagCount(asTagAlgebra(rule)!, rule.period, territory), tagRules);
    for (const [i, rule] of tagRules.entries()) {
      for (const territory of territories) {
        // The same rule with something that is no tag in it goes over the customer record.
        const byRecord = compileCount(read(`(${texts[i]}) and (arpu is null or arpu is not null)`), territory);
        expect(ask('whole', compileCount(rule, territory))).toEqual(ask('whole', byRecord));
      }
    }
  });
});

function read(text: string): Rule {
  const parsed = parse(text);
  const checked = parsed.ok ? check(parsed.tree, catalogue) : parsed;
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.rule;
}
