import type { customerRoutes, Input, Reply } from '#contract';
import { readPeriods } from '#know/customers';
import { binary, column, print, scope, selectRecords, value, type Expr } from '#query';
import type { Context } from '#platform/context';
import { run } from '#platform/records';
import { statement } from '#platform/warehouse';

type Routes = typeof customerRoutes;
interface Row {
  readonly customer_key: number;
  readonly customer_id: string;
  readonly channel: string;
  readonly at: string;
}

const sorts = { at: 'at', customer: 'customer_id', channel: 'channel' } as const;

/**
 * The do-not-disturb list of customers in the viewer's territory: those of the newest month of the
 * record. What has just been entered is shipped first, so that it is there.
 */
export async function listRefusals(
  { db, warehouse, actor, outbox, signal }: Context,
  { customerId, channel, sort, order, limit, offset }: Input<Routes['listRefusals']>['query'],
): Promise<Reply<Routes['listRefusals']>> {
  const period = (await readPeriods(warehouse)).at(-1)?.period;
  if (period === undefined) return { total: 0, items: [] };
  await outbox.flush();
  const ofCustomer: readonly Expr[] =
    customerId === undefined ? [] : [binary(column('customer_id'), '=', value('String', customerId))];
  const mine = print(
    scope(
      selectRecords({
        period,
        columns: [
          { expr: column('customer_key'), as: 'mine_key' },
          { expr: column('customer_id'), as: 'mine_id' },
        ],
        where: ofCustomer,
      }),
      actor.scope,
    ),
  );
  const where = channel === undefined ? '' : ' where channel = {channel:String}';
  const params = { ...mine.params, ...(channel !== undefined && { channel: channel === 'every' ? '' : channel }) };
  const from = `from (select customer_key, toString(channel) as channel, min(at) as at from do_not_disturb${where} group by customer_key, channel) as refused
    inner join (${mine.sql}) as mine on mine.mine_key = refused.customer_key`;
  const options = {
    signal,
    ...(warehouse.topology.kind === 'cluster' && { settings: { distributed_product_mode: 'local' } }),
  };
  const [counted] = await warehouse.rows<{ total: number }>(
    statement(`select count() as total ${from}`, params),
    options,
  );
  const rows = await warehouse.rows<Row>(
    statement(
      `select refused.customer_key as customer_key, mine.mine_id as customer_id, refused.channel as channel, refused.at as at
       ${from} order by ${sorts[sort]} ${order === 'down' ? 'desc' : 'asc'}, customer_key, channel limit {pageLimit:UInt32} offset {pageOffset:UInt32}`,
      { ...params, pageLimit: limit, pageOffset: offset },
    ),
    options,
  );
  const notes = await notesOf(db, [...new Set(rows.map((row) => Number(row.customer_key)))]);
  return {
    total: counted?.total ?? 0,
    items: rows.map((row) => {
      const note = notes.get(`${row.customer_key} ${row.channel}`);
      return {
        customerId: row.customer_id,
        channel: row.channel === '' ? null : row.channel,
        at: note?.at.toISOString() ?? String(row.at),
        by: note?.by ?? null,
        note: note?.note ?? null,
      };
    }),
  };
}

/** Who entered a refusal and what they noted, which only the records know; by key and channel. */
async function notesOf(
  db: Context['db'],
  keys: readonly number[],
): Promise<ReadonlyMap<string, { at: Date; by: string; note: string | null }>> {
  const rows = await run<{ customer_key: number; channel: string; at: Date; by: string; note: string | null }>(
    db,
    `select customer_key, coalesce(channel, '') as channel, at, by, note from do_not_disturb
     where customer_key = any($1::text::int8[])`,
    [`{${keys.join(',')}}`],
  );
  return new Map(rows.map((row) => [`${row.customer_key} ${row.channel}`, row]));
}
