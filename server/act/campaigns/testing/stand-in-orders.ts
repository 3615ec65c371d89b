import { insertMany, run } from '#platform/records';
import type { WorkOrderPort } from '../ports.ts';

/** The table of the stand-in. */
export const testOrders = `create table test_work_order (
  campaign text not null, customer_key bigint not null, customer_id text not null, org_unit_id text, person_id text, channel text not null,
  offer text not null, arm text not null, wave integer not null, day date not null, due_on date not null, released_at timestamptz not null,
  state text not null default 'released', primary key (campaign, customer_key)
)`;
const orderTable = {
  table: 'test_work_order',
  columns: {
    campaign: 'text',
    customer_key: 'int8',
    customer_id: 'text',
    org_unit_id: 'text',
    person_id: 'text',
    channel: 'text',
    offer: 'text',
    arm: 'text',
    wave: 'int4',
    day: 'date',
    due_on: 'date',
    released_at: 'timestamptz',
  },
};

/** Stands in for the worklist: rows in a table, and a second order for a customer is an error of the primary key. */
export const testWorkOrders: WorkOrderPort = {
  async create(trx, { id, releasedAt }, orders) {
    const rows = orders.map((o) => [
      id,
      o.customerKey,
      o.customerId,
      o.orgUnitId,
      o.personId,
      o.channel,
      o.offerId,
      o.arm,
      o.wave,
      o.day,
      o.dueOn,
      releasedAt,
    ]);
    await insertMany(trx, orderTable, rows);
    return orders.length;
  },
  async progress(db, ids) {
    const rows = await run<{ campaign: string; done: number }>(
      db,
      `select campaign, count(*) as done from test_work_order where campaign = any($1::text::text[]) and state = 'done' group by campaign`,
      [`{${ids.map((id) => JSON.stringify(id)).join(',')}}`],
    );
    return new Map(rows.map((row) => [row.campaign, { done: Number(row.done), accepted: 0 }]));
  },
  async cancelOpen(trx, id) {
    return (
      await run(
        trx,
        `update test_work_order set state = 'cancelled' where campaign = $1 and state = 'released' returning campaign`,
        [id],
      )
    ).length;
  },
};
