import type { Reply, segmentationRoutes } from '#contract';
import { periodNumber } from '#know/customers';
import { binary, call, column, print, scope, selectRecords, value, type Expr } from '#query';
import { readReadyCatalogue } from '#understand/audiences';
import type { Context } from '#platform/context';
import { groupExpression, planSql } from './assignment.ts';
import type { StoredSegmentation } from './segmentation-store.ts';

type Migration = Reply<(typeof segmentationRoutes)['migrateSegmentation']>;

const alias = '~group';

/**
 * From which group to which customers went between two months, both by the newest fit. One pass for each group before;
 * customers of the viewer's territory in the later month, or, of those who are no longer there, in the earlier one.
 */
export async function migrateSegmentation(
  context: Context,
  of: StoredSegmentation,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Migration> {
  const [before, after] = [periodNumber(from), periodNumber(to)];
  const groupAt = async (period: number): Promise<Expr> =>
    groupExpression(planSql(of.plan, await readReadyCatalogue(context, period)), of.model, of.groups);
  const [then, now] = [await groupAt(before), await groupAt(after)];
  const ids = [...of.groups.map(({ id }) => id), ''];
  const counts = ids.map(() => ids.map(() => 0));
  const [all, sizes] = [await countBy(context, after, now, []), await countBy(context, before, then, [])];
  const rest = new Map(all);
  for (const [i, id] of ids.slice(0, -1).entries()) {
    const members = membersOf(before, then, id);
    let left = sizes.get(id) ?? 0;
    for (const [group, customers] of await countBy(context, after, now, [members])) {
      counts[i]![ids.indexOf(group)]! += customers;
      rest.set(group, (rest.get(group) ?? 0) - customers);
      left -= customers;
    }
    // Gone from the record since, or out of the viewer's territory.
    counts[i]![ids.length - 1]! += Math.max(0, left);
  }
  for (const [group, customers] of rest) counts[ids.length - 1]![ids.indexOf(group)]! += Math.max(0, customers);
  const found = counts.slice(0, -1);
  const total = found.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0);
  return {
    from,
    to,
    groups: ids,
    customers: counts,
    stayed: total === 0 ? 0 : found.reduce((sum, row, i) => sum + row[i]!, 0) / total,
  };
}

function membersOf(period: number, group: Expr, id: string): Expr {
  const select = selectRecords({
    period,
    columns: [{ expr: column('customer_key'), as: 'customer_key' }],
    where: [call('ifNull', binary(group, '=', value('String', id)), { kind: 'word', word: '0' })],
  });
  return {
    kind: 'in',
    negated: false,
    global: false,
    subject: column('customer_key'),
    options: { kind: 'subquery', select },
  };
}

async function countBy(
  { warehouse, actor, signal }: Context,
  period: number,
  group: Expr,
  where: readonly Expr[],
): Promise<Map<string, number>> {
  const select = selectRecords({
    period,
    columns: [
      { expr: group, as: alias },
      { expr: call('count'), as: 'customers' },
    ],
    where,
    groupBy: [column(alias)],
  });
  const rows = await warehouse.rows<Record<string, string | number | null>>(print(scope(select, actor.scope)), {
    signal,
  });
  return new Map(rows.map((row) => [String(row[alias] ?? ''), Number(row['customers'] ?? 0)]));
}
