import { readFileSync } from 'node:fs';
import { parse as parseYaml, stringify } from 'yaml';
import { expect, test } from 'vitest';
import {
  componentOf,
  componentsOf,
  describeProblem,
  emptyCatalogue,
  explainMetric,
  printExpression,
  readMetric,
} from './index.ts';
import type { MetricCatalogue } from './index.ts';
import { writeUnit } from './unit.ts';

// The file holds metrics and what becomes of them. After a deliberate change: vitest -u, then read the difference.
const file = new URL('../examples/metrics/everyday.yaml', import.meta.url);
interface Case {
  readonly case: string;
  readonly metric: string;
}

const field = (name: string, type: 'number' | 'text' | 'boolean' | 'date', en: string, zh: string, unit?: string) => ({
  [name]: { name, column: name, type, labels: { en, zh }, ...(unit !== undefined && { unit }) },
});
const catalogue: MetricCatalogue = {
  ...emptyCatalogue(202610),
  fields: {
    ...field('arpu', 'number', 'Monthly revenue', '月消费', 'CNY/month'),
    ...field('data_gb', 'number', 'Mobile data', '移动流量', 'GB/month'),
    ...field('has_broadband', 'boolean', 'Has broadband', '有宽带'),
    ...field('joined_on', 'date', 'Customer since', '入网日期'),
    ...field('plan', 'text', 'Plan', '套餐'),
  },
  indicators: {
    churn_rate: { formula: '1 - count() / previous(count())', labels: { en: 'Churn rate', zh: '离网率' } },
    arpu: { formula: 'avg(arpu)', labels: { en: 'ARPU', zh: '户均收入' } },
  },
  facts: { campaign_targets: { labels: { en: 'Campaign targets', zh: '营销目标客户数' } } },
};

function become({ case: title, metric }: Case): unknown {
  const read = readMetric(metric, catalogue);
  if (!read.ok)
    return {
      case: title,
      metric,
      problems: read.problems.map((problem) => ({
        at: metric.slice(problem.at.from, problem.at.to),
        en: describeProblem(problem, 'en'),
        zh: describeProblem(problem, 'zh'),
      })),
    };
  return {
    case: title,
    metric,
    en: explainMetric(read.rule, 'en'),
    zh: explainMetric(read.rule, 'zh'),
    unit: read.rule.metric.unit === undefined ? null : writeUnit(read.rule.metric.unit),
    components: componentsOf(read.rule.metric).map(({ component, monthsBack }) => ({
      key: component.key,
      ...(monthsBack > 0 && { monthsBack }),
      ...(component.source === 'record' && printExpression(componentOf(component))),
    })),
  };
}

test('the golden cases say what becomes of a metric', async () => {
  const cases = parseYaml(readFileSync(file, 'utf8')) as Case[];
  expect(cases.length).toBeGreaterThan(8);
  await expect(stringify(cases.map(become), { lineWidth: 0 })).toMatchFileSnapshot(file.pathname);
});
