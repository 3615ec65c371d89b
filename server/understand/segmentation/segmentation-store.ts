import type { KMeasures, SegmentPlan, SegmentStrategy, Text2 } from '#contract';
import { json, type Db } from '#platform/records';
import type { Preparation } from './clustering/preparation.ts';

/** What assigns a customer to a group and to a band of value. */
export interface SegmentModel {
  readonly preparations: readonly Preparation[];
  /** One row a group found, in the order of the groups found. */
  readonly centres: readonly (readonly number[])[];
  /** The least value of each band, the highest band first; null: no least. */
  readonly bands: readonly (number | null)[];
}
export interface StoredGroup {
  readonly id: string;
  readonly name: Text2;
  readonly kind: 'found' | 'carved';
  readonly share: number;
}
interface SegmentationTable {
  id: string;
  version: number;
  plan: SegmentPlan;
  period: number;
  trials: readonly KMeasures[];
  why: string;
  sample: number;
  constant_measures: readonly string[];
  model: SegmentModel;
  groups: readonly StoredGroup[];
  fitted_at: Date;
  fitted_by: string;
}
interface StrategyTable {
  segmentation: string;
  segment: string;
  version: number;
  strategy: SegmentStrategy;
  at: Date;
  by: string;
}
declare module '#platform/records' {
  interface Tables {
    segmentation: SegmentationTable;
    segment_strategy: StrategyTable;
  }
}
export type StoredSegmentation = Readonly<SegmentationTable>;
export type StoredStrategy = Readonly<StrategyTable>;

/** The newest version of each, by id. */
export async function readSegmentations(db: Db): Promise<StoredSegmentation[]> {
  return db.selectFrom('segmentation').selectAll().distinctOn('id').orderBy('id').orderBy('version', 'desc').execute();
}

export async function findSegmentation(db: Db, id: string): Promise<StoredSegmentation | undefined> {
  return db
    .selectFrom('segmentation')
    .selectAll()
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Writes a fit as the next version; the same version again is the same fit done twice. */
export async function writeSegmentation(db: Db, row: StoredSegmentation): Promise<void> {
  const values = {
    ...row,
    plan: json(row.plan),
    trials: json(row.trials),
    constant_measures: json(row.constant_measures),
    model: json(row.model),
    groups: json(row.groups),
  };
  await db
    .insertInto('segmentation')
    .values(values)
    .onConflict((conflict) => conflict.columns(['id', 'version']).doUpdateSet(values))
    .execute();
}

export async function writeGroups(db: Db, of: StoredSegmentation, groups: readonly StoredGroup[]): Promise<void> {
  await db
    .updateTable('segmentation')
    .set({ groups: json(groups) } as never)
    .where('id', '=', of.id)
    .where('version', '=', of.version)
    .execute();
}

/** Every strategy of a segmentation, the newest first. */
export async function readStrategies(db: Db, segmentation: string): Promise<StoredStrategy[]> {
  return db
    .selectFrom('segment_strategy')
    .selectAll()
    .where('segmentation', '=', segmentation)
    .orderBy('segment')
    .orderBy('version', 'desc')
    .execute();
}

export async function writeStrategy(db: Db, row: StoredStrategy): Promise<void> {
  await db
    .insertInto('segment_strategy')
    .values({ ...row, strategy: json(row.strategy) })
    .execute();
}
