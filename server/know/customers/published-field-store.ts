import type { Text2 } from '#contract';
import { json, run, type Db } from '#platform/records';

export type PublishedKind = 'segment' | 'score';

interface PublishedFieldTable {
  kind: PublishedKind;
  id: string;
  column_name: string;
  label_en: string;
  label_zh: string;
  expression: string;
  known_values: string[] | null;
  value_names: Readonly<Record<string, Text2>> | null;
  feature: string;
  version: string;
  published_at: Date;
  published_by: string;
  offered: boolean;
  retired: boolean;
  to_fill: number[] | null;
}
interface RecordMonthTable {
  period: number;
  generation: string;
}
declare module '#platform/records' {
  interface Tables {
    published_field: PublishedFieldTable;
    record_month: RecordMonthTable;
  }
}

/** A published field as it is kept. */
export type StoredPublication = Readonly<PublishedFieldTable>;

/** Whose columns are part of the record now, in the order of their ids. */
export async function readPublications(db: Db): Promise<StoredPublication[]> {
  return db
    .selectFrom('published_field')
    .selectAll()
    .where('retired', '=', false)
    .orderBy('kind')
    .orderBy('id')
    .execute();
}

/** The columns that published fields have ever had: nobody else may take them. */
export async function readPublishedColumns(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('published_field').select('column_name').orderBy('column_name').execute();
  return rows.map((row) => row.column_name);
}

/** Writes a publication down with the months it is to fill; a field that was offered stays so, with its column. */
export async function writePublication(
  db: Db,
  row: Omit<PublishedFieldTable, 'offered' | 'retired' | 'to_fill'> & { readonly to_fill: readonly number[] },
): Promise<void> {
  const values = {
    ...row,
    known_values: row.known_values && json(row.known_values),
    value_names: row.value_names && json(row.value_names),
    to_fill: json(row.to_fill),
    retired: false,
  };
  const { kind: _, id: __, column_name: ___, ...changed } = values;
  await db
    .insertInto('published_field')
    .values({ ...values, offered: false } as never)
    .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(changed as never))
    .execute();
}

/** A month of a publication has been filled; when it was the last one, rules may name the field. */
export async function monthFilled(
  db: Db,
  { kind, id, period }: { readonly kind: PublishedKind; readonly id: string; readonly period: number },
): Promise<void> {
  await run(
    db,
    `update published_field set
       to_fill = (select jsonb_agg(m) from jsonb_array_elements(to_fill) as m where m <> to_jsonb($3::integer)),
       offered = offered or not exists (select 1 from jsonb_array_elements(to_fill) as m where m <> to_jsonb($3::integer))
     where kind = $1 and id = $2 and to_fill is not null and not retired`,
    [kind, id, period],
  );
}

/** Gives the values of a field other names; without effect where there is no such field. */
export async function renameValues(
  db: Db,
  { kind, id }: { readonly kind: PublishedKind; readonly id: string },
  names: Readonly<Record<string, Text2>>,
): Promise<void> {
  await db
    .updateTable('published_field')
    .set({ value_names: json(names) as never })
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute();
}

export async function retirePublication(db: Db, kind: PublishedKind, id: string): Promise<void> {
  await db
    .updateTable('published_field')
    .set({ retired: true, offered: false, to_fill: null })
    .where('kind', '=', kind)
    .where('id', '=', id)
    .execute();
}

/** How often a month has been put in its place. */
export async function generationOf(db: Db, period: number): Promise<number> {
  const row = await db.selectFrom('record_month').select('generation').where('period', '=', period).executeTakeFirst();
  return Number(row?.generation ?? 0);
}

/** Counts the month up; resolves to false when it is no longer as it was `seen`. */
export async function claimMonth(db: Db, period: number, seen?: number): Promise<boolean> {
  const rows = await run(
    db,
    `insert into record_month (period, generation) values ($1, 1)
     on conflict (period) do update set generation = record_month.generation + 1
       where $2::bigint is null or record_month.generation = $2::bigint
     returning generation`,
    [period, seen ?? null],
  );
  return rows.length > 0;
}
