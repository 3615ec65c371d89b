import type { RecordStore } from '#platform/records';
import { settleInsert, type TableDefinition, type Warehouse } from '#platform/warehouse';

/*
 *   publish ──▶ outbox (batch null) ──stamp──▶ outbox (batch n) ──insert, token──▶ warehouse ──▶ delete
 *
 * Stamping is the decision which rows go together, and it is kept before anything is sent. After a crash at any point
 * the same batch with the same rows in the same order goes again under the same token, which the warehouse knows; and
 * what its engine then takes for a double without having it (`settleInsert`) is brought after.
 */

export interface ShipTarget {
  readonly store: RecordStore;
  readonly warehouse: Pick<Warehouse, 'insert' | 'execute' | 'topology'>;
  /** The warehouse tables that may be shipped to; a topic is the name of one of them. */
  readonly tables: readonly Pick<TableDefinition, 'name' | 'columns' | 'orderBy'>[];
}

interface Batch {
  readonly topic: string;
  readonly batch: number;
  /** Whether it was stamped before, so that it may have been sent. */
  readonly again: boolean;
}

const ROWS_PER_BATCH = 50_000;
const ROWS_PER_READ = 5_000;
export const LOCK = 'outbox:ship';

/**
 * Ships what is due, at most one batch a topic. Resolves to the rows shipped, or undefined when another worker is at it.
 * @throws WarehouseError when the warehouse refuses a batch, and Error for a topic no table has: the other topics are
 * shipped all the same, the batch stays and goes again next time.
 */
export async function ship(target: ShipTarget): Promise<number | undefined> {
  const release = await target.store.tryLock(LOCK);
  if (!release) return undefined;
  try {
    return await shipDue(target);
  } finally {
    await release();
  }
}

async function shipDue(target: ShipTarget): Promise<number> {
  const failures: unknown[] = [];
  let shipped = 0;
  for (const batch of await stampNext(target.store)) {
    try {
      shipped += await shipBatch(target, batch);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, `${failures.length} batches of the outbox could not be shipped`);
  return shipped;
}

/** The next batch of every topic: the one already stamped, or else a new one. */
async function stampNext(store: RecordStore): Promise<Batch[]> {
  return store.transaction(async (execute) => {
    const stamped = await execute(
      'select topic, min(batch) as batch from outbox where batch is not null group by topic',
      [],
    );
    const batches = stamped.rows.map(({ topic, batch }) => ({
      topic: String(topic),
      batch: Number(batch),
      again: true,
    }));
    const under = batches.map(({ topic }) => topic);
    const waiting = await execute(
      `select distinct topic from outbox where batch is null and topic <> all($1::text[]) and ${FINISHED}`,
      [under],
    );
    for (const { topic } of waiting.rows) {
      const [batch] = (await execute(STAMP, [topic, ROWS_PER_BATCH])).rows;
      if (batch) batches.push({ topic: String(topic), batch: Number(batch['batch']), again: false });
    }
    return batches;
  });
}

/** A row of a transaction that may still commit behind us would break the order; those wait for the next batch. */
const FINISHED = 'transaction_id < pg_snapshot_xmin(pg_current_snapshot())';

const STAMP = `
  with next as (
    select id from outbox where batch is null and topic = $1 and ${FINISHED} order by transaction_id, id limit $2
  ), number as materialized (
    select nextval('outbox_batch') as batch where exists (select from next)
  ), stamped as (
    update outbox set batch = number.batch from number where outbox.id in (select id from next)
  )
  select batch from number`;

async function shipBatch({ store, warehouse, tables }: ShipTarget, { topic, batch, again }: Batch): Promise<number> {
  const table = tables.find(({ name }) => name === topic);
  if (!table) throw new Error(`The outbox holds rows for ${topic}, which is no table of the warehouse`);
  let rows = 0;
  let sent = '';
  async function* lines(): AsyncGenerator<string> {
    for await (const page of readBatch(store, { topic, batch })) {
      rows += page.length;
      const text = page.map((line) => `${line}\n`).join('');
      if (again) sent += text;
      yield text;
    }
  }
  await warehouse.insert({ table: topic, columns: table.columns.map(({ name }) => name) }, lines(), {
    format: 'JSONEachRow',
    deduplicationToken: `outbox:${topic}:${batch}`,
    settings: instants,
  });
  if (again) await settleInsert(warehouse, { table, lines: sent, settings: instants });
  await store.execute('delete from outbox where topic = $1 and batch = $2', [topic, batch]);
  return rows;
}

const instants = { date_time_input_format: 'best_effort' };

/** The rows of a batch as JSON text, always in the same order. jsonb prints the same row the same way. */
async function* readBatch(store: RecordStore, { topic, batch }: Omit<Batch, 'again'>): AsyncGenerator<string[]> {
  let after = { transaction: '0', id: 0 };
  for (;;) {
    const { rows } = await store.execute(
      `select transaction_id::text as transaction, id, payload::text as line from outbox
       where topic = $1 and batch = $2 and (transaction_id, id) > ($3::text::xid8, $4::int8)
       order by transaction_id, id limit $5`,
      [topic, batch, after.transaction, after.id, ROWS_PER_READ],
    );
    if (rows.length > 0) yield rows.map((row) => String(row['line']));
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_PER_READ) return;
    after = { transaction: String(last['transaction']), id: Number(last['id']) };
  }
}

/** How far the warehouse is behind: rows waiting, and the age of the oldest (0 when none waits). */
export async function lag(store: Pick<RecordStore, 'execute'>): Promise<{ rows: number; oldestSeconds: number }> {
  const { rows } = await store.execute(
    `select count(*) as rows, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest from outbox`,
    [],
  );
  return { rows: Number(rows[0]?.['rows'] ?? 0), oldestSeconds: Math.max(0, Number(rows[0]?.['oldest'] ?? 0)) };
}
