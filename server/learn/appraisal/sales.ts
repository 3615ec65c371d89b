import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';

export interface Sales {
  readonly sold: number;
  /** Yuan a month. */
  readonly soldAmount: number;
}

/** What each person or agent sold in the month, by the number that the orders name; empty where no order names a seller. */
export async function readSales({ warehouse }: Pick<Context, 'warehouse'>, month: number): Promise<Map<string, Sales>> {
  const columns = await warehouse.rows<{ name: string }>(
    statement(
      `select name from system.columns where database = currentDatabase() and table = 'entity_order' and name in ('seller_id', 'amount')`,
    ),
  );
  const has = (name: string) => columns.some((column) => column.name === name);
  if (!has('seller_id')) return new Map();
  const amount = has('amount') ? 'sum(ifNull(toFloat64(amount), 0))' : '0.';
  const rows = await warehouse.rows<{ seller: string; sold: number; yuan: number }>(
    statement(
      `select ifNull(seller_id, '') as seller, count() as sold, ${amount} as yuan from entity_order
       where seller != '' and toYYYYMM(assumeNotNull(toDate(ordered_on))) = {month:UInt32} group by seller order by seller`,
      { month },
    ),
  );
  return new Map(rows.map(({ seller, sold, yuan }) => [seller, { sold: Number(sold), soldAmount: Number(yuan) }]));
}
