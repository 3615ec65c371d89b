import type { Db, Records } from '#platform/records';
import { replacePartition, WarehouseError, type Partition, type Warehouse } from '#platform/warehouse';

export const replacementMigrations = new URL('./migrations/', import.meta.url);

interface ReplacementTable {
  table_name: string;
  partition_name: string;
  from_table: string;
}
declare module '#platform/records' {
  interface Tables {
    partition_replacement: ReplacementTable;
  }
}

/** A partition of `to` that is to be as `from` has it. `from` stays as it is until that is done. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
  readonly partition: Partition;
}

interface Stores {
  /** Not a transaction: what is written down has to be there after a kill. */
  readonly db: Records;
  readonly warehouse: Pick<Warehouse, 'rows' | 'execute' | 'topology'>;
}

/**
 * Replaces a partition as `replacePartition` does, whole also when the process is killed within: the next start goes on.
 * No other connection may hold a lock on what `db` writes.
 * @throws WarehouseError; refused, the old partition stays.
 */
export async function replaceWhole({ db, warehouse }: Stores, replacement: Replacement): Promise<void> {
  await writeDown(db, replacement);
  try {
    await replacePartition(warehouse, replacement);
  } catch (error) {
    // An engine that did not answer may have died within; any other has left the old partition.
    if (!(error instanceof WarehouseError) || error.kind !== 'unavailable') await forget(db, replacement);
    throw error;
  }
  await forget(db, replacement);
}

/**
 * Replaces partitions within a transaction of the records, so that both stores change or neither does, also when the process
 * is killed within. The old partitions are linked to `before` first, and come back from there unless the transaction commits.
 */
export async function replaceWithRecords(
  stores: Stores,
  replacements: readonly (Replacement & { readonly before: string })[],
  work: (trx: Db) => Promise<void>,
): Promise<void> {
  const { db, warehouse } = stores;
  const back = replacements.map(({ to, before, partition }) => ({ from: before, to, partition }));
  for (const { from, to, partition } of back) await replacePartition(warehouse, { from: to, to: from, partition });
  for (const undo of back) await writeDown(db, undo);
  try {
    await db.transaction().execute(async (trx) => {
      await work(trx);
      for (const replacement of replacements) await replacePartition(warehouse, replacement);
      for (const undo of back) await forget(trx, undo);
    });
  } catch (error) {
    // Where that fails too it stays written down.
    await settleReplacements(stores, back).catch(() => {});
    throw error;
  }
}

/**
 * Carries out what is written down: for the start, before anybody reads, and for some partitions before they are replaced
 * again. What is under way elsewhere is done twice over, with the same outcome.
 */
export async function settleReplacements(
  { db, warehouse }: Stores,
  only?: readonly Pick<Replacement, 'to' | 'partition'>[],
): Promise<void> {
  const isWanted = (row: ReplacementTable): boolean =>
    !only || only.some(({ to, partition }) => to === row.table_name && String(partition) === row.partition_name);
  const open = await db.selectFrom('partition_replacement').selectAll().execute();
  for (const row of open.filter(isWanted)) {
    const replacement = { from: row.from_table, to: row.table_name, partition: row.partition_name };
    await db.transaction().execute(async (trx) => {
      // Whoever does the same, and then wants `from` for something else, waits for this lock before it goes on.
      if (!(await lock(trx, replacement))) return;
      await replacePartition(warehouse, replacement).catch(refuseButOutdated);
      await forget(trx, replacement);
    });
  }
}

const unknownTable = 60;
const incompatibleColumns = 122;

/** The engine looks at both tables first: where one has gone or changed its shape since, nothing had been begun. */
function refuseButOutdated(error: unknown): void {
  const code = error instanceof WarehouseError ? error.clickhouseCode : undefined;
  if (code !== unknownTable && code !== incompatibleColumns) throw error;
}

async function writeDown(db: Db, { from, to, partition }: Replacement): Promise<void> {
  await db
    .insertInto('partition_replacement')
    .values({ table_name: to, partition_name: String(partition), from_table: from })
    .onConflict((conflict) => conflict.columns(['table_name', 'partition_name']).doUpdateSet({ from_table: from }))
    .execute();
}

async function lock(trx: Db, { from, to, partition }: Replacement): Promise<boolean> {
  const row = await trx
    .selectFrom('partition_replacement')
    .select('from_table')
    .where('table_name', '=', to)
    .where('partition_name', '=', String(partition))
    .where('from_table', '=', from)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Not the one of another who has begun to replace the same partition meanwhile. */
async function forget(db: Db, { from, to, partition }: Replacement): Promise<void> {
  await db
    .deleteFrom('partition_replacement')
    .where('table_name', '=', to)
    .where('partition_name', '=', String(partition))
    .where('from_table', '=', from)
    .execute();
}
