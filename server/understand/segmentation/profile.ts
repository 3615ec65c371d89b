import type { Reply, segmentationRoutes, Text2 } from '#contract';
import { periodNumber, periodText, readFields } from '#know/customers';
import { listOffers } from '#know/catalog';
import { binary, call, column, not, print, scope, selectRecords, type Expr, type SelectColumn } from '#query';
import { readReadyCatalogue } from '#understand/audiences';
import type { Context } from '#platform/context';
import { bandExpression, groupExpression, planSql } from './assignment.ts';
import { driftOf, effectivenessOf } from './effectiveness.ts';
import { wordsOf } from './group-words.ts';
import type { StoredSegmentation } from './segmentation-store.ts';

type Profile = Reply<(typeof segmentationRoutes)['profileSegmentation']>;

/** What one pass over the record adds up for a group. */
export interface GroupSums {
  readonly id: string | null;
  readonly customers: number;
  readonly revenue: number | null;
  readonly reachable: number;
  readonly owned: number;
  /** By measure: how many are known, their sum, and the sum of their squares. */
  readonly known: readonly number[];
  readonly sum: readonly number[];
  readonly squares: readonly number[];
}

/** The groups of a month, of the customers the viewer may see; whether or not they have been published. */
export async function profileSegmentation(
  context: Context,
  of: StoredSegmentation,
  asked: string | undefined,
): Promise<Profile> {
  const began = performance.now();
  const period = asked === undefined ? undefined : periodNumber(asked);
  const catalogue = await readReadyCatalogue(context, period);
  const sql = planSql(of.plan, catalogue);
  const group = groupExpression(sql, of.model, of.groups);
  const sums = await sumGroups(context, catalogue.period, group, sql.measures);
  const customers = sums.reduce((total, { customers: n }) => total + n, 0);
  const everybody = totalOf(sums);
  const grid = sql.value
    ? await gridOf(context, catalogue.period, group, bandExpression(sql, of.model, of.plan.value?.bands ?? []))
    : [];
  const groups = sums.map((one) => {
    const means = one.sum.map((sum, m) => (one.known[m]! > 0 ? sum / one.known[m]! : null));
    const differences = means.map((mean, m) => {
      const deviation = everybody.deviation[m] ?? 0;
      return mean === null || deviation === 0 ? null : (mean - everybody.mean[m]!) / deviation;
    });
    const tellers = differences
      .map((difference, m) => ({ measure: of.plan.measures[m]!, difference: difference ?? 0 }))
      .filter(({ difference }) => Math.abs(difference) >= 0.2)
      .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
      .slice(0, 5);
    return {
      id: one.id,
      customers: one.customers,
      share: customers === 0 ? 0 : one.customers / customers,
      revenueShare: one.revenue === null || everybody.revenue === 0 ? null : one.revenue / everybody.revenue,
      means,
      differences,
      tellers: tellers.map(({ measure }) => measure.id),
      words: wordsOf(tellers) satisfies Text2,
      reachable: one.customers === 0 ? 0 : one.reachable / one.customers,
      owned: one.customers === 0 ? 0 : one.owned / one.customers,
    };
  });
  const offers = (await listOffers(context.db)).filter(({ active }) => active).length;
  return {
    period: periodText(catalogue.period),
    customers,
    groups,
    grid,
    drift: driftOf(of.groups, groups),
    effectiveness: effectivenessOf({ sums, groups, offers, measures: of.plan.measures }),
    ms: Math.round(performance.now() - began),
  };
}

/** Behind an alias that no field of the record is called. */
const groupAlias = '~group';
const bandAlias = '~band';

async function sumGroups(
  context: Context,
  period: number,
  group: Expr,
  measures: readonly Expr[],
): Promise<GroupSums[]> {
  const has = new Map((await readFields(context.db)).map(({ name, column: at }) => [name, at]));
  const zero = (expr: Expr): Expr => call('ifNull', expr, { kind: 'word', word: '0' });
  const columns: SelectColumn[] = [
    { expr: group, as: groupAlias },
    { expr: call('count'), as: 'customers' },
    ...revenueColumn(has),
    { expr: call('countIf', not(zero(column('dnd')))), as: 'reachable' },
    ...(has.has('manager_id') ? [{ expr: call('countIf', call('isNotNull', column('manager_id'))), as: 'owned' }] : []),
    ...measures.flatMap((measure, m) => [
      { expr: call('countIf', call('isNotNull', measure)), as: `known${m}` },
      { expr: call('sum', measure), as: `sum${m}` },
      { expr: call('sum', binary(measure, '*', measure)), as: `squares${m}` },
    ]),
  ];
  const select = selectRecords({
    period,
    columns,
    groupBy: [column(groupAlias)],
    orderBy: [{ expr: column(groupAlias) }],
  });
  const rows = await context.warehouse.rows<Record<string, number | string | null>>(
    print(scope(select, context.actor.scope)),
    { signal: context.signal },
  );
  const number = (cell: unknown): number => Number(cell ?? 0);
  return rows.map((row) => ({
    id: row[groupAlias] === null ? null : String(row[groupAlias]),
    customers: number(row['customers']),
    revenue: 'revenue' in row ? number(row['revenue']) : null,
    reachable: number(row['reachable']),
    owned: number(row['owned']),
    known: measures.map((_, m) => number(row[`known${m}`])),
    sum: measures.map((_, m) => number(row[`sum${m}`])),
    squares: measures.map((_, m) => number(row[`squares${m}`])),
  }));
}

const revenueColumn = (has: ReadonlyMap<string, string>): SelectColumn[] =>
  has.has('arpu') ? [{ expr: call('sum', column(has.get('arpu') ?? 'arpu')), as: 'revenue' }] : [];

async function gridOf(context: Context, period: number, group: Expr, band: Expr): Promise<Profile['grid']> {
  const has = new Map((await readFields(context.db)).map(({ name, column: at }) => [name, at]));
  const select = selectRecords({
    period,
    columns: [
      { expr: group, as: groupAlias },
      { expr: band, as: bandAlias },
      { expr: call('count'), as: 'customers' },
      ...revenueColumn(has),
    ],
    groupBy: [column(groupAlias), column(bandAlias)],
    orderBy: [{ expr: column(groupAlias) }, { expr: column(bandAlias) }],
  });
  const rows = await context.warehouse.rows<Record<string, number | string | null>>(
    print(scope(select, context.actor.scope)),
    { signal: context.signal },
  );
  const revenue = rows.reduce((sum, row) => sum + Number(row['revenue'] ?? 0), 0);
  const text = (cell: string | number | null | undefined): string | null => (cell == null ? null : String(cell));
  return rows.map((row) => ({
    group: text(row[groupAlias]),
    band: text(row[bandAlias]),
    customers: Number(row['customers'] ?? 0),
    revenueShare: revenue > 0 ? Number(row['revenue'] ?? 0) / revenue : null,
  }));
}

/** Mean and standard deviation of everybody, by measure. */
function totalOf(sums: readonly GroupSums[]): { mean: number[]; deviation: number[]; revenue: number } {
  const measures = sums[0]?.sum.length ?? 0;
  const add = (of: (one: GroupSums) => number): number => sums.reduce((total, one) => total + of(one), 0);
  const places = Array.from({ length: measures }, (_, m) => m);
  const mean = places.map(
    (m) =>
      add(({ sum }) => sum[m]!) /
      Math.max(
        1,
        add(({ known }) => known[m]!),
      ),
  );
  return {
    mean,
    deviation: places.map((m) =>
      Math.sqrt(
        Math.max(
          0,
          add(({ squares }) => squares[m]!) /
            Math.max(
              1,
              add(({ known }) => known[m]!),
            ) -
            mean[m]! ** 2,
        ),
      ),
    ),
    revenue: add(({ revenue }) => revenue ?? 0),
  };
}
