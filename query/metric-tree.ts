import type { Labels } from './catalogue.ts';
import type { ArithmeticOperator, Position, Syntax } from './syntax.ts';
import type { Typed } from './tree.ts';
import type { Unit } from './unit.ts';

/** What a component reads: rows of the customer record, or figures that another feature counts by itself. */
export type ComponentSource = 'record' | 'fact';

/**
 * One aggregate of a metric, the smallest thing that is asked of the warehouse. A ratio keeps its two components apart to
 * the end, so that whatever the grouping, they are aggregated first and divided last.
 */
export interface Component {
  /** The same text for the same aggregate, whatever the month; under it figures are kept. */
  readonly key: string;
  readonly source: ComponentSource;
  readonly aggregate: 'count' | 'sum' | 'min' | 'max' | 'uniq' | 'quantile' | 'fact';
  /** What is aggregated; absent for `count` and `fact`. */
  readonly value?: Typed;
  /** Which rows are counted; only of `count`. */
  readonly condition?: Typed;
  /** From 0 to 1; only of `quantile`. */
  readonly level?: number;
  /** The name of a fact. */
  readonly fact?: string;
  /** Reads nothing but fields of the record: worked out once after a build, it stays right until the next. */
  readonly isOfFields: boolean;
}

/** How the author wrote what was taken apart: avg(x) is a sum over a count, and is explained as a mean. */
export interface Written {
  readonly name: string;
  readonly value?: Typed;
  readonly condition?: Typed;
}

/** A checked metric: how much of whatever group of customers it is asked. */
export type Metric = { readonly at: Position; readonly unit: Unit | undefined; readonly written?: Written } & (
  | { readonly kind: 'literal'; readonly value: number }
  | { readonly kind: 'component'; readonly component: Component; readonly labels?: Labels | undefined }
  | { readonly kind: 'negate'; readonly operand: Metric }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Metric;
      readonly right: Metric;
    }
  | { readonly kind: 'previous'; readonly months: number; readonly operand: Metric }
  | { readonly kind: 'scale'; readonly operand: Metric; readonly worst: number; readonly best: number }
  | { readonly kind: 'weighted'; readonly parts: readonly { readonly metric: Metric; readonly weight: number }[] }
  | {
      readonly kind: 'indicator';
      readonly id: string;
      readonly labels: Labels | undefined;
      readonly metric: Metric;
    }
);
export type MetricOf<K extends Metric['kind']> = Extract<Metric, { kind: K }>;

/** A checked metric as a whole, with what was written. */
export interface CheckedMetric {
  readonly kind: 'metric';
  readonly metric: Metric;
  readonly source: Syntax;
  readonly period: number;
}

export function metricParts(metric: Metric): readonly Metric[] {
  switch (metric.kind) {
    case 'negate':
    case 'previous':
    case 'scale':
      return [metric.operand];
    case 'arithmetic':
      return [metric.left, metric.right];
    case 'weighted':
      return metric.parts.map((part) => part.metric);
    case 'indicator':
      return [metric.metric];
    case 'literal':
    case 'component':
      return [];
  }
}

/** Every component with how many months back it is needed, each once, in the order of the text. */
export function componentsOf(
  metric: Metric,
): readonly { readonly component: Component; readonly monthsBack: number }[] {
  const found = new Map<string, { component: Component; monthsBack: number }>();
  const visit = (part: Metric, monthsBack: number): void => {
    if (part.kind === 'component')
      found.set(`${monthsBack} ${part.component.key}`, { component: part.component, monthsBack });
    const deeper = part.kind === 'previous' ? monthsBack + part.months : monthsBack;
    for (const child of metricParts(part)) visit(child, deeper);
  };
  visit(metric, 0);
  return [...found.values()];
}

/** Whether the figures of disjoint groups add up to the figure of all: counts and sums, and sums of these. */
export function addsUp(metric: Metric): boolean {
  switch (metric.kind) {
    case 'component':
      return ['count', 'sum', 'fact'].includes(metric.component.aggregate);
    case 'negate':
    case 'previous':
      return addsUp(metric.operand);
    case 'indicator':
      return addsUp(metric.metric);
    case 'arithmetic':
      if (metric.operator === '*')
        return (
          (metric.left.kind === 'literal' && addsUp(metric.right)) ||
          (metric.right.kind === 'literal' && addsUp(metric.left))
        );
      if (metric.operator === '/') return metric.right.kind === 'literal' && addsUp(metric.left);
      return addsUp(metric.left) && addsUp(metric.right);
    case 'literal':
    case 'scale':
    case 'weighted':
      return false;
  }
}

/** The two halves of a ratio; undefined for what is none. */
export function ratioOf(metric: Metric): { readonly numerator: Metric; readonly denominator: Metric } | undefined {
  if (metric.kind === 'indicator') return ratioOf(metric.metric);
  if (metric.kind !== 'arithmetic' || metric.operator !== '/' || metric.right.kind === 'literal') return undefined;
  return { numerator: metric.left, denominator: metric.right };
}
