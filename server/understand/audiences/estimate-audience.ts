import type { audienceRoutes, Reply, RuleInput } from '#contract';
import { periodText } from '#know/customers';
import { call, conditionOf, print, scope, selectRecords } from '#query';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { readAsk } from './ask-audience.ts';
import { blockOf, inSample } from './record-sample.ts';

/** Below this many customers an exact count is as quick as an estimate. */
const exactBelow = 1_000_000;
/** Enough that the interval is narrow, few enough that it is there at once. */
const customersLookedAt = 400_000;

interface Sums {
  readonly blocks: number;
  readonly customers: number;
  readonly hits: number;
  readonly nn: number;
  readonly kk: number;
  readonly nk: number;
}

/**
 * About how many customers a rule selects, of those the viewer may see, with the 95% interval. The share of hits in a
 * sample of blocks is a ratio of two sums over blocks (Cochran 1977, Sampling Techniques, 6.3), times the exact total.
 */
export async function estimateAudience(
  context: Context,
  ask: { readonly rule: RuleInput; readonly period?: string | undefined },
): Promise<Reply<(typeof audienceRoutes)['estimateAudience']>> {
  const { rule } = await readAsk(context, ask);
  const { warehouse, actor, signal } = context;
  const began = performance.now();
  const everybody = print(
    scope(selectRecords({ period: rule.period, columns: [{ expr: call('count'), as: 'count' }] }), actor.scope),
  );
  const [all] = await warehouse.rows<{ count: number }>(everybody, { signal });
  const total = all?.count ?? 0;
  const share = total < exactBelow ? 1 : customersLookedAt / total;
  const sample = print(
    scope(
      selectRecords({
        period: rule.period,
        columns: [
          { expr: blockOf, as: 'block' },
          { expr: conditionOf(rule), as: 'hit' },
        ],
        where: inSample(share),
      }),
      actor.scope,
    ),
  );
  const [sums] = await warehouse.rows<Sums>(
    statement(
      `select count() as blocks, sum(n) as customers, sum(k) as hits, sum(n * n) as nn, sum(k * k) as kk, sum(n * k) as nk
       from (select block, toFloat64(count()) as n, toFloat64(countIf(hit)) as k from (${sample.sql}) group by block)`,
      sample.params,
    ),
    { signal },
  );
  const ms = Math.round((performance.now() - began) * 10) / 10;
  return { count: estimated(total, share, sums), share, period: periodText(rule.period), ms };
}

/** Exact where everybody was looked at. */
export function estimated(
  total: number,
  share: number,
  sums: Sums | undefined,
): { estimate: number; low: number; high: number } {
  if (!sums || sums.customers === 0) return { estimate: 0, low: 0, high: share >= 1 ? 0 : total };
  if (share >= 1) return { estimate: sums.hits, low: sums.hits, high: sums.hits };
  const { blocks, customers, hits, nn, kk, nk } = sums;
  const ratio = hits / customers;
  const mean = customers / blocks;
  const residual = Math.max(0, kk - 2 * ratio * nk + ratio * ratio * nn) / Math.max(1, blocks - 1);
  const deviation = Math.sqrt(((1 - share) * residual) / blocks) / mean;
  const at = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * total);
  return { estimate: at(ratio), low: at(ratio - 1.96 * deviation), high: at(ratio + 1.96 * deviation) };
}
