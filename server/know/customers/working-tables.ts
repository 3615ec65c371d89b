import { randomBytes } from 'node:crypto';
import { dropTable, statement, type Warehouse } from '#platform/warehouse';

export const stagingPrefix = 'customer_record_staging_';
const prefixes = [stagingPrefix, 'identity_work_', 'identity_staging_'];

const leftAfterMs = 3_600_000;

/** The ending of the tables that one run works in: when it began, which the engine does not tell, and what keeps runs apart. */
export const runEnding = (): string => Date.now().toString(36).padStart(9, '0') + randomBytes(4).toString('hex');

/** Removes the working tables of runs that were killed: those that began an hour or more ago. One under way is younger. */
export async function dropLeftovers(warehouse: Warehouse): Promise<void> {
  const rows = await warehouse.rows<{ name: string }>(
    statement(
      `select name from system.tables where database = currentDatabase()
         and arrayExists(prefix -> startsWith(name, prefix), {prefixes:Array(String)}) and not endsWith(name, '_local')`,
      { prefixes },
    ),
  );
  const before = Date.now() - leftAfterMs;
  // A name without a time is of a version that wrote none.
  const began = (name: string): number => parseInt(/_([0-9a-z]{9})[0-9a-f]{8}$/.exec(name)?.[1] ?? '0', 36);
  for (const { name } of rows) if (began(name) < before) await dropTable(warehouse, name);
}
