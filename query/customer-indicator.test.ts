import { describe, expect, test } from 'vitest';
import {
  check,
  describeProblem,
  explain,
  fieldsUsed,
  measure,
  parse,
  readFormula,
  readMetric,
  toText,
} from './index.ts';
import type { Catalogue, MetricCatalogue } from './index.ts';
import { evaluate } from './meaning.ts';
import { catalogue, makeCustomers, openChance } from './oracle-data.ts';
import { randomRule, randomValue } from './oracle-rules.ts';

const chance = openChance(20261129);
const customers = makeCustomers(60, chance);

/** The same figure to the order in which it is rounded; beyond the largest number it is missing, or was on the way. */
function isSame(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return one === other || Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
}

test('an indicator of one customer is its figure for the group that is this customer alone', () => {
  let known = 0;
  for (let done = 0; done < 120;) {
    const value = toText(randomValue(chance, 'number', 1));
    const rule = toText(randomRule(chance, 1));
    const formula = chance.one([
      'count()',
      `count_if(${rule})`,
      `sum(${value}) / count()`,
      `sum_if(${value}, ${rule})`,
      `avg_if(${value}, ${rule})`,
      `-avg(${value}) * 2`,
      `share(${rule}) + 1`,
      `quantile(${value}, 0.5) - min(${value})`,
      `uniq(${value})`,
      `scale(max(${value}), 10, 90)`,
      `weighted(share(${rule}), 0.3, count(), 0.7)`,
      `indicator('base') / 4`,
    ]);
    const indicators = { base: { formula: `count_if(${rule}) * 3` }, asked: { formula } };
    const metrics: MetricCatalogue = { ...catalogue, indicators, facts: {} };
    const metric = readMetric(formula, metrics);
    const read = readFormula("indicator('asked')", { ...catalogue, indicators });
    if (!metric.ok && metric.problems.every(({ code }) => code === 'unit-mismatch')) continue;
    // Tags and audiences have no place in the figure of one.
    if (!read.ok && read.problems.every(({ code }) => code === 'not-of-one-customer')) continue;
    if (!metric.ok || !read.ok) throw new Error(`${formula}\n${JSON.stringify(metric)}\n${JSON.stringify(read)}`);
    for (const customer of customers) {
      const [wanted, found] = [measure(metric.rule, [[customer]]), evaluate(read.rule.value, customer)];
      if (!isSame(wanted, found === null ? null : Number(found)))
        expect({ formula, customer, found }).toEqual({ formula, customer, found: wanted });
      if (found !== null) known++;
    }
    done++;
  }
  expect(known).toBeGreaterThan(1000);
});

describe('an indicator in a rule', () => {
  const small: Catalogue = {
    ...catalogue,
    fields: {
      arpu: { name: 'arpu', column: 'arpu', type: 'number', unit: 'CNY/month', labels: { en: 'ARPU', zh: '月均收入' } },
    },
    tags: { gold: {} },
    indicators: {
      worth: { formula: 'sum(arpu) / count()', labels: { en: 'Worth', zh: '价值' } },
      growth: { formula: 'sum(arpu) / previous(sum(arpu))' },
      golden: { formula: "share(tag('gold'))" },
      snake: { formula: "indicator('tail')" },
      tail: { formula: "indicator('snake')" },
      broken: { formula: 'sum(nothing)' },
    },
  };
  const read = (text: string) => {
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(text);
    return check(parsed.tree, small);
  };

  test('has its name in words and lineage, its unit, and the fields it reads', () => {
    const found = read("indicator('worth') >= 60");
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    expect(explain(found.rule, 'en')).toBe('indicator “Worth” of the customer is at least 60 CNY/month');
    expect(explain(found.rule, 'zh')).toContain('客户个人指标“价值”');
    expect(fieldsUsed(found.rule)).toMatchObject({ fields: ['arpu'], indicators: ['worth'] });
  });

  test.each([
    ['growth', 'not-of-one-customer'],
    ['golden', 'not-of-one-customer'],
    ['snake', 'indicator-circle'],
    ['broken', 'broken-indicator'],
    ['worht', 'unknown-indicator'],
  ])('%s is refused: %s', (id, code) => {
    const found = read(`indicator('${id}') >= 60`);
    const problems = found.ok ? [] : found.problems;
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(describeProblem(problems[0]!, 'zh')).toMatch(/指标/);
  });
});
