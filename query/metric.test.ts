import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addsUp, combine, componentsOf, measure, measureComponent, metricUses, ratioOf, readMetric } from './index.ts';
import type { CheckedMetric, Component, MetricCatalogue } from './index.ts';
import type { Customer } from './meaning.ts';

const number = (name: string, unit?: string) => ({
  name,
  column: name,
  type: 'number' as const,
  ...(unit !== undefined && { unit }),
});
const catalogue: MetricCatalogue = {
  period: 202610,
  fields: {
    arpu: number('arpu', 'CNY/month'),
    data_gb: number('data_gb', 'GB/month'),
    dnd: { name: 'dnd', column: 'dnd', type: 'boolean' },
    joined_on: { name: 'joined_on', column: 'joined_on', type: 'date' },
    plan: { name: 'plan', column: 'plan', type: 'text' },
  },
  tags: { vip: {} },
  segments: {},
  scores: {},
  audiences: {},
  indicators: {
    customers: { formula: 'count()' },
    revenue: { formula: 'sum(arpu)' },
    arpu: { formula: "indicator('revenue') / indicator('customers')" },
    snake: { formula: "indicator('tail') + 1" },
    tail: { formula: "2 * indicator('snake')" },
    broken: { formula: 'sum(apru)' },
  },
  facts: { campaign_targets: { labels: { en: 'Campaign targets' } } },
};

function read(text: string, self?: string): CheckedMetric {
  const checked = readMetric(text, catalogue, self);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.rule;
}
function problems(text: string, self?: string): readonly string[] {
  const checked = readMetric(text, catalogue, self);
  return checked.ok
    ? []
    : checked.problems.map(({ code, at, suggestion }) =>
        [code, text.slice(at.from, at.to), ...(suggestion === undefined ? [] : [suggestion])].join(' | '),
      );
}

const customer = fc.record({
  arpu: fc.option(fc.integer({ min: 0, max: 30_000 }).map((n) => n / 100)),
  data_gb: fc.option(fc.integer({ min: 0, max: 9_000 }).map((n) => n / 100)),
  dnd: fc.option(fc.boolean()),
  unit: fc.constantFrom('a', 'b', 'c'),
});
type Drawn = { readonly unit: string; readonly customer: Customer };
const customers = fc
  .array(customer, { maxLength: 40 })
  .map((all): Drawn[] => all.map(({ unit, ...values }) => ({ unit, customer: { values } })));

const texts = [
  'count()',
  'sum(arpu)',
  'avg(arpu)',
  'share(dnd)',
  'sum_if(arpu, dnd)',
  'avg_if(data_gb, not dnd)',
  'sum(arpu) / sum(data_gb)',
  "100 * indicator('arpu')",
  'max(arpu) - min(arpu)',
  'weighted(scale(share(dnd), 0.1, 0), 3, scale(avg(arpu), 0, 200), 1)',
] as const;

/** Components of groups put together: what a cube, a shard or a drill-down does. */
function merge(component: Component, groups: readonly (readonly Customer[])[]): number | null {
  const known = groups.map((group) => measureComponent(component, group)).filter((one) => one !== null);
  if (known.length === 0) return null;
  if (component.aggregate === 'min') return Math.min(...known);
  if (component.aggregate === 'max') return Math.max(...known);
  return known.reduce((sum, one) => sum + one, 0);
}

describe('a metric is the same whatever the grouping', () => {
  test.each(texts)('%s', (text) => {
    const metric = read(text);
    fc.assert(
      fc.property(customers, (all) => {
        const whole = measure(metric, [all.map((one) => one.customer)]);
        const groups = ['a', 'b', 'c'].map((unit) => all.filter((one) => one.unit === unit).map((one) => one.customer));
        const merged = combine(metric.metric, (component) => merge(component, groups));
        if (whole === null || merged === null) expect(merged).toBe(whole);
        else expect(merged).toBeCloseTo(whole, 6);
      }),
      { numRuns: 60 },
    );
  });

  test('what adds up over disjoint groups says so, and does', () => {
    expect(texts.filter((text) => addsUp(read(text).metric))).toEqual(['count()', 'sum(arpu)', 'sum_if(arpu, dnd)']);
    fc.assert(
      fc.property(
        customers,
        fc.constantFrom('count()', '2 * sum(arpu) - count()', 'sum_if(arpu, dnd)'),
        (all, text) => {
          const metric = readMetric(text.replace('- count()', '- sum(arpu)'), catalogue);
          if (!metric.ok) throw new Error(text);
          const of = (some: readonly Drawn[]): number => measure(metric.rule, [some.map((one) => one.customer)]) ?? 0;
          const parts = ['a', 'b', 'c'].map((unit) => of(all.filter((one) => one.unit === unit)));
          expect(parts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(of(all), 6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('earlier months', () => {
  test('previous looks back, also within itself', () => {
    const one: Customer = { values: { arpu: 10 } };
    const months = [[one, one, one], [one, one], [one]];
    expect(measure(read('count() - previous(count())'), months)).toBe(1);
    expect(measure(read('previous(previous(count()))'), months)).toBe(1);
    expect(measure(read('previous(count(), 3)'), months)).toBe(null);
    expect(
      componentsOf(read('sum(arpu) + previous(sum(arpu), 12)').metric).map(({ monthsBack }) => monthsBack),
    ).toEqual([0, 12]);
  });
});

describe('nobody gives nothing', () => {
  test('a sum nobody gives is missing, a count of nobody is 0, a ratio over nobody is missing', () => {
    const none: Customer = { values: {} };
    expect(measure(read('sum(arpu)'), [[none]])).toBe(null);
    expect(measure(read('count_if(arpu > 1)'), [[none]])).toBe(0);
    expect(measure(read('sum_if(arpu, arpu > 1)'), [[none]])).toBe(0);
    expect(measure(read('avg(arpu)'), [[none]])).toBe(null);
    expect(measure(read('share(dnd)'), [[]])).toBe(null);
  });
});

describe('problems, each with its place and what is meant', () => {
  test.each([
    ['arpu', ['not-aggregated | arpu | sum(arpu)']],
    ['arpu > 3', ['not-aggregated | arpu > 3 | count_if(arpu > 3)']],
    ['sum(apru) + max(plan)', ['unknown-name | apru | arpu', 'wrong-type | plan']],
    ['summ(arpu)', ['unknown-metric | summ | sum']],
    ['sum(avg(arpu))', ['nested-metric | avg']],
    ['sum(arpu) + sum(data_gb)', ['unit-mismatch | sum(arpu) + sum(data_gb)']],
    ['count_if(arpu)', ['not-a-condition | arpu']],
    ['quantile(arpu, 2)', ['literal-expected | 2']],
    ['revenue * 2', ["unknown-name | revenue | indicator('revenue')"]],
    ["indicator('revenu')", ["unknown-indicator | 'revenu' | 'revenue'"]],
    ["indicator('broken')", ["broken-indicator | indicator('broken')"]],
    ["indicator('snake')", ["indicator-circle | indicator('snake')"]],
    ["fact('campaign_target')", ["unknown-fact | 'campaign_target' | 'campaign_targets'"]],
    ['weighted(count(), 1, 3)', ['wrong-arguments | weighted(count(), 1, 3)']],
    ['scale(count(), 1, 1)', ['literal-expected | 1']],
    ['', ['empty | ']],
  ] as const)('%s', (text, expected) => expect(problems(text)).toEqual(expected));

  test('an indicator cannot stand on itself, directly or through others', () => {
    expect(problems("indicator('arpu')", 'arpu')).toEqual(["indicator-circle | indicator('arpu')"]);
    expect(problems("indicator('arpu')", 'revenue')).toEqual(["indicator-circle | indicator('arpu')"]);
    expect(problems("indicator('arpu')", 'other')).toEqual([]);
  });
});

test('what a metric stands on, and the halves of a ratio', () => {
  const metric = read("(indicator('arpu') + sum_if(arpu, tag('vip')) / count_if(dnd)) / fact('campaign_targets')");
  expect(metricUses(metric)).toMatchObject({
    fields: ['arpu', 'dnd'],
    tags: ['vip'],
    indicators: ['arpu'],
    facts: ['campaign_targets'],
  });
  const { numerator, denominator } = ratioOf(read("indicator('arpu')").metric)!;
  expect([numerator, denominator].map((part) => componentsOf(part).map(({ component }) => component.key))).toEqual([
    ['sum(arpu)'],
    ['count()'],
  ]);
  expect(ratioOf(read('count() / 2').metric)).toBeUndefined();
});
