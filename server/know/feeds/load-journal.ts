import type { EntityName, LoadReport, Text2 } from '#contract';
import { json, type Db } from '#platform/records';
import type { FeedField, FeedPlan } from './feed-plan.ts';
import type { Profile } from './drift.ts';
import { entityOf } from './plan-feed.ts';

interface LoadTable {
  id: string;
  feed: string;
  entity: string;
  period: number;
  state: 'running' | LoadReport['state'];
  content_hash: string | null;
  report: LoadReport | null;
  profile: Profile | null;
  job: string | null;
  started_at: Date;
  finished_at: Date | null;
}
interface FeedFieldTable {
  entity: string;
  name: string;
  type: FeedField['type'];
  unit: string | null;
  label_en: string | null;
  label_zh: string | null;
  feed: string;
  place: string;
}
interface RecordDueTable {
  period: number;
  since: Date;
}
declare module '#platform/records' {
  interface Tables {
    load: LoadTable;
    feed_field: FeedFieldTable;
    record_due: RecordDueTable;
  }
}

export async function beginLoad(db: Db, load: { id: string; plan: FeedPlan; job: string; at: Date }): Promise<void> {
  const { id, plan, job, at } = load;
  await db
    .insertInto('load')
    .values({
      id,
      feed: plan.feed,
      entity: plan.entity,
      period: plan.period,
      state: 'running',
      content_hash: null,
      report: null,
      profile: null,
      job,
      started_at: at,
      finished_at: null,
    })
    .execute();
}

/** The end of a load; a period that has new data is due for a new customer record from the same moment on. */
export async function endLoad(
  trx: Db,
  report: LoadReport,
  more: { period: number; contentHash: string | null; profile: Profile | null; at: Date },
): Promise<void> {
  await trx
    .updateTable('load')
    .set({
      state: report.state,
      content_hash: more.contentHash,
      report: json(report),
      profile: more.profile === null ? null : json(more.profile),
      finished_at: more.at,
    })
    .where('id', '=', report.id)
    .execute();
  if (report.state !== 'loaded' || entityOf(report.entity as EntityName).besideRecord) return;
  await trx
    .insertInto('record_due')
    .values({ period: more.period, since: more.at })
    .onConflict((conflict) => conflict.column('period').doUpdateSet({ since: more.at }))
    .execute();
}

/** The load whose rows stand in the warehouse for this feed and period. */
export async function standingLoad(
  db: Db,
  feed: string,
  period: number,
): Promise<{ contentHash: string | null; report: LoadReport | null } | undefined> {
  const row = await db
    .selectFrom('load')
    .select(['content_hash', 'report'])
    .where('feed', '=', feed)
    .where('period', '=', period)
    .where('state', '=', 'loaded')
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { contentHash: row.content_hash, report: row.report };
}

/** The profile of the period before (for a snapshot: of the load before). */
export async function profileBefore(db: Db, feed: string, period: number): Promise<Profile | undefined> {
  const row = await db
    .selectFrom('load')
    .select('profile')
    .where('feed', '=', feed)
    .where('state', '=', 'loaded')
    .where('period', period === 0 ? '=' : '<', period)
    .orderBy('period', 'desc')
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.profile ?? undefined;
}

/** Loads that will never come to an end: those of a job that is being done again, or begun before the time given. */
export async function deadLoads(db: Db, of: { job: string } | { before: Date }): Promise<readonly string[]> {
  const running = db.selectFrom('load').select('id').where('state', '=', 'running');
  const rows = await (
    'job' in of ? running.where('job', '=', of.job) : running.where('started_at', '<', of.before)
  ).execute();
  return rows.map((row) => row.id);
}

export async function forgetLoad(db: Db, id: string): Promise<void> {
  await db.deleteFrom('load').where('id', '=', id).where('state', '=', 'running').execute();
}

export async function runningLoads(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('load').select('id').where('state', '=', 'running').execute();
  return rows.map((row) => row.id);
}

export async function loadExists(db: Db, id: string): Promise<boolean> {
  return (
    (await db
      .selectFrom('load')
      .select('id')
      .where('id', '=', id)
      .where('state', '!=', 'running')
      .executeTakeFirst()) !== undefined
  );
}

/** A field that a feed has added to an entity. */
export interface ExtraFieldRow {
  readonly entity: string;
  readonly name: string;
  readonly type: FeedField['type'];
  readonly unit: string | null;
  readonly label: Text2 | null;
  readonly feed: string;
  readonly place: string;
}

/** The fields that feeds have added to the standard ones, of one entity or of all. */
export async function readExtraFields(db: Db, entity?: string): Promise<ExtraFieldRow[]> {
  const rows = await db
    .selectFrom('feed_field')
    .selectAll()
    .$if(entity !== undefined, (query) => query.where('entity', '=', entity ?? ''))
    .orderBy('entity')
    .orderBy('name')
    .execute();
  return rows.map(({ label_en, label_zh, ...row }) => ({
    ...row,
    label: label_en === null || label_zh === null ? null : { en: label_en, zh: label_zh },
  }));
}

export async function writeExtraField(db: Db, entity: string, feed: string, field: FeedField): Promise<void> {
  const row = { unit: field.unit ?? null, label_en: field.label?.en ?? null, label_zh: field.label?.zh ?? null };
  await db
    .insertInto('feed_field')
    .values({ entity, name: field.name, type: field.type, feed, place: field.place, ...row })
    .onConflict((conflict) => conflict.columns(['entity', 'name']).doUpdateSet(row).where('feed_field.feed', '=', feed))
    .execute();
}

/** The periods whose customer record is older than their data; 0 stands for the snapshots. */
export async function duePeriods(db: Db): Promise<{ period: number; since: Date }[]> {
  return db.selectFrom('record_due').selectAll().orderBy('period').execute();
}

/** Takes off what has been rebuilt, unless newer data have come in the meantime. */
export async function clearDue(db: Db, rebuilt: readonly { period: number; since: Date }[]): Promise<void> {
  for (const { period, since } of rebuilt)
    await db.deleteFrom('record_due').where('period', '=', period).where('since', '<=', since).execute();
}
