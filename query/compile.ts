/**
 *   text ──parse──► Syntax ─┐
 *                           ├─check(catalogue)──► Rule ──fold, lower──► Expr ──select──► Select ──scope──► Scoped ──print──► { sql, params }
 *   form ──fromRuleGroup────┘    │                 │                               (the territory guard)
 *                             Problem[]            └──► matches (in memory) · explain (in words) · fieldsUsed (lineage)
 */
import { fold } from './fold.ts';
import { keyColumn } from './lower-sets.ts';
import type { LowerOptions } from './lower-sets.ts';
import { lowerComponent } from './lower-metric.ts';
import { lowerCondition, lowerValue } from './lower.ts';
import type { Component } from './metric-tree.ts';
import { print } from './print.ts';
import { insertInto, scope } from './scope.ts';
import type { Scope } from './scope.ts';
import { and, binary, call, column, value } from './sql.ts';
import type { Expr, Order, Select, SelectColumn, Statement } from './sql.ts';
import { asTagAlgebra, compileTagCount } from './tag-algebra.ts';
import type { Formula, Rule } from './tree.ts';
import type { Field } from './catalogue.ts';

export interface CompileOptions extends Partial<LowerOptions> {}
export const customerRecord = 'customer_record';

const withDefaults = (options: CompileOptions): LowerOptions => ({ membership: 'local', ...options });

/** The rule as a condition of a select over the customer record: 1 or 0, never null. */
export const conditionOf = (rule: Rule, options: CompileOptions = {}): Expr =>
  lowerCondition(fold(rule.condition), withDefaults(options));
/** The formula as a column of a select over the customer record. */
export const valueOf = (formula: Formula, options: CompileOptions = {}): Expr =>
  lowerValue(fold(formula.value), withDefaults(options));

/** A component of a metric as a column of a grouped select over the customer record. */
export const componentOf = (component: Component, options: CompileOptions = {}): Expr =>
  lowerComponent(component, withDefaults(options));

export interface RecordSelect {
  /** YYYYMM; the rule's own month where there is a rule. */
  readonly period: number;
  readonly columns: readonly SelectColumn[];
  readonly where?: readonly Expr[];
  readonly groupBy?: readonly Expr[];
  readonly orderBy?: readonly Order[];
  readonly limit?: number;
  /** Share of customers, above 0 to 1; the same customers each time. */
  readonly sample?: number;
}

const sampleParts = 1_000_000;

/** A select over one month of the customer record. Give it a scope, then print it. */
export function selectRecords({ period, columns, where = [], sample, ...rest }: RecordSelect): Select {
  const ofMonth = binary(column('period'), '=', value('UInt32', period));
  const ofSample =
    sample === undefined
      ? []
      : [
          binary(
            binary(call('cityHash64', column(keyColumn)), '%', value('UInt32', sampleParts)),
            '<',
            value('UInt32', Math.round(sample * sampleParts)),
          ),
        ];
  return { columns, from: customerRecord, where: [ofMonth, ...ofSample, ...where], ...rest };
}

const count: SelectColumn = { expr: call('count'), as: 'count' };

/** One row: { count }. A rule of tags only is counted on bitmaps. */
export function compileCount(rule: Rule, territory: Scope, options: CompileOptions = {}): Statement {
  const algebra = asTagAlgebra(rule);
  if (algebra) return compileTagCount(algebra, rule.period, territory);
  return print(
    scope(selectRecords({ period: rule.period, columns: [count], where: [conditionOf(rule, options)] }), territory),
  );
}

export interface SelectRequest extends CompileOptions {
  /** Columns of the customer record beside customer_key, or formulas under a name. */
  readonly columns?: readonly (Field | { readonly as: string; readonly formula: Formula })[];
  readonly orderBy?: readonly Order[];
  readonly limit?: number;
  readonly sample?: number;
}

/** One row per customer: { customer_key, …columns }, in the order of the key unless said otherwise. */
export function selectCustomers(
  rule: Rule,
  { columns = [], orderBy = [{ expr: column(keyColumn) }], limit, sample, ...options }: SelectRequest = {},
): Select {
  const asked = columns.map((c) =>
    'formula' in c ? { expr: valueOf(c.formula, options), as: c.as } : { expr: column(c.column), as: c.column },
  );
  return selectRecords({
    period: rule.period,
    columns: [{ expr: column(keyColumn), as: keyColumn }, ...asked],
    where: [conditionOf(rule, options)],
    orderBy,
    ...(limit === undefined ? {} : { limit }),
    ...(sample === undefined ? {} : { sample }),
  });
}
export const compileSelect = (rule: Rule, territory: Scope, request: SelectRequest = {}): Statement =>
  print(scope(selectCustomers(rule, request), territory));

/** One row per value of the field (null where missing): { value, count }, greatest first. */
export function compileGroup(
  rule: Rule,
  by: Field,
  territory: Scope,
  options: CompileOptions & { readonly limit?: number } = {},
): Statement {
  const { limit, ...lowering } = options;
  const key = column(by.column);
  const select = selectRecords({
    period: rule.period,
    columns: [{ expr: key, as: 'value' }, count],
    where: [conditionOf(rule, lowering)],
    groupBy: [key],
    orderBy: [{ expr: call('count'), descending: true }, { expr: key }],
    ...(limit === undefined ? {} : { limit }),
  });
  return print(scope(select, territory));
}

/**
 * What each top-level condition of the rule does, in one row: `total`, and per condition i (from 0)
 * `alone_i` (customers it holds for) and `kept_i` (customers that it and all before it hold for).
 */
export function compileFunnel(rule: Rule, territory: Scope, options: CompileOptions = {}): Statement {
  const parts = funnelParts(rule).map((p) => ({ id: {}, expr: lowerCondition(fold(p), withDefaults(options)) }));
  const columns: SelectColumn[] = [
    { expr: call('count'), as: 'total' },
    ...parts.map(({ id, expr }, i): SelectColumn => ({
      expr: call('countIf', { kind: 'named', id, expr }),
      as: `alone_${i}`,
    })),
    ...parts.map((_, i): SelectColumn => ({
      expr: call('countIf', and(parts.slice(0, i + 1).map(({ id }) => ({ kind: 'name', id })))),
      as: `kept_${i}`,
    })),
  ];
  return print(scope(selectRecords({ period: rule.period, columns }), territory));
}
/** The top-level conditions, in the order of the funnel's columns. */
export const funnelParts = ({ condition }: Rule): Rule['condition'][] =>
  condition.kind === 'and' ? [...condition.parts] : [condition];

/** Puts the keys of the rule's customers into `audience_member`, under the audience's id and the rule's month. */
export function compileInsertAudience(
  rule: Rule,
  audience: string,
  territory: Scope,
  options: CompileOptions = {},
): Statement {
  const select = selectRecords({
    period: rule.period,
    columns: [
      { expr: value('String', audience), as: 'audience' },
      { expr: column('period'), as: 'period' },
      { expr: column(keyColumn), as: keyColumn },
    ],
    where: [conditionOf(rule, options)],
  });
  return print(insertInto('audience_member', ['audience', 'period', keyColumn], scope(select, territory)));
}

/** Puts the bitmap of the rule's customers into `tag_bitmap`; without a rule, that of everyone, which `not tag(…)` needs. */
export function compileInsertTag(
  tag: string,
  rule: Rule | { readonly period: number },
  territory: Scope,
  options: CompileOptions = {},
): Statement {
  const select = selectRecords({
    period: rule.period,
    columns: [
      { expr: value('UInt32', rule.period), as: 'period' },
      { expr: value('String', tag), as: 'tag' },
      { expr: call('groupBitmapState', column(keyColumn)), as: 'customers' },
    ],
    where: 'condition' in rule ? [conditionOf(rule, options)] : [],
  });
  return print(insertInto('tag_bitmap', ['period', 'tag', 'customers'], scope(select, territory)));
}
