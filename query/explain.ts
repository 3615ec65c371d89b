import type { Field, Language } from './catalogue.ts';
import { functions } from './functions.ts';
import type { ComparisonOperator } from './syntax.ts';
import type { Formula, Rule, Typed, TypedOf } from './tree.ts';
import { sayAmount } from './unit-words.ts';
import type { Unit } from './unit.ts';

interface Words {
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
  score: (name) => `score ${name}`,
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
  score: (name) => `评分${name}`,
  contacted: (days, after) => `${days}天内（${after}之后）接触过`,
  when: (condition, result) => `若${condition}则为${result}`,
  otherwise: (result) => `否则为${result}`,
  unknown: '缺失',
  moved: (date, by, isBefore) => `${date}${isBefore ? '之前' : '之后'}${by}`,
  boolean: ['否', '是'],
  month: { month_start: (date) => `当月首日（${date}）`, month_end: (date) => `当月末日（${date}）` },
};

/** Says a rule or formula in words, with the labels and units of the catalogue. */
export function explain(of: Rule | Formula, language: Language): string {
  return openExplainer(language).say(of.kind === 'rule' ? of.condition : of.value);
}

function openExplainer(language: Language) {
  const w = language === 'en' ? english : chinese;
  const label = (labels: Field['labels'], name: string): string => labels?.[language] ?? name;

  /** A part inside another: groups of several keep their parentheses. */
  const inside = (typed: Typed): string =>
    typed.kind === 'and' || typed.kind === 'or' || typed.kind === 'arithmetic' || typed.kind === 'case'
      ? w.group(say(typed))
      : say(typed);

  /** A value; a bare number beside something measured takes its unit. */
  const measured = (typed: Typed, unit: Unit | undefined): string => {
    const hasUnit =
      typed.kind === 'literal' && typed.type === 'number' && unit !== undefined && Object.keys(unit).length > 0;
    return hasUnit ? sayAmount(Number(typed.value), say(typed), unit, language) : inside(typed);
  };

  function literal({ type, value, word }: TypedOf<'literal'>): string {
    if (word) return w.month[word](String(value));
    if (value === null) return w.unknown;
    if (typeof value === 'boolean') return w.boolean[value ? 1 : 0];
    return type === 'text' ? w.quote(String(value)) : String(value);
  }

  function call(typed: TypedOf<'call'>): string {
    const steps = typed.args[1];
    if ((typed.name === 'add_days' || typed.name === 'add_months') && steps?.kind === 'literal') {
      return w.moved(
        inside(typed.args[0]!),
        sayAmount(
          Number(steps.value),
          String(Math.abs(Number(steps.value))),
          { [typed.name === 'add_days' ? 'day' : 'month']: 1 },
          language,
        ),
        Number(steps.value) < 0,
      );
    }
    const args = typed.args.map(inside);
    return functions[typed.name][language]
      .replace('$*', () => args.join(w.list))
      .replace(/\$(\d)/gu, (_, i: string) => args[Number(i) - 1] ?? '0');
  }

  function field({ field: f, source }: TypedOf<'field'>): string {
    const name = label(f.labels, f.name);
    return source === 'field' ? name : w[source](w.quote(name));
  }

  function say(typed: Typed): string {
    switch (typed.kind) {
      case 'literal':
        return literal(typed);
      case 'field':
        return field(typed);
      case 'membership':
        return w[typed.of](w.quote(label(typed.labels, typed.name)));
      case 'contacted':
        return w.contacted(typed.days, typed.after);
      case 'negate':
        return `−${inside(typed.operand)}`;
      case 'arithmetic':
        return `${inside(typed.left)} ${{ '+': '+', '-': '−', '*': '×', '/': '÷' }[typed.operator]} ${inside(typed.right)}`;
      case 'call':
        return call(typed);
      case 'comparison': {
        const words = typed.left.type === 'date' || typed.right.type === 'date' ? w.compareDates : w.compare;
        return `${measured(typed.left, typed.right.unit)}${words[typed.operator]}${measured(typed.right, typed.left.unit)}`;
      }
      case 'between':
        return w.between(
          inside(typed.subject),
          typed.negated,
          measured(typed.low, typed.subject.unit),
          measured(typed.high, typed.subject.unit),
        );
      case 'in':
        return w.oneOf(
          inside(typed.subject),
          typed.negated,
          typed.options.map((o) => measured(o, typed.subject.unit)).join(w.list),
        );
      case 'like':
        return w.like(inside(typed.subject), typed.negated, w.quote(typed.pattern));
      case 'missing':
        return w.missing(inside(typed.subject), typed.negated);
      case 'and':
        return typed.parts.map(inside).join(w.and);
      case 'or':
        return typed.parts.map(inside).join(w.or);
      case 'not':
        return w.not(w.group(say(typed.operand)));
      case 'case': {
        const branches = typed.branches.map(({ when, then }) => w.when(inside(when), inside(then)));
        return [...branches, w.otherwise(typed.otherwise ? inside(typed.otherwise) : w.unknown)].join(w.list);
      }
    }
  }
  return { say };
}
