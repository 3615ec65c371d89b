import { json, run, type Db } from '#platform/records';
import type { Scope } from '#query';

interface TagCoverageTable {
  tag: string;
  period: number;
  version: number;
  customers: number;
  /** Customers by org unit; those of no unit are in `customers` alone. */
  by_unit: Readonly<Record<string, number>>;
}
declare module '#platform/records' {
  interface Tables {
    tag_coverage: TagCoverageTable;
  }
}
export type StoredCoverage = Readonly<TagCoverageTable>;

export interface SeenCoverage {
  readonly tag: string;
  readonly period: number;
  readonly version: number;
  readonly customers: number;
}

/** Coverage as a viewer sees it: of everybody, or of the customers of the viewer's units. Periods rise. */
export async function readCoverage(db: Db, scope: Scope, tag?: string): Promise<SeenCoverage[]> {
  const units = scope.kind === 'everything' ? null : JSON.stringify(scope.units);
  const seen = `case when $1::text is null then customers else (
      select coalesce(sum(value::bigint), 0) from jsonb_each_text(by_unit)
      where key in (select jsonb_array_elements_text($1::text::jsonb))) end`;
  const rows = await run<SeenCoverage>(
    db,
    `select tag, period, version, ${seen} as customers from tag_coverage
     where $2::text is null or tag in ($2::text, '') order by period`,
    [units, tag ?? null],
  );
  return rows.map((row) => ({ ...row, customers: Number(row.customers) }));
}

export async function writeCoverage(db: Db, coverage: StoredCoverage): Promise<void> {
  const { version, customers, by_unit } = coverage;
  const changed = { version, customers, by_unit: json(by_unit) };
  await db
    .insertInto('tag_coverage')
    .values({ ...coverage, ...changed })
    .onConflict((conflict) => conflict.columns(['tag', 'period']).doUpdateSet(changed))
    .execute();
}

/** Which versions of which tags a month has been counted for. */
export async function countedVersions(db: Db, period: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom('tag_coverage').select(['tag', 'version']).where('period', '=', period).execute();
  return new Map(rows.map((row) => [row.tag, row.version]));
}
