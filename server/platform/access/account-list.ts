import type { Account, accessRoutes, Input, Role } from '#contract';
import type { Clock } from '#platform/context';
import { run, type Records } from '#platform/records';

interface Row {
  readonly login: string;
  readonly name_en: string;
  readonly name_zh: string;
  readonly roles: Role[];
  readonly org_unit_id: string;
  readonly person_id: string | null;
  readonly active: boolean;
  readonly changed_at: Date;
  readonly sessions: number;
  readonly last_log_in: Date | null;
}

const sorts = { login: 'account.login', changed: 'account.changed_at', lastLogIn: 'opened.last_log_in' } as const;

/** Accounts with the sessions that are open now; of these org units only, where they are given. */
export async function listAccounts(
  db: Records,
  clock: Clock,
  query: Input<(typeof accessRoutes)['listAccounts']>['query'],
  units: readonly string[] | undefined,
): Promise<{ total: number; items: Account[] }> {
  const where = `where ($1::text is null or org_unit_id in (select jsonb_array_elements_text($1::text::jsonb)))
    and ($2::text = '' or position(lower($2::text) in lower(login || ' ' || name_en || ' ' || name_zh)) > 0)
    and ($3::text is null or $3::text = any(roles))
    and ($4::boolean is null or active = $4::boolean)`;
  const values = [
    units === undefined ? null : JSON.stringify(units),
    query.text,
    query.role ?? null,
    query.active ?? null,
  ];
  const [counted] = await run<{ total: number }>(db, `select count(*) as total from account ${where}`, values);
  const down = query.order === 'down';
  const rows = await run<Row>(
    db,
    `select account.*, coalesce(opened.sessions, 0) as sessions, opened.last_log_in from account
     left join (
       select account_id, count(*) filter (where expires_at > $5::timestamptz) as sessions, max(created_at) as last_log_in
       from session group by account_id
     ) opened on opened.account_id = account.id
     ${where} order by ${sorts[query.sort]} ${down ? 'desc nulls last' : 'asc nulls first'}, account.login
     limit $6::int offset $7::int`,
    [...values, clock.now(), query.limit, query.offset],
  );
  return {
    total: Number(counted?.total ?? 0),
    items: rows.map((row) => ({
      login: row.login,
      name: { en: row.name_en, zh: row.name_zh },
      roles: row.roles,
      orgUnitId: row.org_unit_id,
      personId: row.person_id,
      active: row.active,
      changedAt: row.changed_at.toISOString(),
      sessions: Number(row.sessions),
      lastLogIn: row.last_log_in?.toISOString() ?? null,
    })),
  };
}

/** The org units of these accounts, by login; logins without an account are left out. */
export async function unitsOfAccounts(db: Records, logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('account')
    .select(['login', 'org_unit_id'])
    .where('login', 'in', ['', ...logins])
    .execute();
  return new Map(rows.map((row) => [row.login, row.org_unit_id]));
}

/** Ends every session of an account; resolves to how many were open. */
export async function revokeSessions(db: Records, clock: Clock, login: string): Promise<number> {
  const ended = await run<{ expires_at: Date }>(
    db,
    'delete from session where account_id in (select id from account where login = $1) returning expires_at',
    [login],
  );
  return ended.filter((row) => row.expires_at > clock.now()).length;
}
