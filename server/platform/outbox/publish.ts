import { run, type Db } from '#platform/records';

/** Carries the names of topics with fresh rows, so that shippers of every process need not wait for their next look. */
export const POKE_CHANNEL = 'outbox_poke';

const ROWS_PER_STATEMENT = 5_000;

/**
 * Puts rows on their way to a warehouse table. They get there exactly once when the caller's transaction commits, and
 * never when it does not; rows of one transaction in the order given.
 *
 * @param trx the transaction that also changes the records.
 * @param topic the warehouse table.
 * @param rows one object a row, its keys the columns: JSON values and Date (written as ISO text in UTC).
 */
export async function publish(trx: Db, topic: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await run(
      trx,
      `insert into outbox (topic, payload)
       select $1::text, value from jsonb_array_elements($2::text::jsonb) with ordinality order by ordinality`,
      [topic, JSON.stringify(rows.slice(start, start + ROWS_PER_STATEMENT))],
    );
  }
  await run(trx, 'select pg_notify($1, $2)', [POKE_CHANNEL, topic]);
}
