/**
 * The functions of the metric language; this list is their documentation. `rule` is a rule over a customer, `value` a
 * formula over a customer, `metric` a figure of a group, `number` a plain number.
 * A figure that nobody gives is missing; a count of nobody is 0, and so is `sum_if` of nobody.
 */
export const metricFunctions = {
  count: { takes: [], en: 'number of customers', zh: '客户数' },
  count_if: { takes: ['rule'], en: 'number of customers of whom holds: $rule', zh: '满足“$rule”的客户数' },
  sum: { takes: ['value'], en: 'sum of $value', zh: '$value合计' },
  /** Those of whom the rule does not hold count as 0. */
  sum_if: {
    takes: ['value', 'rule'],
    en: 'sum of $value of those of whom holds: $rule',
    zh: '满足“$rule”者的$value合计',
  },
  /** Of those of whom the value is known: a sum over a count. */
  avg: { takes: ['value'], en: 'mean of $value', zh: '$value均值' },
  avg_if: {
    takes: ['value', 'rule'],
    en: 'mean of $value of those of whom holds: $rule',
    zh: '满足“$rule”者的$value均值',
  },
  share: { takes: ['rule'], en: 'share of customers of whom holds: $rule', zh: '满足“$rule”的客户占比' },
  min: { takes: ['value'], en: 'least $value', zh: '$value最小值' },
  max: { takes: ['value'], en: 'greatest $value', zh: '$value最大值' },
  /** By linear interpolation between the two nearest customers (type 7 of Hyndman and Fan 1996); the level is from 0 to 1. */
  quantile: { takes: ['value', 'number'], en: 'quantile $level of $value', zh: '$value的$level分位数' },
  uniq: { takes: ['value'], en: 'number of different $value', zh: '不同$value的个数' },
  /** The same figure so many months before (one, when not said). */
  previous: { takes: ['metric', 'number?'], en: '$metric $months before', zh: '$months前的$metric' },
  /** Where a figure stands between the worst (0) and the best (1), cut off at both. */
  scale: {
    takes: ['metric', 'number', 'number'],
    en: '$metric from $worst (0) to $best (1)',
    zh: '$metric（$worst计0，$best计1）',
  },
  /** A weighted mean of figures of one unit: weighted(x, 0.6, y, 0.4). The weights need not add up to 1. */
  weighted: { takes: ['metric', 'number', '...'], en: '$parts', zh: '$parts' },
  indicator: { takes: ['name'], en: '$name', zh: '$name' },
  /** What another feature counts by org unit and month: fact('campaign_targets'). */
  fact: { takes: ['name'], en: '$name', zh: '$name' },
} as const satisfies Record<string, MetricFunction>;

interface MetricFunction {
  readonly takes: readonly ('rule' | 'value' | 'metric' | 'number' | 'number?' | 'name' | '...')[];
  readonly en: string;
  readonly zh: string;
}
export type MetricFunctionName = keyof typeof metricFunctions;
export const isMetricFunction = (name: string): name is MetricFunctionName => Object.hasOwn(metricFunctions, name);
