import type { SegmentScheme } from '#contract';
import { json, type Db } from '#platform/records';

interface SegmentSchemeTable {
  id: string;
  version: number;
  scheme: SegmentScheme;
  origin: 'standard' | 'own';
  state: 'published' | 'retired';
  changed_at: Date;
  changed_by: string;
}
declare module '#platform/records' {
  interface Tables {
    segment_scheme: SegmentSchemeTable;
  }
}
export type StoredScheme = Readonly<SegmentSchemeTable>;

/** The newest version of each, by id. */
export async function readSchemes(db: Db): Promise<StoredScheme[]> {
  return db
    .selectFrom('segment_scheme')
    .selectAll()
    .distinctOn('id')
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute();
}

/** Every version of one, the newest first. */
export async function readSchemeVersions(db: Db, id: string): Promise<StoredScheme[]> {
  return db.selectFrom('segment_scheme').selectAll().where('id', '=', id).orderBy('version', 'desc').execute();
}

/** Writes a version; one that is there already stays as it is. */
export async function writeScheme(db: Db, row: StoredScheme): Promise<void> {
  await db
    .insertInto('segment_scheme')
    .values({ ...row, scheme: json(row.scheme) })
    .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
    .execute();
}

export async function retireScheme(db: Db, id: string, version: number): Promise<void> {
  await db
    .updateTable('segment_scheme')
    .set({ state: 'retired' } as never)
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}
