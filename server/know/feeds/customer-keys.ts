import { run } from '#platform/records';
import { quoteIdentifier, statement } from '#platform/warehouse';
import type { Context } from '#platform/context';
import { customerKeyTable } from './entity-tables.ts';

/** A table of so many rows may stand in memory for a join: about 100 MB. */
const hashJoinRows = 700_000;

/** Sorting and grouping go to disk beyond this, and a merge keeps few rows at a time. */
export const spilling = {
  max_bytes_before_external_group_by: 150_000_000,
  max_bytes_before_external_sort: 150_000_000,
  max_bytes_ratio_before_external_group_by: 0,
  max_bytes_ratio_before_external_sort: 0,
};

/**
 * Gives every new customer number a key: dense from 1, in the order of the numbers, so that the same data give the same
 * keys. One load at a time (a lock of the record store): two would give one key to two customers. A death half-way leaves
 * keys that are given and valid; the rest get theirs next time.
 * @param rows a select of `customer_id` (String) of the rows that will be kept
 */
export async function registerCustomers(
  { db, warehouse, signal }: Pick<Context, 'db' | 'warehouse' | 'signal'>,
  rows: string,
  options: { readonly hashJoinRows?: number } = {},
): Promise<void> {
  const settings = await joinSettings({ warehouse }, customerKeyTable.name, options.hashJoinRows);
  // A customer that is not found has an empty number beside it: an anti join would need the registry in memory.
  const fresh = `select load.customer_id as customer_id from (${rows}) as load left join customer_key as known on load.customer_id = known.customer_id where known.customer_id = '' group by customer_id order by customer_id`;
  await db.transaction().execute(async (trx) => {
    await run(trx, "select pg_advisory_xact_lock(hashtext('customer_key'))");
    const [last] = await warehouse.rows<{ key: number }>(
      statement('select max(customer_key) as key from customer_key'),
      { signal },
    );
    const numbered = `select customer_id, toUInt32({last:UInt32} + rowNumberInAllBlocks() + 1) from (${fresh})`;
    await warehouse.execute(
      statement(`insert into customer_key (customer_id, customer_key) ${numbered}`, { last: last?.key ?? 0 }),
      { signal, settings: { ...settings, ...spilling, max_threads: 1, max_insert_threads: 1 } },
    );
  });
}

/**
 * How to join with a table by one of its texts: with the table in memory while it is small, and else both sides put in
 * order (on disk, where need be), so that memory does not grow with the customers.
 */
export async function joinSettings(
  { warehouse }: Pick<Context, 'warehouse'>,
  table = customerKeyTable.name,
  inMemory = hashJoinRows,
): Promise<Readonly<Record<string, string>>> {
  const count = `select count() as n from ${quoteIdentifier(table)}`;
  const [found] = await warehouse.rows<{ n: number }>(statement(count));
  return { join_algorithm: (found?.n ?? 0) > inMemory ? 'full_sorting_merge' : 'hash' };
}
