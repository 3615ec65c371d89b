import type { Language } from './catalogue.ts';
import type { ComparisonOperator } from './syntax.ts';

/** The phrases that explanations are made of. A subject comes first, so that labels need no article and no case. */
export interface Words {
  readonly and: string;
  readonly or: string;
  readonly not: (condition: string) => string;
  readonly group: (inside: string) => string;
  readonly list: string;
  readonly quote: (text: string) => string;
  readonly compare: Readonly<Record<ComparisonOperator, string>>;
  readonly compareDates: Readonly<Record<ComparisonOperator, string>>;
  readonly between: (subject: string, negated: boolean, low: string, high: string) => string;
  readonly oneOf: (subject: string, negated: boolean, options: string) => string;
  readonly like: (subject: string, negated: boolean, pattern: string) => string;
  readonly missing: (subject: string, negated: boolean) => string;
  readonly tag: (name: string) => string;
  readonly audience: (name: string) => string;
  readonly segment: (name: string) => string;
  readonly score: (name: string) => string;
  readonly indicator: (name: string) => string;
  readonly contacted: (days: number, after: string) => string;
  readonly when: (condition: string, result: string) => string;
  readonly otherwise: (result: string) => string;
  readonly moved: (date: string, by: string, isBefore: boolean) => string;
  readonly unknown: string;
  readonly boolean: readonly [no: string, yes: string];
  readonly month: Readonly<Record<'month_start' | 'month_end', (date: string) => string>>;
}

const english: Words = {
  and: ' and ',
  or: ' or ',
  not: (c) => `not ${c}`,
  group: (inside) => `(${inside})`,
  list: ', ',
  quote: (text) => `“${text}”`,
  compare: {
    '=': ' is ',
    '!=': ' is known and not ',
    '<': ' is less than ',
    '<=': ' is at most ',
    '>': ' is more than ',
    '>=': ' is at least ',
  },
  compareDates: {
    '=': ' is ',
    '!=': ' is known and not ',
    '<': ' is before ',
    '<=': ' is on or before ',
    '>': ' is after ',
    '>=': ' is on or after ',
  },
  between: (s, negated, low, high) => `${s} is ${negated ? 'known and not ' : ''}between ${low} and ${high}`,
  oneOf: (s, negated, options) => `${s} is ${negated ? 'known and none' : 'one'} of ${options}`,
  like: (s, negated, pattern) => `${s} ${negated ? 'is known and does not look' : 'looks'} like ${pattern}`,
  missing: (s, negated) => `${s} is ${negated ? 'known' : 'missing'}`,
  tag: (name) => `has the tag ${name}`,
  audience: (name) => `is in the audience ${name}`,
  segment: (name) => `segment ${name}`,
  score: (name) => `the score of the model ${name}`,
  indicator: (name) => `indicator ${name} of the customer`,
  contacted: (days, after) => `was contacted within ${days} days (after ${after})`,
  when: (condition, result) => `${result} if ${condition}`,
  otherwise: (result) => `else ${result}`,
  unknown: 'missing',
  moved: (date, by, isBefore) => `${by} ${isBefore ? 'before' : 'after'} ${date}`,
  boolean: ['no', 'yes'],
  month: {
    month_start: (date) => `the first day of the month (${date})`,
    month_end: (date) => `the last day of the month (${date})`,
  },
};

const chinese: Words = {
  and: ' 且 ',
  or: ' 或 ',
  not: (c) => `并非${c}`,
  group: (inside) => `（${inside}）`,
  list: '、',
  quote: (text) => `“${text}”`,
  compare: { '=': '等于', '!=': '已知且不等于', '<': '小于', '<=': '不超过', '>': '大于', '>=': '不低于' },
  compareDates: { '=': '为', '!=': '已知且不为', '<': '早于', '<=': '不晚于', '>': '晚于', '>=': '不早于' },
  between: (s, negated, low, high) => `${s}${negated ? '已知且不' : ''}介于${low}与${high}之间`,
  oneOf: (s, negated, options) => `${s}${negated ? '已知且不' : ''}属于${options}之一`,
  like: (s, negated, pattern) => `${s}${negated ? '已知且不' : ''}符合${pattern}的样式`,
  missing: (s, negated) => `${s}${negated ? '有值' : '缺失'}`,
  tag: (name) => `带有标签${name}`,
  audience: (name) => `属于目标客户群${name}`,
  segment: (name) => `分群${name}`,
  score: (name) => `模型${name}的评分`,
  indicator: (name) => `客户个人指标${name}`,
  contacted: (days, after) => `${days}天内（${after}之后）接触过`,
  when: (condition, result) => `若${condition}则为${result}`,
  otherwise: (result) => `否则为${result}`,
  unknown: '缺失',
  moved: (date, by, isBefore) => `${date}${isBefore ? '之前' : '之后'}${by}`,
  boolean: ['否', '是'],
  month: { month_start: (date) => `当月首日（${date}）`, month_end: (date) => `当月末日（${date}）` },
};

export const phrases: Readonly<Record<Language, Words>> = { en: english, zh: chinese };
