import type { IndicatorDefinition, IndicatorWarningRule } from '#contract';
import { insertMany, json, run, type Db } from '#platform/records';

interface IndicatorVersionTable {
  id: string;
  version: number;
  definition: IndicatorDefinition;
  standard: boolean;
  changed_at: Date;
  changed_by: string;
}
interface IndicatorTargetTable {
  indicator: string;
  org_unit_id: string;
  period: number;
  value: number;
  changed_at: Date;
  changed_by: string;
}
interface IndicatorCubeTable {
  component: string;
  dimension: string;
  period: number;
  build: string;
}
interface IndicatorWarningTable {
  id: string;
  indicator: string;
  version: number;
  org_unit_id: string;
  period: number;
  rule: IndicatorWarningRule;
  value: number | null;
  expected: number | null;
  z: number | null;
  at: Date;
  seen_at: Date | null;
  seen_by: string | null;
}
declare module '#platform/records' {
  interface Tables {
    indicator_version: IndicatorVersionTable;
    indicator_target: IndicatorTargetTable;
    indicator_cube: IndicatorCubeTable;
    indicator_warning: IndicatorWarningTable;
  }
}
export type StoredIndicator = Readonly<IndicatorVersionTable>;
export type StoredTarget = Readonly<Pick<IndicatorTargetTable, 'indicator' | 'org_unit_id' | 'period' | 'value'>>;
export type StoredWarning = Readonly<IndicatorWarningTable>;
export type StoredCube = Readonly<IndicatorCubeTable>;

/** The newest version of each that is in use, by id. */
export async function readNewest(db: Db): Promise<StoredIndicator[]> {
  return db
    .selectFrom('indicator_version')
    .selectAll()
    .distinctOn('id')
    .where('id', 'not in', db.selectFrom('indicator_retired').select('id'))
    .orderBy('id')
    .orderBy('version', 'desc')
    .execute();
}

/** Every version of one, the newest first. */
export async function readVersions(db: Db, id: string): Promise<StoredIndicator[]> {
  return db.selectFrom('indicator_version').selectAll().where('id', '=', id).orderBy('version', 'desc').execute();
}

export async function readVersion(db: Db, id: string, version: number): Promise<StoredIndicator | undefined> {
  return db
    .selectFrom('indicator_version')
    .selectAll()
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Writes a version unless it is there already. @returns whether it was written. */
export async function writeVersion(db: Db, { definition, ...row }: StoredIndicator): Promise<boolean> {
  const written = await db
    .insertInto('indicator_version')
    .values({ ...row, definition: json(definition) })
    .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
    .returning('id')
    .execute();
  return written.length > 0;
}

export async function readTargets(
  db: Db,
  of: {
    readonly indicators: readonly string[];
    readonly units?: readonly string[] | undefined;
    readonly periods?: readonly number[];
  },
): Promise<StoredTarget[]> {
  return db
    .selectFrom('indicator_target')
    .select(['indicator', 'org_unit_id', 'period', 'value'])
    .where('indicator', 'in', [...of.indicators, ''])
    .$if(of.units !== undefined, (query) => query.where('org_unit_id', 'in', [...(of.units ?? []), '']))
    .$if(of.periods !== undefined, (query) => query.where('period', 'in', [...(of.periods ?? []), 0]))
    .orderBy('period')
    .orderBy('org_unit_id')
    .execute();
}

/** Sets targets, and takes those back whose value is null. */
export async function writeTargets(
  db: Db,
  indicator: string,
  targets: readonly { readonly orgUnitId: string; readonly period: number; readonly value: number | null }[],
  stamp: { readonly at: Date; readonly by: string },
): Promise<void> {
  await run(
    db,
    `delete from indicator_target where indicator = $1 and (org_unit_id, period) in
       (select unit, period from unnest($2::text::text[], $3::text::integer[]) as given (unit, period))`,
    [
      indicator,
      `{${targets.map(({ orgUnitId }) => JSON.stringify(orgUnitId)).join(',')}}`,
      `{${targets.map(({ period }) => period).join(',')}}`,
    ],
  );
  await insertMany(
    db,
    { table: 'indicator_target', columns: targetColumns },
    targets
      .filter(({ value }) => value !== null)
      .map(({ orgUnitId, period, value }) => [indicator, orgUnitId, period, value, stamp.at, stamp.by]),
  );
}
const targetColumns = {
  indicator: 'text',
  org_unit_id: 'text',
  period: 'integer',
  value: 'double precision',
  changed_at: 'timestamptz',
  changed_by: 'text',
};

/** What the cube holds of these months. */
export async function readCube(db: Db, periods: readonly number[]): Promise<StoredCube[]> {
  return db
    .selectFrom('indicator_cube')
    .selectAll()
    .where('period', 'in', [...periods, 0])
    .execute();
}

/** From now on these rows of the cube count; where another process was first, its rows do. */
export async function writeCube(db: Db, rows: readonly StoredCube[]): Promise<void> {
  const table = {
    table: 'indicator_cube',
    columns: { component: 'text', dimension: 'text', period: 'integer', build: 'text' },
  };
  await insertMany(
    db,
    table,
    rows.map(({ component, dimension, period, build }) => [component, dimension, period, build]),
    { onConflict: 'nothing' },
  );
}

/** What the cube holds of a month counts no more. */
export async function forgetCube(db: Db, periods: readonly number[]): Promise<void> {
  await db
    .deleteFrom('indicator_cube')
    .where('period', 'in', [...periods, 0])
    .execute();
}

/**
 * Puts warnings of one month and indicator in the place of those there were; one that was there already stays as it is, seen
 * or not. @returns how many were not there before.
 */
export async function replaceWarnings(
  db: Db,
  of: { readonly indicator: string; readonly period: number },
  warnings: readonly StoredWarning[],
): Promise<number> {
  const ids = warnings.map(({ id }) => id);
  await db
    .deleteFrom('indicator_warning')
    .where('indicator', '=', of.indicator)
    .where('period', '=', of.period)
    .where('id', 'not in', [...ids, ''])
    .execute();
  const before = await db
    .selectFrom('indicator_warning')
    .select('id')
    .where('id', 'in', [...ids, ''])
    .execute();
  for (const { rule, ...warning } of warnings) {
    const { value, expected, z } = warning;
    await db
      .insertInto('indicator_warning')
      .values({ ...warning, rule: json(rule) })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ value, expected, z }))
      .execute();
  }
  return ids.length - before.length;
}

export async function readWarnings(
  db: Db,
  of: {
    readonly units: readonly string[] | undefined;
    readonly indicator?: string | undefined;
    readonly unseen: boolean;
    readonly limit: number;
  },
): Promise<StoredWarning[]> {
  return db
    .selectFrom('indicator_warning')
    .selectAll()
    .$if(of.units !== undefined, (query) => query.where('org_unit_id', 'in', [...(of.units ?? []), '']))
    .$if(of.indicator !== undefined, (query) => query.where('indicator', '=', of.indicator ?? ''))
    .$if(of.unseen, (query) => query.where('seen_at', 'is', null))
    .orderBy('period', 'desc')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(of.limit)
    .execute();
}

export async function findWarning(db: Db, id: string): Promise<StoredWarning | undefined> {
  return db.selectFrom('indicator_warning').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function markSeen(db: Db, id: string, stamp: { readonly at: Date; readonly by: string }): Promise<void> {
  await db
    .updateTable('indicator_warning')
    .set({ seen_at: stamp.at, seen_by: stamp.by })
    .where('id', '=', id)
    .where('seen_at', 'is', null)
    .execute();
}
