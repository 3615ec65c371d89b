import { Problem, type demandRoutes, type Input, type Reply, type StreetReport } from '#contract';
import type { Context } from '#platform/context';
import { insertMany, run, type BulkTable, type Db } from '#platform/records';

interface StreetReportTable {
  id: string;
  kind: StreetReport['kind'];
  at: Date;
  text: string;
  competitor: string | null;
  customer_id: string | null;
  work_order_id: string | null;
  longitude: number | null;
  latitude: number | null;
  org_unit_id: string;
  by: string;
  received_at: Date;
}
interface StreetReportPhotoTable {
  report_id: string;
  base64: string;
}
declare module '#platform/records' {
  interface Tables {
    street_report: StreetReportTable;
    street_report_photo: StreetReportPhotoTable;
  }
}
declare module '#platform/outbox' {
  interface EventMap {
    'street-report': { orgUnitId: string; count: number };
  }
}

type Viewer = Pick<Context, 'db' | 'actor'>;
type Listed = Reply<(typeof demandRoutes)['listReports']>['items'][number];

const reports: BulkTable = {
  table: 'street_report',
  columns: {
    id: 'uuid',
    kind: 'text',
    at: 'timestamptz',
    text: 'text',
    competitor: 'text',
    customer_id: 'text',
    work_order_id: 'text',
    longitude: 'float8',
    latitude: 'float8',
    org_unit_id: 'text',
    by: 'text',
    received_at: 'timestamptz',
  },
};
const photos: BulkTable = { table: 'street_report_photo', columns: { report_id: 'uuid', base64: 'text' } };

/** Takes reports in one transaction; one that was told before is left as it is. */
export async function sendReports(
  { db, actor, clock, events }: Pick<Context, 'db' | 'actor' | 'clock' | 'events'>,
  told: readonly StreetReport[],
): Promise<{ id: string; status: 'taken' | 'repeated' }[]> {
  const wrong = told.findIndex((report) => report.photo !== null && !isPicture(report.photo));
  if (wrong >= 0) {
    throw new Problem('invalid', 'not-a-picture', 'The photo is neither JPEG nor PNG nor WebP.', {
      problems: [{ code: 'not-a-picture', place: `reports.${wrong}.photo`, message: 'Neither JPEG nor PNG nor WebP.' }],
    });
  }
  return db.transaction().execute(async (trx) => {
    const fresh = new Set(await insertReports(trx, told, actor, clock.now()));
    const withPhoto = told.filter((report) => report.photo !== null && fresh.has(report.id));
    await insertMany(
      trx,
      photos,
      withPhoto.map((report) => [report.id, report.photo]),
    );
    if (fresh.size > 0)
      await events.emit({ type: 'street-report', orgUnitId: actor.orgUnitId, count: fresh.size }, trx);
    return told.map(({ id }) => ({ id, status: fresh.delete(id) ? 'taken' : 'repeated' }));
  });
}

async function insertReports(
  trx: Db,
  told: readonly StreetReport[],
  actor: Context['actor'],
  now: Date,
): Promise<string[]> {
  const rows = told.map((report) => [
    report.id,
    report.kind,
    report.at,
    report.text,
    report.competitor,
    report.customerId,
    report.workOrderId,
    report.longitude,
    report.latitude,
    actor.orgUnitId,
    actor.login,
    now,
  ]);
  const inserted = await insertMany<{ id: string }>(trx, reports, rows, { onConflict: 'nothing', returning: ['id'] });
  return inserted.map(({ id }) => id);
}

/** By their first bytes, whatever the phone says: JPEG, PNG, WebP. */
function isPicture(base64: string): boolean {
  const head = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG') ||
    (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP')
  );
}

/** Which reports a viewer may see; `$1` and `$2` are its values. */
function guard(actor: Context['actor']): { text: string; values: unknown[] } {
  const own = actor.permissions.has('work.do') && !actor.permissions.has('work.assign');
  const units = actor.scope.kind === 'everything' ? null : JSON.stringify(actor.scope.units);
  return {
    text: `($1::text is null or r.org_unit_id in (select jsonb_array_elements_text($1::text::jsonb))) and ($2::text is null or r.by = $2)`,
    values: [units, own ? actor.login : null],
  };
}

const listed = 'r.*, exists (select 1 from street_report_photo p where p.report_id = r.id) as has_photo';
type Row = StreetReportTable & { has_photo: boolean };

export async function listReports(
  { db, actor }: Viewer,
  query: Input<(typeof demandRoutes)['listReports']>['query'],
): Promise<{ total: number; items: Listed[] }> {
  const { text, values } = guard(actor);
  const where = `${text} and ($3::text is null or r.kind = $3) and ($4::text is null or r.org_unit_id = $4)`;
  const all = [...values, query.kind ?? null, query.orgUnitId ?? null];
  const [counted] = await run<{ total: number }>(
    db,
    `select count(*) as total from street_report r where ${where}`,
    all,
  );
  const rows = await run<Row>(
    db,
    `select ${listed} from street_report r where ${where} order by r.at desc, r.id limit $5 offset $6`,
    [...all, query.limit, query.offset],
  );
  return { total: Number(counted?.total ?? 0), items: rows.map(shown) };
}

/** @throws Problem (missing) when there is none in the viewer's territory. */
export async function readReport({ db, actor }: Viewer, id: string): Promise<Listed & { photo: string | null }> {
  const { text, values } = guard(actor);
  const [row] = await run<Row & { photo: string | null }>(
    db,
    `select ${listed}, (select p.base64 from street_report_photo p where p.report_id = r.id) as photo
     from street_report r where ${text} and r.id = $3`,
    [...values, id],
  );
  if (!row) throw new Problem('missing', 'no-such-report', `There is no report ${id} for you.`);
  return { ...shown(row), photo: row.photo };
}

function shown(row: Row): Listed {
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    text: row.text,
    competitor: row.competitor,
    customerId: row.customer_id,
    workOrderId: row.work_order_id,
    longitude: row.longitude,
    latitude: row.latitude,
    orgUnitId: row.org_unit_id,
    by: row.by,
    receivedAt: row.received_at.toISOString(),
    hasPhoto: row.has_photo,
  };
}
