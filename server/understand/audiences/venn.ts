import type { audienceRoutes, Input, Reply } from '#contract';
import { periodNumber, periodText } from '#know/customers';
import { conditionOf, print, scope, selectRecords } from '#query';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { ensureMembers, readRuleCatalogue } from './members.ts';
import { ruleOf } from './rule-input.ts';

type Routes = typeof audienceRoutes;

/** Two or three rules against each other in one pass over the record: every customer is in exactly one part. */
export async function vennAudiences(
  context: Context,
  { rules, period }: Input<Routes['vennAudiences']>['body'],
): Promise<Reply<Routes['vennAudiences']>> {
  const catalogue = await readRuleCatalogue(context, period === undefined ? undefined : periodNumber(period));
  const read = rules.map((rule) => ruleOf(rule, catalogue));
  for (const rule of read) await ensureMembers(context, rule, catalogue);
  const began = performance.now();
  const rows = print(
    scope(
      selectRecords({
        period: catalogue.period,
        columns: read.map((rule, i) => ({ expr: conditionOf(rule), as: `inside_${i}` })),
      }),
      context.actor.scope,
    ),
  );
  const bits = read.map((_, i) => `toUInt8(inside_${i}) * ${2 ** i}`).join(' + ');
  const counted = await context.warehouse.rows<{ part: number; customers: number }>(
    statement(
      `select ${bits} as part, count() as customers from (${rows.sql}) where part > 0 group by part`,
      rows.params,
    ),
    { signal: context.signal },
  );
  const sizes = new Map(counted.map(({ part, customers }) => [Number(part), customers]));
  const parts = Array.from({ length: 2 ** read.length - 1 }, (_, i) => ({
    inside: read.map((_, j) => ((i + 1) & (1 << j)) !== 0),
    customers: sizes.get(i + 1) ?? 0,
  }));
  return {
    period: periodText(catalogue.period),
    customers: read.map((_, j) => parts.reduce((sum, part) => sum + (part.inside[j] ? part.customers : 0), 0)),
    parts,
    ms: Math.round((performance.now() - began) * 10) / 10,
  };
}
