import type { Db, Records } from '#platform/records';
import {
  newestBlock,
  partitionRows,
  replacePartition,
  settleReplacement,
  type Partition,
  type Warehouse,
} from '#platform/warehouse';

export const replacementMigrations = new URL('./migrations/', import.meta.url);

interface ReplacementTable {
  table_name: string;
  partition_name: string;
  newest_block: number;
  row_count: number;
}
declare module '#platform/records' {
  interface Tables {
    partition_replacement: ReplacementTable;
  }
}

interface Stores {
  /** Not a transaction: what is written down has to be there after a kill. */
  readonly db: Records;
  readonly warehouse: Pick<Warehouse, 'rows' | 'execute' | 'topology'>;
}

/**
 * Replaces a partition of a plain MergeTree table as `replacePartition` does, and writes down beforehand what is needed to
 * put it right should the process be killed within. No other connection may hold a lock on what `db` writes.
 */
export async function replaceWhole(
  { db, warehouse }: Stores,
  { from, to, partition }: { readonly from: string; readonly to: string; readonly partition: Partition },
): Promise<void> {
  const row = {
    table_name: to,
    partition_name: String(partition),
    newest_block: await newestBlock(warehouse, to, partition),
    row_count: await partitionRows(warehouse, from, partition),
  };
  await db
    .insertInto('partition_replacement')
    .values(row)
    .onConflict((conflict) => conflict.columns(['table_name', 'partition_name']).doUpdateSet(row))
    .execute();
  await replacePartition(warehouse, { from, to, partition });
  await forget(db, row);
}

/**
 * Puts right what a kill has caught half replaced; for the start, before anybody reads. Harmless to a replacement that is
 * under way in another process: within one engine nobody sees it half done.
 */
export async function settleReplacements({ db, warehouse }: Stores): Promise<void> {
  for (const open of await db.selectFrom('partition_replacement').selectAll().execute()) {
    await settleReplacement(warehouse, {
      table: open.table_name,
      partition: open.partition_name,
      newestBlock: Number(open.newest_block),
      rows: Number(open.row_count),
    });
    await forget(db, open);
  }
}

async function forget(db: Db, of: Pick<ReplacementTable, 'table_name' | 'partition_name'>): Promise<void> {
  await db
    .deleteFrom('partition_replacement')
    .where('table_name', '=', of.table_name)
    .where('partition_name', '=', of.partition_name)
    .execute();
}
