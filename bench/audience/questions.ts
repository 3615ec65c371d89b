import {
  binary,
  call,
  column,
  compileCount,
  compileGroup,
  compileInsertAudience,
  conditionOf,
  everyone,
  insertInto,
  print,
  readRule,
  scope,
  selectRecords,
  tagBitmap,
  value,
} from '#query';
import type { Rule, Scope, Statement } from '#query';
import { catalogue, grid } from './world.ts';

const everything: Scope = { kind: 'everything' };

/** One question in the words of the product and in the SQL of the others; both answer with the same rows. */
export interface Question {
  readonly title: string;
  /** What the product asks, for a month; `run` tells one materialised audience from the next. */
  readonly product: (month: number, run: string) => Statement;
  /** What the others ask, who have that month only. */
  readonly sql: (run: string) => string;
  /** For questions that write: reads what the run has written, in every engine. */
  readonly written?: (run: string) => string;
}

/** Tags by name: the rule that makes each, and the same as SQL of the others. */
const tags: Readonly<Record<string, readonly [rule: string, sql: string]>> = {
  spender: ['arpu >= 120', 'arpu >= 120'],
  streamer: ['data_gb >= 25', 'data_gb >= 25'],
  settled: ['tenure_months >= 36', 'tenure_months >= 36'],
  leaving: ['churn > 0.8', 'churn > 0.8'],
  modern: ['handset_5g', 'handset_5g'],
  troubled: ['complaints_12m > 0', 'complaints_12m > 0'],
};
/** A tag table has more tags than those that are asked for. */
const otherTags: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 34 }, (_, i) => [`other-${i}`, `active_days = ${i % 31} or age = ${16 + i}`]),
);
const tagNames = [...Object.keys(tags), ...Object.keys(otherTags)];

const algebra = (tag: (name: string) => string, not: (part: string) => string): string =>
  `(${tag('spender')} or ${tag('streamer')}) and ${tag('settled')} and ${not(tag('leaving'))} and (${tag('modern')} or ${not(tag('troubled'))})`;

const nested = {
  rule: `arpu >= 60 and (data_gb > 18 or plan in ('plan-3', 'plan-7', 'plan-12', 'plan-21'))
    and not (complaints_90d > 0 or arrears >= 30)
    and (contract_ends_on between '2026-10-01' and '2027-03-31' or (tenure_months > 24 and handset_5g))`,
  // Not what is missing: a condition on a missing value does not hold, so its opposite does.
  sql: `arpu >= 60 and (data_gb > 18 or plan in ('plan-3', 'plan-7', 'plan-12', 'plan-21'))
    and (complaints_90d > 0 or arrears >= 30) is not true
    and (contract_ends_on between date '2026-10-01' and date '2027-03-31' or (tenure_months > 24 and handset_5g))`,
};
const tagRule = algebra(
  (name) => `tag('${name}')`,
  (part) => `not ${part}`,
);
const scanOfTags = {
  rule: algebra(
    (name) => `(${tags[name]?.[0]})`,
    (part) => `not ${part}`,
  ),
  sql: algebra(
    (name) => `(${tags[name]?.[1]})`,
    (part) => `${part} is not true`,
  ),
};

function ruleOf(text: string, month: number): Rule {
  const read = readRule(text, catalogue(month, tagNames));
  if (!read.ok) throw new Error(`The rule has problems: ${JSON.stringify(read.problems)}`);
  return read.rule;
}

const counted = (where: string): string => `select count(*) as count from customer_record where ${where}`;

export const questions: readonly Question[] = [
  {
    title: 'count, 8 conditions nested',
    product: (month) => compileCount(ruleOf(nested.rule, month), everything),
    sql: () => counted(nested.sql),
  },
  {
    title: 'count by grid, same rule',
    product: (month) => compileGroup(ruleOf(nested.rule, month), grid, everything),
    sql: () =>
      `select org_unit_id as value, count(*) as count from customer_record where ${nested.sql} group by org_unit_id order by count(*) desc, org_unit_id`,
  },
  {
    title: 'six tags, scan of the fields',
    product: (month) => compileCount(ruleOf(scanOfTags.rule, month), everything),
    sql: () => counted(scanOfTags.sql),
  },
  {
    title: 'six tags, bitmaps',
    product: (month) => compileCount(ruleOf(tagRule, month), everything),
    sql: () => counted(scanOfTags.sql),
  },
  {
    title: 'materialise the audience',
    product: (month, run) => compileInsertAudience(ruleOf(nested.rule, month), run, everything),
    sql: (run) =>
      `insert into audience_member select '${run}', period, customer_key from customer_record where ${nested.sql}`,
    written: (run) =>
      `select count(*) as customers, sum(customer_key) as keys from audience_member where audience = '${run}'`,
  },
];

/** The statements that fill the bitmaps of a month: one for each tag, and one for all customers. */
export function tagStatements(month: number): readonly Statement[] {
  const rules = { ...Object.fromEntries(Object.entries(tags).map(([name, [rule]]) => [name, rule])), ...otherTags };
  const bitmap = (tag: string, where: Parameters<typeof selectRecords>[0]['where']): Statement => {
    const select = selectRecords({
      period: month,
      columns: [
        { expr: column('period'), as: 'period' },
        { expr: value('String', tag), as: 'tag' },
        { expr: call('groupBitmapState', column('customer_key')), as: 'customers' },
      ],
      where: where ?? [],
      groupBy: [column('period')],
    });
    return print(insertInto(tagBitmap, ['period', 'tag', 'customers'], scope(select, everything)));
  };
  return [
    bitmap(everyone, [binary(column('customer_key'), '>=', value('UInt32', 0))]),
    ...Object.entries(rules).map(([tag, rule]) => bitmap(tag, [conditionOf(ruleOf(rule, month))])),
  ];
}
