import { readFields } from '#know/customers';
import { call, column, not, or, print, scope, selectRecords, value, word, type Expr, type SelectColumn } from '#query';
import type { Context } from '#platform/context';
import { places, placesOf } from '#platform/warehouse';
import type { PlanSql } from './assignment.ts';
import { quotasOf } from './clustering/quotas.ts';
import type { StoredGroup } from './segmentation-store.ts';

/** Customers looked at; of more, the same sample each time. */
export const sampleRows = 100_000;
/** So many times what is wanted is drawn, so that hardly any stratum falls short of its quota. */
const spare = 2;
/** What every part of has to be in the sample as in the whole, where the record has it: where people are, what they hold. */
const strata = ['branch_id', 'plan'];
const stratumAlias = '~stratum';

export interface Sample {
  /** By measure, then the value, then, where there is a fit before, its place among the old groups (NaN: none). */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
}

/**
 * The customers that groups are found among: those of no carve-out of whom some measure is known. Of more than
 * `most` a sample, stratified by branch and plan: each stratum has its share of it.
 */
export async function readSample(
  context: Pick<Context, 'db' | 'warehouse' | 'actor' | 'signal'>,
  period: number,
  sql: PlanSql,
  old: { readonly expr: Expr; readonly groups: readonly StoredGroup[] } | undefined,
  most = sampleRows,
): Promise<Sample> {
  const numbers = [...sql.measures, sql.value ?? word('null')];
  const columns: SelectColumn[] = [
    ...numbers.map((expr, i) => ({ expr, as: `m${i}` })),
    ...(old ? [{ expr: old.expr, as: 'old' }] : []),
  ];
  const nothingKnown: Expr = { kind: 'and', parts: sql.measures.map((measure) => call('isNull', measure)) };
  const where = [not(nothingKnown), ...(sql.carveOuts.length > 0 ? [not(or(sql.carveOuts))] : [])];
  const draw = await readQuotas(context, { period, where, most });
  const select = selectRecords({
    period,
    columns: [...columns, ...(draw ? [draw.stratum] : [])],
    where,
    orderBy: [
      ...(draw ? [{ expr: call('cityHash64', column('customer_key')) }] : []),
      { expr: column('customer_key') },
    ],
    ...(draw && draw.share < 1 && { sample: draw.share }),
  });
  const oldPlaces = placesOf(old?.groups ?? [], ({ id }) => id);
  const found: number[][] = columns.map(() => []);
  const blocks = context.warehouse.blocks(print(scope(select, context.actor.scope)), { signal: context.signal });
  for await (const block of blocks) {
    const stratum = draw && block.texts(stratumAlias);
    const cells = columns.map(({ as }) => (as === 'old' ? places(block.texts(as), oldPlaces) : block.numbers(as)));
    for (let row = 0; row < block.rows; row++) {
      if (stratum && !draw.take(stratum.values[stratum.codes[row]!]!)) continue;
      for (let i = 0; i < cells.length; i++) found[i]!.push(cells[i]![row]!);
    }
  }
  // Of a group that is not there any more nothing is known.
  if (old) found[columns.length - 1] = found.at(-1)!.map((place) => (place < 0 ? Number.NaN : place));
  return { columns: found.map((values) => Float64Array.from(values)), rows: found[0]?.length ?? 0 };
}

/** How many of each stratum; undefined where everybody is looked at. */
async function readQuotas(
  { db, warehouse, actor, signal }: Pick<Context, 'db' | 'warehouse' | 'actor' | 'signal'>,
  { period, where, most }: { readonly period: number; readonly where: readonly Expr[]; readonly most: number },
): Promise<
  { readonly stratum: SelectColumn; readonly share: number; readonly take: (stratum: string) => boolean } | undefined
> {
  const fields = (await readFields(db)).filter(({ name }) => strata.includes(name));
  const parts = fields.map((field) => call('ifNull', call('toString', column(field.column)), value('String', '')));
  const stratum: SelectColumn = {
    expr: call('toString', call('cityHash64', value('String', ''), ...parts)),
    as: stratumAlias,
  };
  const select = selectRecords({
    period,
    columns: [stratum, { expr: call('count'), as: 'customers' }],
    where,
    groupBy: [column(stratumAlias)],
    orderBy: [{ expr: column(stratumAlias) }],
  });
  const rows = await warehouse.rows<{ readonly [stratumAlias]: string; readonly customers: number }>(
    print(scope(select, actor.scope)),
    { signal },
  );
  const counts = rows.map(({ customers }) => Number(customers));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= most) return undefined;
  const left = new Map(quotasOf(counts, most).map((quota, i) => [String(rows[i]![stratumAlias]), quota]));
  return {
    stratum,
    share: Math.min(1, (spare * most) / total),
    take: (name) => {
      const more = left.get(name) ?? 0;
      if (more > 0) left.set(name, more - 1);
      return more > 0;
    },
  };
}
