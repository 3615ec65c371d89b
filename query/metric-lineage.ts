import { usedBy } from './lineage.ts';
import type { Used } from './lineage.ts';
import { componentsOf, metricParts } from './metric-tree.ts';
import type { CheckedMetric, Metric } from './metric-tree.ts';

export interface MetricUsed extends Used {
  /** Indicators named by the formula itself, not those named by these. */
  readonly indicators: readonly string[];
  readonly facts: readonly string[];
}

/** Lineage: everything a metric depends on, through the indicators it names as well. */
export function metricUses({ metric }: CheckedMetric): MetricUsed {
  const components = componentsOf(metric).map(({ component }) => component);
  const read = components.flatMap(({ value, condition }) => [value, condition].filter((part) => part !== undefined));
  const facts = components.flatMap(({ fact }) => (fact === undefined ? [] : [fact]));
  return { ...usedBy(read), indicators: named(metric), facts: [...new Set(facts)].toSorted() };
}

function named(metric: Metric): readonly string[] {
  const found = new Set<string>();
  const visit = (part: Metric): void => {
    if (part.kind === 'indicator') found.add(part.id);
    else metricParts(part).forEach(visit);
  };
  visit(metric);
  return [...found].toSorted();
}
