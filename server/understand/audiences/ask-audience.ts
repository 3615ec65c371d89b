import { Problem, type audienceRoutes, type Input, type Reply } from '#contract';
import { periodNumber, periodText } from '#know/customers';
import {
  call,
  compileCount,
  compileFunnel,
  compileGroup,
  explain,
  fieldsUsed,
  funnelParts,
  nearest,
  print,
  scope,
  selectRecords,
  toRuleGroup,
  toText,
  type Catalogue,
  type Rule,
} from '#query';
import type { Context } from '#platform/context';
import { estimate } from '#platform/warehouse';
import { ensureMembers, readRuleCatalogue } from './members.ts';
import { ruleOf } from './rule-input.ts';

type Routes = typeof audienceRoutes;
type Ask = Pick<Input<Routes['countAudience']>['body'], 'rule'> & { readonly period?: string | undefined };

const mostGroups = 1000;

/** Reads what is asked: the catalogue of the month, the rule checked against it, and the sets it names made. */
export async function readAsk(context: Context, ask: Ask): Promise<{ rule: Rule; catalogue: Catalogue }> {
  const catalogue = await readRuleCatalogue(context, ask.period === undefined ? undefined : periodNumber(ask.period));
  const rule = ruleOf(ask.rule, catalogue);
  await ensureMembers(context, rule, catalogue);
  return { rule, catalogue };
}

/** Counts exactly, of the customers that the viewer may see. `ms` is the engine's time for both numbers. */
export async function countAudience(context: Context, ask: Ask): Promise<Reply<Routes['countAudience']>> {
  const { rule } = await readAsk(context, ask);
  const { warehouse, actor, signal } = context;
  const everybody = print(
    scope(selectRecords({ period: rule.period, columns: [{ expr: call('count'), as: 'count' }] }), actor.scope),
  );
  const began = performance.now();
  const [[found], [all]] = await Promise.all([
    warehouse.rows<{ count: number }>(compileCount(rule, actor.scope), { signal }),
    warehouse.rows<{ count: number }>(everybody, { signal }),
  ]);
  return {
    count: found?.count ?? 0,
    total: all?.count ?? 0,
    period: periodText(rule.period),
    ms: Math.round((performance.now() - began) * 10) / 10,
  };
}

export async function explainAudience(context: Context, ask: Ask): Promise<Reply<Routes['explainAudience']>> {
  const { rule } = await readAsk(context, ask);
  const count = compileCount(rule, context.actor.scope);
  const used = fieldsUsed(rule);
  const { rows, marks } = await estimate(context.warehouse, count);
  return {
    rule: toText(rule.source),
    words: { en: explain(rule, 'en'), zh: explain(rule, 'zh') },
    sql: count.sql,
    params: { ...count.params },
    fields: [...used.fields],
    estimate: { rows, marks },
    group: toRuleGroup(rule.source),
    period: periodText(rule.period),
  };
}

/** What each top-level condition keeps, alone and after those before it. */
export async function audienceFunnel(context: Context, ask: Ask): Promise<Reply<Routes['audienceFunnel']>> {
  const { rule } = await readAsk(context, ask);
  const [row] = await context.warehouse.rows<Record<string, number>>(compileFunnel(rule, context.actor.scope), {
    signal: context.signal,
  });
  const sources = rule.source.kind === 'and' ? rule.source.parts : [rule.source];
  const steps = funnelParts(rule).map((condition, i) => {
    const source = sources[i] ?? rule.source;
    const part: Rule = { ...rule, condition, source };
    return {
      condition: toText(source),
      words: { en: explain(part, 'en'), zh: explain(part, 'zh') },
      alone: row?.[`alone_${i}`] ?? 0,
      soFar: row?.[`kept_${i}`] ?? 0,
    };
  });
  return { total: row?.['total'] ?? 0, period: periodText(rule.period), steps };
}

/** Counted by the values of one field, the most frequent first; at most a thousand values. */
export async function groupAudience(
  context: Context,
  ask: Ask & { readonly by: string },
): Promise<Reply<Routes['groupAudience']>> {
  const { rule, catalogue } = await readAsk(context, ask);
  const field = fieldNamed(catalogue, ask.by, 'by');
  const items = await context.warehouse.rows<{ value: string | number | boolean | null; count: number }>(
    compileGroup(rule, field, context.actor.scope, { limit: mostGroups }),
    { signal: context.signal },
  );
  return { period: periodText(rule.period), items };
}

/** @throws Problem (invalid) with the nearest name when there is no such field. */
export function fieldNamed(catalogue: Catalogue, name: string, place: string): Catalogue['fields'][string] {
  const field = Object.hasOwn(catalogue.fields, name) ? catalogue.fields[name] : undefined;
  if (field) return field;
  const suggestion = nearest(name, Object.keys(catalogue.fields));
  const message = `There is no field ${name}.`;
  throw new Problem('invalid', 'unknown-field', message, {
    problems: [{ code: 'unknown-name', place, message, ...(suggestion !== undefined && { suggestion }) }],
  });
}
