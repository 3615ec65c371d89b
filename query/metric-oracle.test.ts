import { Session } from 'chdb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { componentOf, componentsOf, measureComponent, readMetric, selectRecords, toText } from './index.ts';
import type { Component, MetricCatalogue } from './index.ts';
import { evaluate } from './meaning.ts';
import { catalogue, fillingStatements, makeCustomers, openChance, period } from './oracle-data.ts';
import { randomRule, randomValue } from './oracle-rules.ts';
import { query } from './oracle.ts';
import { column } from './sql.ts';
import type { Syntax } from './syntax.ts';

const chance = openChance(20261128);
const customers = makeCustomers(160, chance);
const metrics: MetricCatalogue = { ...catalogue, indicators: {}, facts: {} };
const session = new Session();
beforeAll(() => {
  session.query('set compile_expressions = 0, compile_aggregate_expressions = 0, max_threads = 1');
  for (const statement of fillingStatements(customers)) session.query(statement);
});
afterAll(() => session.cleanup());

/** A random aggregate over random values and rules; units of days and months meet now and then, and then another is drawn. */
function draw(): readonly Component[] {
  for (;;) {
    const value = toText(randomValue(chance, 'number', 2));
    const rule = toText(randomRule(chance, 2));
    const text = chance.one([
      'count()',
      `count_if(${rule})`,
      `sum(${value})`,
      `sum_if(${value}, ${rule})`,
      `avg(${value})`,
      `avg_if(${value}, ${rule})`,
      `share(${rule})`,
      `min(${value})`,
      `max(${value})`,
      `quantile(${value}, ${chance.one([0, 0.1, 0.5, 0.95, 1])})`,
      `uniq(${toText(randomValue(chance, chance.one(['text', 'number', 'date', 'boolean'] as const), 1))})`,
    ]);
    const read = readMetric(text, metrics);
    if (read.ok) return componentsOf(read.rule.metric).map(({ component }) => component);
    if (!read.problems.every(({ code }) => code === 'unit-mismatch'))
      throw new Error(`${text}\n${JSON.stringify(read.problems)}`);
  }
}

test('150 random aggregates over nasty customers, by org unit: the engine and the meaning agree', () => {
  const disagreements: string[] = [];
  let telling = 0;
  for (let done = 0; done < 150; done += 15) {
    const components = Array.from({ length: 15 }, draw).flat();
    const rows = query<readonly (string | number | null)[]>(
      session,
      selectRecords({
        period,
        columns: [
          { expr: column('org_unit_id'), as: 'unit' },
          ...components.map((component, i) => ({ expr: componentOf(component), as: `given ${i}` })),
        ],
        groupBy: [column('org_unit_id')],
      }),
    );
    expect(rows.length).toBe(4);
    for (const [unit, ...found] of rows) {
      const own = customers.filter((one) => one.unit === unit);
      components.forEach((component, i) => {
        const expected = measureComponent(component, own);
        const given = found[i] === null ? null : Number(found[i]);
        if (expected !== null && expected !== 0) telling++;
        if (!agree(given, expected, roundingOf(component, own)))
          disagreements.push(`${component.key}\n  of ${unit}: engine ${given}, meaning ${expected}`);
      });
    }
  }
  expect(disagreements.slice(0, 5).join('\n')).toBe('');
  expect(telling).toBeGreaterThan(250);
});

/** What rounding may do to a sum: the parts' magnitudes, not the sum's, since large parts may cancel out. */
function roundingOf({ aggregate, value }: Component, own: typeof customers): number {
  if (value === undefined || (aggregate !== 'sum' && aggregate !== 'quantile')) return 0;
  return own.reduce((sum, one) => sum + Math.abs(Number(evaluate(value, one) ?? 0)), 0) * 1e-12;
}

/** Where the magnitudes themselves pass the largest number, the order of adding decides what is lost. */
function agree(given: number | null, expected: number | null, rounding: number): boolean {
  if (!Number.isFinite(rounding)) return true;
  if (given === null || expected === null) return given === expected;
  return Math.abs(given - expected) <= rounding;
}

test('the oracle draws from the whole language', () => {
  const forms = new Set<Syntax['kind']>();
  for (let i = 0; i < 200; i++) forms.add(randomValue(chance, 'number', 2).kind);
  expect([...forms].toSorted()).toEqual(expect.arrayContaining(['arithmetic', 'call', 'case', 'name', 'negate']));
});
