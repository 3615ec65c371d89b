import { sql } from 'kysely';
import type { AuditFilter, AuditRow } from '#contract';
import { csvLine } from '#platform/files';
import type { Records } from '#platform/records';
import { newestCheck } from './audit-check.ts';

interface AuditQuery extends AuditFilter {
  /** Only what accounts of these org units did; left out for who sees everything. */
  readonly units?: readonly string[] | undefined;
}

interface AuditPage {
  readonly limit: number;
  readonly offset: number;
  readonly sort?: 'id' | 'actor' | 'action';
  readonly order?: 'up' | 'down';
}

const dayMs = 86_400_000;
const rowsAtOnce = 1000;

function rowsOf(db: Records, { actor, action, subject, from, to, units }: AuditQuery) {
  return db
    .selectFrom('audit_log')
    .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .$if(subject !== undefined, (query) =>
      query.where(sql<boolean>`position(lower(${subject ?? ''}) in lower(coalesce(subject, ''))) > 0`),
    )
    .$if(from !== undefined, (query) => query.where('at', '>=', new Date(from ?? 0)))
    .$if(to !== undefined, (query) => query.where('at', '<', new Date(new Date(to ?? 0).getTime() + dayMs)))
    .$if(units !== undefined, (query) =>
      query.where(
        sql<boolean>`actor in (select login from account where org_unit_id in (select jsonb_array_elements_text(${JSON.stringify(units ?? [])}::text::jsonb)))`,
      ),
    );
}

/** One page, and what the newest check of the chain has found. The chain is not checked here. */
export async function readAudit(
  db: Records,
  { limit, offset, sort = 'id', order = 'down', ...filter }: AuditQuery & AuditPage,
): Promise<{ total: number; checked: Awaited<ReturnType<typeof newestCheck>>; items: AuditRow[] }> {
  const { total } = await rowsOf(db, filter)
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await rowsOf(db, filter)
    .selectAll()
    .orderBy(sort, order === 'down' ? 'desc' : 'asc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), checked: await newestCheck(db), items: rows.map(auditRow) };
}

/** The same as CSV, a batch at a time. */
export async function* auditCsv(db: Records, filter: AuditQuery): AsyncGenerator<string> {
  yield csvLine(['id', 'at', 'actor', 'action', 'subject', 'detail', 'hash']);
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await rowsOf(db, filter)
      .selectAll()
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(rowsAtOnce)
      .execute();
    if (rows.length === 0) return;
    before = Number(rows.at(-1)?.id ?? 0);
    yield rows
      .map(auditRow)
      .map((row) => csvLine([row.id, row.at, row.actor, row.action, row.subject, JSON.stringify(row.detail), row.hash]))
      .join('');
  }
}

const auditRow = (row: {
  id: number;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  detail: unknown;
  hash: string;
}): AuditRow => ({
  id: Number(row.id),
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  detail: row.detail,
  hash: row.hash,
});
