import type { Language } from './catalogue.ts';
import type { Problem, ProblemCode } from './problem.ts';

type Sentence = (p: Problem['params']) => string;

const typeNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    text: 'a text',
    number: 'a number',
    integer: 'a number',
    boolean: 'a condition (yes or no)',
    date: 'a date',
    null: 'a missing value',
    any: 'a value',
  },
  zh: {
    text: '文本',
    number: '数字',
    integer: '数字',
    boolean: '条件（是/否）',
    date: '日期',
    null: '缺失值',
    any: '值',
  },
};
const type = (language: Language, of: string | number | undefined): string =>
  typeNames[language][String(of)] ?? String(of);

const reasons: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    'empty-group': 'this group has no condition',
    'no-field': 'no field is chosen',
    'no-value': 'no value is filled in',
    'unknown-operator': 'the comparison is not known',
    muted: 'this part is muted; remove it instead',
    'not-a-rule': 'this is not a rule',
  },
  zh: {
    'empty-group': '该组没有条件',
    'no-field': '未选择字段',
    'no-value': '未填写值',
    'unknown-operator': '未知的比较方式',
    muted: '该部分已静音，请删除',
    'not-a-rule': '这不是规则',
  },
};

const english: Readonly<Record<ProblemCode, Sentence>> = {
  empty: () => 'The rule is empty. To mean everyone, write true.',
  unfinished: ({ reason, expected }) =>
    reason === undefined
      ? `The rule breaks off${expected === undefined ? '' : `: ${expected} is expected`}.`
      : `The rule is unfinished: ${reasons.en[String(reason)] ?? reason}.`,
  unexpected: ({ found, expected }) =>
    `“${found}” does not fit here${expected === undefined ? '' : `; ${expected} is expected`}.`,
  'unclosed-text': () => "This text is not closed; a quote inside it is written twice ('').",
  'unclosed-name': ({ quote }) => `This name is not closed with ${quote}.`,
  'bad-number': ({ text }) => `“${text}” is not a number.`,
  'too-deep': ({ limit }) => `The rule is nested deeper than ${limit} levels.`,
  'unknown-name': ({ name }) => `There is no field “${name}”.`,
  'unknown-function': ({ name }) => `There is no function “${name}”.`,
  'unknown-tag': ({ name }) => `There is no tag “${name}”.`,
  'unknown-segment': ({ name }) => `There is no segment “${name}”.`,
  'unknown-score': ({ name }) => `There is no score “${name}”.`,
  'unknown-audience': ({ name }) => `There is no audience “${name}”.`,
  'not-a-condition': ({ found }) => `A condition is expected here, not ${type('en', found)}.`,
  'type-mismatch': ({ left, right }) =>
    `${type('en', left)} and ${type('en', right)} cannot be compared.`.replace(/^./u, (c) => c.toUpperCase()),
  'wrong-type': ({ place, expected, found }) => `“${place}” takes ${type('en', expected)}, not ${type('en', found)}.`,
  'wrong-arguments': ({ name, expected, found }) => `${name}() takes ${expected} arguments, not ${found}.`,
  'literal-expected': ({ name, expected }) => `${name} wants a plain value here: ${expected}.`,
  'compare-with-null': () => 'A comparison with null never holds; ask “is null” or “is not null”.',
  'unit-mismatch': ({ left, right }) => `The units differ: ${left} and ${right}.`,
  'bad-date': ({ text, first, last }) => `“${text}” is not a date; write YYYY-MM-DD, from ${first} to ${last}.`,
  'bad-pattern': () => 'The pattern ends in a backslash that takes nothing literally; write it twice.',
  'not-available': ({ name }) => `${name}() is not available here.`,
  'unknown-value': ({ name, value }) => `“${name}” has never had the value “${value}”.`,
  'not-aggregated': () => 'This is of one customer; say what of a group: its sum, mean, count …',
  'unknown-metric': ({ name }) => `There is no aggregate “${name}”.`,
  'nested-metric': ({ name }) => `${name}() is of a group and cannot stand inside what is asked of one customer.`,
  'unknown-indicator': ({ name }) => `There is no indicator “${name}”.`,
  'broken-indicator': ({ name }) => `The formula of the indicator “${name}” does not hold here.`,
  'indicator-circle': ({ path }) => `These indicators stand on each other: ${path}.`,
  'not-of-one-customer': ({ name, part }) =>
    `The indicator “${name}” stands on ${part}, so it has no figure of a single customer.`,
  'unknown-fact': ({ name }) => `Nobody counts “${name}”.`,
};

const chinese: Readonly<Record<ProblemCode, Sentence>> = {
  empty: () => '规则为空。如需选择全部客户，请写 true。',
  unfinished: ({ reason, expected }) =>
    reason === undefined
      ? `规则未写完${expected === undefined ? '' : `：此处应为 ${expected}`}。`
      : `规则未完成：${reasons.zh[String(reason)] ?? reason}。`,
  unexpected: ({ found, expected }) => `此处不应出现“${found}”${expected === undefined ? '' : `，应为 ${expected}`}。`,
  'unclosed-text': () => "文本未闭合；文本中的引号须写两次（''）。",
  'unclosed-name': ({ quote }) => `名称未以 ${quote} 闭合。`,
  'bad-number': ({ text }) => `“${text}”不是数字。`,
  'too-deep': ({ limit }) => `规则嵌套超过${limit}层。`,
  'unknown-name': ({ name }) => `没有字段“${name}”。`,
  'unknown-function': ({ name }) => `没有函数“${name}”。`,
  'unknown-tag': ({ name }) => `没有标签“${name}”。`,
  'unknown-segment': ({ name }) => `没有分群“${name}”。`,
  'unknown-score': ({ name }) => `没有评分“${name}”。`,
  'unknown-audience': ({ name }) => `没有目标客户群“${name}”。`,
  'not-a-condition': ({ found }) => `此处应为条件，而不是${type('zh', found)}。`,
  'type-mismatch': ({ left, right }) => `${type('zh', left)}与${type('zh', right)}不能比较。`,
  'wrong-type': ({ place, expected, found }) => `“${place}”需要${type('zh', expected)}，而不是${type('zh', found)}。`,
  'wrong-arguments': ({ name, expected, found }) => `${name}() 需要 ${expected} 个参数，而不是 ${found} 个。`,
  'literal-expected': ({ name, expected }) => `${name} 此处需要直接写值：${expected}。`,
  'compare-with-null': () => '与 null 比较永不成立；请写“is null”或“is not null”。',
  'unit-mismatch': ({ left, right }) => `单位不同：${left} 与 ${right}。`,
  'bad-date': ({ text, first, last }) => `“${text}”不是日期；请写 YYYY-MM-DD，范围 ${first} 至 ${last}。`,
  'bad-pattern': () => '样式以反斜杠结尾；请写两次。',
  'not-available': ({ name }) => `此处不能使用 ${name}()。`,
  'unknown-value': ({ name, value }) => `“${name}”从未取过值“${value}”。`,
  'not-aggregated': () => '这是单个客户的值；请写明对一群客户如何汇总：合计、均值、计数……',
  'unknown-metric': ({ name }) => `没有汇总函数“${name}”。`,
  'nested-metric': ({ name }) => `${name}() 针对一群客户，不能写在针对单个客户的表达式中。`,
  'unknown-indicator': ({ name }) => `没有指标“${name}”。`,
  'broken-indicator': ({ name }) => `指标“${name}”的公式在此不成立。`,
  'indicator-circle': ({ path }) => `这些指标互相引用：${path}。`,
  'not-of-one-customer': ({ name, part }) => `指标“${name}”用到${part}，没有单个客户的数值。`,
  'unknown-fact': ({ name }) => `没有统计量“${name}”。`,
};

/** A problem as a sentence, with the suggestion where there is one. */
export function describeProblem(problem: Problem, language: Language): string {
  const sentence = (language === 'en' ? english : chinese)[problem.code](problem.params);
  if (problem.suggestion === undefined) return sentence;
  return language === 'en'
    ? `${sentence} Did you mean ${problem.suggestion}?`
    : `${sentence}是否想写 ${problem.suggestion}？`;
}
