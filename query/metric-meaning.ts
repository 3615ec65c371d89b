import { evaluate, matches } from './meaning.ts';
import type { Cell, Customer } from './meaning.ts';
import type { CheckedMetric, Component, Metric } from './metric-tree.ts';
import type { Typed } from './tree.ts';

/** The value of one component so many months back; null where nobody gives one. */
export type LookUpComponent = (component: Component, monthsBack: number) => number | null;

/**
 * A metric from its components: the one place where they are put together, whatever they were gathered from. Arithmetic
 * with what is missing is missing, and so is a division by zero.
 */
export function combine(metric: Metric, lookUp: LookUpComponent, monthsBack = 0): number | null {
  const part = (of: Metric): number | null => combine(of, lookUp, monthsBack);
  switch (metric.kind) {
    case 'literal':
      return metric.value;
    case 'component':
      return lookUp(metric.component, monthsBack);
    case 'negate': {
      const operand = part(metric.operand);
      return operand === null ? null : -operand;
    }
    case 'arithmetic': {
      const [left, right] = [part(metric.left), part(metric.right)];
      return left === null || right === null ? null : calculate(left, metric.operator, right);
    }
    case 'previous':
      return combine(metric.operand, lookUp, monthsBack + metric.months);
    case 'scale': {
      const operand = part(metric.operand);
      const place = operand === null ? null : (operand - metric.worst) / (metric.best - metric.worst);
      return place === null || Number.isNaN(place) ? null : Math.min(1, Math.max(0, place));
    }
    case 'weighted':
      return weightedMean(metric.parts.map(({ metric: of, weight }) => ({ value: part(of), weight })));
    case 'indicator':
      return part(metric.metric);
  }
}

function calculate(left: number, operator: '+' | '-' | '*' | '/', right: number): number | null {
  const result =
    operator === '+' ? left + right : operator === '-' ? left - right : operator === '*' ? left * right : left / right;
  return Number.isFinite(result) ? result : null;
}

/** Missing as soon as one of them is: a composite that silently leaves a part out would compare unlike with unlike. */
function weightedMean(parts: readonly { readonly value: number | null; readonly weight: number }[]): number | null {
  let [sum, weights] = [0, 0];
  for (const { value, weight } of parts) {
    if (value === null) return null;
    sum += value * weight;
    weights += weight;
  }
  const mean = sum / weights;
  return Number.isFinite(mean) ? mean : null;
}

/**
 * The meaning of a metric over customers in memory: `months[0]` are those of the metric's month, `months[1]` those of the
 * month before. The oracle holds the SQL of components to it.
 */
export function measure({ metric }: CheckedMetric, months: readonly (readonly Customer[])[]): number | null {
  return combine(metric, (component, monthsBack) => {
    const customers = months[monthsBack];
    return customers ? measureComponent(component, customers) : null;
  });
}

export function measureComponent(component: Component, customers: readonly Customer[]): number | null {
  const { aggregate, condition, value, level } = component;
  if (aggregate === 'count')
    return condition ? customers.filter((one) => holds(condition, one)).length : customers.length;
  if (aggregate === 'fact' || value === undefined) return null;
  const known = customers.map((one) => evaluate(value, one)).filter((cell) => cell !== null);
  if (aggregate === 'uniq') return new Set(known.map(sameAs)).size;
  const numbers = known.map(Number);
  if (numbers.length === 0) return null;
  switch (aggregate) {
    case 'sum':
      return finite(exactSum(numbers));
    case 'min':
      return numbers.reduce((a, b) => Math.min(a, b));
    case 'max':
      return numbers.reduce((a, b) => Math.max(a, b));
    case 'quantile':
      return quantile(numbers, level ?? 0.5);
  }
}

const holds = (condition: Typed, customer: Customer): boolean =>
  matches({ kind: 'rule', condition, source: { kind: 'null', at: condition.at }, period: 0 }, customer);
const finite = (n: number): number | null => (Number.isFinite(n) ? n : null);
/** 0 and -0 are one value, as are 1 and 1n. */
const sameAs = (cell: Exclude<Cell, null>): string => `${typeof cell === 'string'} ${cell}`;

/** Neumaier's sum (1974): what rounding loses is carried along. */
function exactSum(numbers: readonly number[]): number {
  let [sum, lost] = [0, 0];
  for (const n of numbers) {
    const next = sum + n;
    lost += Math.abs(sum) >= Math.abs(n) ? sum - next + n : n - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Type 7 of Hyndman and Fan (1996). */
function quantile(numbers: readonly number[], level: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * level;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (high - low) * (place - below);
}
