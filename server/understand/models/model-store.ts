import type { ColumnType } from 'kysely';
import type { Leak, ModelReport, ModelState, ModelTarget, ModelVersion, Text2, TrainingData } from '#contract';
import { json, type Db } from '#platform/records';
import type { Baseline } from './baseline.ts';
import { writeHistory } from './model-history.ts';

type Json<T> = ColumnType<T, unknown, unknown>;
interface ModelTable {
  id: string;
  name_en: string;
  name_zh: string;
  owner: string;
  org_unit_id: string;
  champion: number | null;
  challenger: number | null;
  changed_at: Date;
}
interface ModelVersionTable {
  model: string;
  version: number;
  state: ModelState;
  origin: ModelVersion['origin'];
  learner: string;
  target: Json<ModelTarget | null>;
  training: Json<TrainingData | null>;
  quality: Json<ModelVersion['quality']>;
  leaks: Json<Leak[]>;
  fields: Json<string[]>;
  document: string;
  report: Json<ModelReport | null>;
  baseline: Json<Baseline>;
  created_at: Date;
  created_by: string;
  submitted_by: string | null;
  decided_by: string | null;
  why: string | null;
}
declare module '#platform/records' {
  interface Tables {
    model: ModelTable;
    model_version: ModelVersionTable;
  }
}

export interface StoredModel {
  readonly id: string;
  readonly name: Text2;
  readonly owner: string;
  readonly orgUnitId: string;
  readonly champion: number | null;
  readonly challenger: number | null;
  readonly changedAt: Date;
}
export interface NewVersion {
  readonly origin: ModelVersion['origin'];
  readonly learner: string;
  readonly target: ModelTarget | null;
  readonly training: TrainingData | null;
  readonly quality: ModelVersion['quality'];
  readonly leaks: readonly Leak[];
  readonly fields: readonly string[];
  readonly document: string;
  readonly report: ModelReport | null;
  readonly baseline: Baseline;
}
export interface StoredVersion extends NewVersion {
  readonly model: string;
  readonly version: number;
  readonly state: ModelState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly submittedBy: string | null;
  readonly decidedBy: string | null;
  readonly why: string | null;
}

const modelOf = (row: ModelTable): StoredModel => ({
  id: row.id,
  name: { en: row.name_en, zh: row.name_zh },
  owner: row.owner,
  orgUnitId: row.org_unit_id,
  champion: row.champion,
  challenger: row.challenger,
  changedAt: row.changed_at,
});

export async function readModels(db: Db): Promise<StoredModel[]> {
  return (await db.selectFrom('model').selectAll().orderBy('id').execute()).map(modelOf);
}

/** `lock` keeps others from changing it until the transaction ends. */
export async function findModel(db: Db, id: string, lock = false): Promise<StoredModel | undefined> {
  const row = await db
    .selectFrom('model')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row && modelOf(row);
}

/** Makes the model where there is none; a name that is given replaces the old one. Owner and org unit stay. */
export async function putModel(
  db: Db,
  { id, name, owner, orgUnitId, at }: { id: string; name: Text2 | null; owner: string; orgUnitId: string; at: Date },
): Promise<void> {
  await db
    .insertInto('model')
    .values({
      id,
      name_en: name?.en ?? id,
      name_zh: name?.zh ?? id,
      owner,
      org_unit_id: orgUnitId,
      champion: null,
      challenger: null,
      changed_at: at,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ changed_at: at, ...(name && { name_en: name.en, name_zh: name.zh }) }),
    )
    .execute();
}

export async function putInUse(
  db: Db,
  { id, champion, challenger, at }: { id: string; champion: number | null; challenger: number | null; at: Date },
): Promise<void> {
  await db.updateTable('model').set({ champion, challenger, changed_at: at }).where('id', '=', id).execute();
}

const ofVersion = [
  'model',
  'version',
  'state',
  'origin',
  'learner',
  'target',
  'training',
  'quality',
  'leaks',
  'fields',
  'created_at',
  'created_by',
  'submitted_by',
  'decided_by',
  'why',
] as const;

/** What lists show of versions: without their documents and reports, which are large. */
export async function readVersions(db: Db, models?: readonly string[]): Promise<ModelVersion[]> {
  const rows = await db
    .selectFrom('model_version')
    .select(ofVersion)
    .$if(models !== undefined, (query) => query.where('model', 'in', [...(models ?? []), '']))
    .orderBy('model')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(versionOf);
}

type VersionRow = Pick<
  { [K in keyof ModelVersionTable]: ModelVersionTable[K] extends Json<infer T> ? T : ModelVersionTable[K] },
  (typeof ofVersion)[number]
>;
const versionOf = (row: VersionRow): ModelVersion => ({
  model: row.model,
  version: row.version,
  state: row.state,
  origin: row.origin,
  learner: row.learner,
  target: row.target,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by,
  submittedBy: row.submitted_by,
  decidedBy: row.decided_by,
  why: row.why,
  training: row.training,
  quality: row.quality,
  leaks: row.leaks,
  fields: row.fields,
});

export async function findVersion(
  db: Db,
  model: string,
  version: number,
): Promise<(StoredVersion & { readonly shown: ModelVersion }) | undefined> {
  const row = await db
    .selectFrom('model_version')
    .selectAll()
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirst();
  return (
    row && {
      model: row.model,
      version: row.version,
      state: row.state,
      origin: row.origin,
      learner: row.learner,
      target: row.target,
      training: row.training,
      quality: row.quality,
      leaks: row.leaks,
      fields: row.fields,
      document: row.document,
      report: row.report,
      baseline: row.baseline,
      createdAt: row.created_at,
      createdBy: row.created_by,
      submittedBy: row.submitted_by,
      decidedBy: row.decided_by,
      why: row.why,
      shown: versionOf(row),
    }
  );
}

/** The next version, as a draft. Resolves to its number. */
export async function insertVersion(db: Db, model: string, given: NewVersion, by: string, at: Date): Promise<number> {
  const newest = await db
    .selectFrom('model_version')
    .select('version')
    .where('model', '=', model)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const version = (newest?.version ?? 0) + 1;
  await db
    .insertInto('model_version')
    .values({
      model,
      version,
      state: 'draft',
      origin: given.origin,
      learner: given.learner,
      target: json(given.target),
      training: json(given.training),
      quality: json(given.quality),
      leaks: json(given.leaks),
      fields: json(given.fields),
      document: given.document,
      report: json(given.report),
      baseline: json(given.baseline),
      created_at: at,
      created_by: by,
      submitted_by: null,
      decided_by: null,
      why: null,
    })
    .execute();
  await writeHistory(db, { model, version, from: null, to: 'draft', at, by, why: null });
  return version;
}
