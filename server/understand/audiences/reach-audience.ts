import type { audienceRoutes, Reply, RuleInput } from '#contract';
import { periodText, readFields } from '#know/customers';
import { column, conditionOf, print, scope, selectRecords, word, type Expr } from '#query';
import type { Context } from '#platform/context';
import { exists, statement, type Warehouse } from '#platform/warehouse';
import { readAsk } from './ask-audience.ts';

type Reach = Reply<(typeof audienceRoutes)['reachAudience']>;
type Reason = Reach['items'][number]['reason'];

/** A contact of so many days is what most policies count as recent. */
const windowDays = 30;

/**
 * Who of an audience would get nothing if a campaign began today, each counted once, by the first reason. What only a
 * campaign knows (its own limits, its hold-out, other campaigns' promises) is added when it is drawn.
 */
export async function reachAudience(
  context: Context,
  ask: { readonly rule: RuleInput; readonly period?: string | undefined },
): Promise<Reach> {
  const { rule, catalogue } = await readAsk(context, ask);
  const { warehouse, actor, signal, clock } = context;
  const columns = new Map((await readFields(context.db)).map((field) => [field.name, field.column]));
  const own = (name: string): Expr => {
    const found = columns.get(name);
    return found === undefined ? word('null') : column(found);
  };
  const select = selectRecords({
    period: rule.period,
    columns: [
      { expr: column('customer_key'), as: 'reach_key' },
      { expr: column('org_unit_id'), as: 'reach_grid' },
      { expr: own('manager_id'), as: 'reach_person' },
      { expr: own('phone'), as: 'reach_phone' },
      { expr: own('dnd'), as: 'reach_refuses' },
    ],
    where: [conditionOf(rule)],
  });
  const people = print(scope(select, actor.scope));
  const tests = await testsOf(warehouse, columns, catalogue.contacts?.table);
  const asked = tests.flatMap(([reason, test]) => (test === undefined ? [] : [{ reason, test }]));
  const choose = asked.map(({ test }, i) => `${test}, ${i + 1}`).join(', ');
  const after = new Date(clock.now().getTime() - windowDays * 86_400_000).toISOString().slice(0, 10);
  const rows = await warehouse.rows<{ reason: number; count: number }>(
    statement(`select multiIf(${choose}, 0) as reason, count() as count from (${people.sql}) group by reason`, {
      ...people.params,
      ...(choose.includes('{reachAfter:Date}') && { reachAfter: after }),
    }),
    {
      signal,
      // Contacts and refusals lie on the customer's own shard.
      ...(warehouse.topology.kind === 'cluster' && { settings: { distributed_product_mode: 'local' } }),
    },
  );
  const counts = new Map(rows.map((row) => [Number(row.reason), row.count]));
  return {
    total: rows.reduce((sum, row) => sum + row.count, 0),
    reachable: counts.get(0) ?? 0,
    period: periodText(rule.period),
    items: asked.flatMap(({ reason }, i) => {
      const count = counts.get(i + 1) ?? 0;
      return count === 0 ? [] : [{ reason, count }];
    }),
    windowDays,
  };
}

/** The reasons in the order in which they are tried, each with its condition; undefined where the data cannot say. */
async function testsOf(
  warehouse: Warehouse,
  columns: ReadonlyMap<string, string>,
  ledger: string | undefined,
): Promise<readonly (readonly [Reason, string | undefined])[]> {
  const refused = await exists(warehouse, 'do_not_disturb');
  return [
    [
      'do-not-disturb',
      `ifNull(reach_refuses, false)${refused ? ` or reach_key in (select customer_key from do_not_disturb where channel = '')` : ''}`,
    ],
    ['no-grid', 'reach_grid is null'],
    ['no-person', columns.has('manager_id') ? 'reach_person is null' : undefined],
    ['no-phone', columns.has('phone') ? `ifNull(reach_phone, '') = ''` : undefined],
    [
      'recently-contacted',
      ledger !== undefined && (await exists(warehouse, ledger))
        ? `reach_key in (select customer_key from contact where happened_on > {reachAfter:Date})`
        : undefined,
    ],
  ];
}
