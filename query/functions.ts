import type { FieldType } from './catalogue.ts';

/**
 * The functions of the language; this list is their documentation.
 * `...` repeats the last argument; `ordered` is number or date, `any` every type, all of one kind.
 * A function of a missing value is missing, except `coalesce`, `least` and `greatest`, which pass missing values over.
 */
export const functions = {
  abs: { takes: ['number'], gives: 'number', unit: 'same', en: 'absolute value of $1', zh: '$1的绝对值' },
  // Halves go to the even neighbour, as in ClickHouse; digits after the point is a literal from 0 to 6.
  round: {
    takes: ['number', 'digits?'],
    gives: 'number',
    unit: 'same',
    en: '$1 rounded to $2 decimals',
    zh: '$1四舍六入五成双至$2位小数',
  },
  floor: { takes: ['number'], gives: 'number', unit: 'same', en: '$1 rounded down', zh: '$1向下取整' },
  ceil: { takes: ['number'], gives: 'number', unit: 'same', en: '$1 rounded up', zh: '$1向上取整' },
  least: {
    takes: ['ordered', 'ordered', '...'],
    gives: 'same',
    unit: 'same',
    en: 'the least of $*',
    zh: '$*中的最小者',
  },
  greatest: {
    takes: ['ordered', 'ordered', '...'],
    gives: 'same',
    unit: 'same',
    en: 'the greatest of $*',
    zh: '$*中的最大者',
  },
  coalesce: {
    takes: ['any', 'any', '...'],
    gives: 'same',
    unit: 'same',
    en: 'the first known of $*',
    zh: '$*中首个非缺失值',
  },
  // Characters (Unicode code points), not bytes.
  length: { takes: ['text'], gives: 'number', unit: 'none', en: 'number of characters of $1', zh: '$1的字符数' },
  // The letters A to Z only: the same in every engine and every locale.
  lower: { takes: ['text'], gives: 'text', unit: 'none', en: '$1 in small letters', zh: '$1的小写' },
  upper: { takes: ['text'], gives: 'text', unit: 'none', en: '$1 in capitals', zh: '$1的大写' },
  starts_with: { takes: ['text', 'text'], gives: 'boolean', unit: 'none', en: '$1 starts with $2', zh: '$1以$2开头' },
  ends_with: { takes: ['text', 'text'], gives: 'boolean', unit: 'none', en: '$1 ends with $2', zh: '$1以$2结尾' },
  contains: { takes: ['text', 'text'], gives: 'boolean', unit: 'none', en: '$1 contains $2', zh: '$1包含$2' },
  year: { takes: ['date'], gives: 'number', unit: 'none', en: 'year of $1', zh: '$1的年份' },
  month: { takes: ['date'], gives: 'number', unit: 'none', en: 'month of $1', zh: '$1的月份' },
  day: { takes: ['date'], gives: 'number', unit: 'none', en: 'day of the month of $1', zh: '$1的日' },
  days_between: {
    takes: ['date', 'date'],
    gives: 'number',
    unit: 'day',
    en: 'days from $1 to $2',
    zh: '从$1到$2的天数',
  },
  // Calendar months, whatever the day: 31 January to 1 February is 1.
  months_between: {
    takes: ['date', 'date'],
    gives: 'number',
    unit: 'month',
    en: 'months from $1 to $2',
    zh: '从$1到$2的月数',
  },
  // Fractions of a day or month are cut off; more than 32,767 of them, or a date outside 1900 to 2299, is missing.
  add_days: {
    takes: ['date', 'number:day'],
    gives: 'date',
    unit: 'none',
    en: '$1 moved by $2 in days',
    zh: '$1推后$2（天）',
  },
  add_months: {
    takes: ['date', 'number:month'],
    gives: 'date',
    unit: 'none',
    en: '$1 moved by $2 in months',
    zh: '$1推后$2（月）',
  },
} as const satisfies Record<string, FunctionDefinition>;

export interface FunctionDefinition {
  readonly takes: readonly (
    | 'number'
    | 'text'
    | 'date'
    | 'digits?'
    | 'ordered'
    | 'any'
    | 'number:day'
    | 'number:month'
    | '...'
  )[];
  readonly gives: FieldType | 'same';
  readonly unit: 'same' | 'none' | 'day' | 'month';
  readonly en: string;
  readonly zh: string;
}
export type FunctionName = keyof typeof functions;

/**
 * The names that look like functions and stand for facts of the customer or the month:
 * tag('t'), audience('a'), segment('s') = '…', score('m') > 0.7, contacted_within(30),
 * month_start(), month_end(): first and last day of the record's month.
 */
export const facts = ['tag', 'audience', 'segment', 'score', 'contacted_within', 'month_start', 'month_end'] as const;
export type FactName = (typeof facts)[number];

export const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name);
export const isFact = (name: string): name is FactName => (facts as readonly string[]).includes(name);
