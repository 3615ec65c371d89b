import type { audienceRoutes, Input, Reply } from '#contract';
import { periodText } from '#know/customers';
import { call, column, conditionOf, print, scope, selectRecords, type Expr, type Rule } from '#query';
import type { Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { readAsk } from './ask-audience.ts';
import { limitParts, type LimitParts } from './limit.ts';
import { ensureMembers } from './members.ts';

type Routes = typeof audienceRoutes;
type Answer = Reply<Routes['limitAudience']>;

/** What a limit takes of a rule's customers, of those the viewer may see: how many, within which values, and the first. */
export async function limitAudience(context: Context, input: Input<Routes['limitAudience']>['body']): Promise<Answer> {
  const { rule, catalogue } = await readAsk(context, input);
  const limit = limitParts(input.limit, catalogue);
  if (limit.formula) await ensureMembers(context, limit.formula, catalogue);
  const began = performance.now();
  const sums = await sumsOf(context, rule, limit);
  const items = context.actor.permissions.has('customers.read') ? await firstOf(context, rule, limit, input.shown) : [];
  return { period: periodText(rule.period), ...sums, items, ms: Math.round((performance.now() - began) * 10) / 10 };
}

type Sums = Omit<Answer, 'period' | 'items' | 'ms'>;

async function sumsOf(context: Context, rule: Rule, limit: LimitParts): Promise<Sums> {
  const { warehouse, actor, signal } = context;
  const found = print(
    scope(
      selectRecords({
        period: rule.period,
        columns: [
          { expr: call('count'), as: 'every' },
          { expr: limit.ranked ? call('countIf', call('isNotNull', limit.ranked)) : call('count'), as: 'ranked' },
        ],
        where: [conditionOf(rule)],
      }),
      actor.scope,
    ),
  );
  const [all] = await warehouse.rows<{ every: number; ranked: number }>(found, { signal });
  const count = all?.every ?? 0;
  const ranked = all?.ranked ?? 0;
  const taken = Math.min(ranked, limit.limit);
  const none = { count, taken, unranked: count - ranked, values: null, tiedOut: 0 };
  if (!limit.ranked || taken === 0) return none;
  const rows = takenOf(context, rule, limit, limit.limit);
  const [range] = await warehouse.rows<{ least: number; most: number; mean: number }>(
    statement(
      `select min(value) as least, max(value) as most, avg(value) as mean
       from (select toFloat64(ranked_by) as value from (${rows.sql}))`,
      rows.params,
    ),
    { signal },
  );
  if (!range) return none;
  return { ...none, values: range, tiedOut: await tiesOut(context, rule, limit, limit.ranked, taken, range) };
}

/** How many have the value of the last one taken, less those of them that are taken. */
async function tiesOut(
  context: Context,
  rule: Rule,
  limit: LimitParts,
  ranked: Expr,
  taken: number,
  range: { readonly least: number; readonly most: number },
): Promise<number> {
  const down = limit.orderBy[0]?.descending === true;
  const last = down ? range.least : range.most;
  const all = print(
    scope(
      selectRecords({
        period: rule.period,
        columns: [{ expr: ranked, as: 'ranked_by' }],
        where: [conditionOf(rule), ...limit.where],
      }),
      context.actor.scope,
    ),
  );
  const [row] = await context.warehouse.rows<{ upTo: number }>(
    statement(`select countIf(toFloat64(ranked_by) ${down ? '>=' : '<='} {last:Float64}) as upTo from (${all.sql})`, {
      ...all.params,
      last,
    }),
    { signal: context.signal },
  );
  return Math.max(0, (row?.upTo ?? 0) - taken);
}

/** The first `n` of them: customer_id, org_unit_id, and ranked_by where they are ranked. */
function takenOf({ actor }: Context, rule: Rule, limit: LimitParts, n: number): Statement {
  return print(
    scope(
      selectRecords({
        period: rule.period,
        columns: [
          { expr: column('customer_id'), as: 'customer_id' },
          { expr: column('org_unit_id'), as: 'org_unit_id' },
          ...(limit.ranked ? [{ expr: limit.ranked, as: 'ranked_by' }] : []),
        ],
        where: [conditionOf(rule), ...limit.where],
        orderBy: limit.orderBy,
        limit: n,
      }),
      actor.scope,
    ),
  );
}

async function firstOf(context: Context, rule: Rule, limit: LimitParts, shown: number): Promise<Answer['items']> {
  if (shown === 0) return [];
  const select = takenOf(context, rule, limit, Math.min(shown, limit.limit));
  const rows = await context.warehouse.rows<{
    customer_id: string;
    org_unit_id: string | null;
    ranked_by?: number | null;
  }>(select, { signal: context.signal });
  return rows.map((row) => ({
    customerId: row.customer_id,
    orgUnitId: row.org_unit_id,
    value: row.ranked_by ?? null,
  }));
}
