import type { Db } from '#platform/records';
import type { StoredIndicator, StoredWarning } from './indicator-store.ts';

interface IndicatorRetiredTable {
  id: string;
  at: Date;
  by: string;
}
declare module '#platform/records' {
  interface Tables {
    indicator_retired: IndicatorRetiredTable;
  }
}

/** The newest version of each that is out of use, by id. */
export async function readRetired(db: Db): Promise<StoredIndicator[]> {
  return db
    .selectFrom('indicator_version')
    .selectAll()
    .distinctOn('id')
    .where('id', 'in', db.selectFrom('indicator_retired').select('id'))
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute();
}

/** Takes an indicator out of use; what it called attention to calls no more. */
export async function writeRetired(trx: Db, row: IndicatorRetiredTable): Promise<void> {
  await trx
    .insertInto('indicator_retired')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx.deleteFrom('indicator_warning').where('indicator', '=', row.id).execute();
}

export async function bringBack(db: Db, id: string): Promise<void> {
  await db.deleteFrom('indicator_retired').where('id', '=', id).execute();
}

/** Everything of an indicator under another id. Warnings have ids that are made of its own. */
export async function writeId(
  trx: Db,
  { from, to }: { readonly from: string; readonly to: string },
  idOf: (warning: StoredWarning) => string,
): Promise<void> {
  await trx.updateTable('indicator_version').set({ id: to }).where('id', '=', from).execute();
  await trx.updateTable('indicator_target').set({ indicator: to }).where('indicator', '=', from).execute();
  await trx.updateTable('indicator_retired').set({ id: to }).where('id', '=', from).execute();
  const warnings = await trx.selectFrom('indicator_warning').selectAll().where('indicator', '=', from).execute();
  for (const warning of warnings)
    await trx
      .updateTable('indicator_warning')
      .set({ indicator: to, id: idOf({ ...warning, indicator: to }) })
      .where('id', '=', warning.id)
      .execute();
}
