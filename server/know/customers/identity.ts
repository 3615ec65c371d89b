import type { Context } from '#platform/context';
import type { Db } from '#platform/records';
import { dropTable, renameSwap, statement, truncate, type Warehouse } from '#platform/warehouse';
import { asTable, identityTable } from './customer-tables.ts';
import type { EntityShapes } from './entity-shapes.ts';
import {
  changedSql,
  edgeSql,
  evidenceSql,
  firstLabelSql,
  identitySql,
  nextLabelSql,
  sharedSql,
  violatedSql,
  workTables,
  type Apart,
  type WorkTables,
} from './identity-sql.ts';
import { runEnding } from './working-tables.ts';

const mostSteps = 200;

interface IdentitySplitTable {
  customer_id: string;
  from_customer_id: string;
  why: string;
  by: string;
  at: Date;
}
declare module '#platform/records' {
  interface Tables {
    identity_split: IdentitySplitTable;
  }
}

/**
 * Finds which source numbers are one customer, set-based: least labels travel over shared evidence until none changes.
 * The unified key is the least key of its group. The result replaces `identity` in one step.
 * Resolves to how many source numbers were joined to another.
 */
export async function resolveIdentities(
  { db, warehouse }: Pick<Context, 'db' | 'warehouse'>,
  shapes: EntityShapes,
): Promise<number> {
  const token = runEnding();
  const work = workTables(token);
  const staging = `identity_staging_${token}`;
  const tables = [...Object.values(work), asTable(identityTable, staging)];
  try {
    await warehouse.define(tables);
    const evidence = evidenceSql(work, shapes);
    if (evidence) await warehouse.execute(evidence);
    for (const one of sharedSql(work)) await warehouse.execute(one);
    const step = await joinAll(warehouse, work, await readSplits(db, warehouse));
    await warehouse.execute(identitySql(work, staging, step));
    await renameSwap(warehouse, { from: staging, to: 'identity' });
  } finally {
    for (const table of tables) await dropTable(warehouse, table.name);
  }
  return countJoined(warehouse);
}

export async function countJoined(warehouse: Pick<Warehouse, 'rows'>): Promise<number> {
  const [row] = await warehouse.rows<{ joined: number }>(
    statement('select count() as joined from identity where unified_key != customer_key'),
  );
  return row?.joined ?? 0;
}

/**
 * Joins, and where a split pair came together all the same (by a third customer), takes the one that was split off out of
 * all evidence and joins again. Each round takes at least one out, so it ends.
 */
async function joinAll(warehouse: Warehouse, work: WorkTables, splits: Apart): Promise<number> {
  let apart = splits;
  for (;;) {
    await truncate(warehouse, work.edge.name);
    await truncate(warehouse, work.label.name);
    await warehouse.execute(edgeSql(work, apart));
    const step = await propagate(warehouse, work);
    const violated =
      apart.ones.length === 0 ? [] : await warehouse.rows<{ one: number }>(violatedSql(work, step, apart));
    if (violated.length === 0) return step;
    apart = { ...apart, alone: [...new Set([...apart.alone, ...violated.map(({ one }) => one)])] };
  }
}

async function propagate(warehouse: Warehouse, work: WorkTables): Promise<number> {
  await warehouse.execute(firstLabelSql(work));
  for (let step = 0; step < mostSteps; step++) {
    await warehouse.execute(nextLabelSql(work, step));
    const [row] = await warehouse.rows<{ changed: number }>(changedSql(work, step));
    if ((row?.changed ?? 0) === 0) return step + 1;
  }
  throw new Error(`Identities did not settle in ${mostSteps} steps`);
}

/** The splits made by hand, as keys; numbers that are not in the registry (any more) split nothing. */
async function readSplits(db: Db, warehouse: Pick<Warehouse, 'rows'>): Promise<Apart> {
  const splits = await db
    .selectFrom('identity_split')
    .select(['customer_id', 'from_customer_id'])
    .orderBy('customer_id')
    .orderBy('from_customer_id')
    .execute();
  if (splits.length === 0) return { ones: [], others: [], alone: [] };
  const ids = [...new Set(splits.flatMap((split) => [split.customer_id, split.from_customer_id]))];
  const rows = await warehouse.rows<{ customer_id: string; customer_key: number }>(
    statement('select customer_id, customer_key from customer_key where customer_id in {ids:Array(String)}', { ids }),
  );
  const keys = new Map(rows.map((row) => [row.customer_id, row.customer_key]));
  const pairs = splits.flatMap((split) => {
    const [one, other] = [keys.get(split.customer_id), keys.get(split.from_customer_id)];
    return one === undefined || other === undefined ? [] : [{ one, other }];
  });
  return { ones: pairs.map(({ one }) => one), others: pairs.map(({ other }) => other), alone: [] };
}
