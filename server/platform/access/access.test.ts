import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Role, routes, type Permission } from '#contract';
import { migrate, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import {
  accessMigrations,
  actorOfToken,
  appendAudit,
  findAccount,
  auditCsv,
  deleteView,
  isIntact,
  listAccounts,
  listViews,
  logIn,
  logOut,
  permissions,
  putAccounts,
  putView,
  readAudit,
  revokeSessions,
  verifyAudit,
} from './index.ts';
import { permissionsOf } from './role.ts';

const everything = async () => ({ kind: 'everything' }) as const;

describe.each(recordStores())('access on $name', ({ open }) => {
  let store: RecordStore;
  let now = new Date();
  const clock = { now: () => now };
  const pass = (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000));
  beforeAll(async () => {
    store = await open();
    await migrate(store, [accessMigrations]);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    now = new Date('2026-11-22T08:00:00.123Z');
    await store.execute('delete from login_failure; delete from session; delete from account');
  });

  const account = {
    login: 'zhang',
    password: 'correct horse',
    name: { en: 'Zhang', zh: '张' },
    roles: ['planner' as const],
    orgUnitId: 'root',
    personId: null,
    active: true,
  };
  const put = (change: { [K in keyof typeof account]?: (typeof account)[K] | undefined } = {}) =>
    putAccounts(store.db, clock, [{ ...account, ...change }] as Parameters<typeof putAccounts>[2]);
  const enter = (password = account.password, address = '10.0.0.1', login = account.login) =>
    logIn(store.db, clock, { login, password, address }, everything);
  const whoIs = (token: string) => actorOfToken(store.db, clock, token, everything);

  test('accounts are listed with their open sessions, filtered, sorted and cut, in the territory only', async () => {
    await put();
    await put({ login: 'li', name: { en: 'Li', zh: '李' }, orgUnitId: 'branch', active: false });
    await enter();
    await enter();
    const list = async (query: object, units?: readonly string[]) =>
      (
        await listAccounts(
          store.db,
          clock,
          { text: '', sort: 'login', order: 'up', limit: 50, offset: 0, ...query },
          units,
        )
      ).items.map(({ login, sessions }) => `${login} ${sessions}`);
    expect(await list({})).toEqual(['li 0', 'zhang 2']);
    expect(await list({ text: '李' })).toEqual(['li 0']);
    expect(await list({ active: true })).toEqual(['zhang 2']);
    expect(await list({ role: 'approver' })).toEqual([]);
    expect(await list({ sort: 'lastLogIn', order: 'down', limit: 1 })).toEqual(['zhang 2']);
    expect(await list({}, ['branch'])).toEqual(['li 0']);
  });

  test('revoking the sessions of an account ends them all, and no others', async () => {
    await put();
    await put({ login: 'li' });
    const [one, two] = [await enter(), await enter()];
    const other = await enter(account.password, '10.0.0.2', 'li');
    expect(await revokeSessions(store.db, clock, 'zhang')).toBe(2);
    for (const { token } of [one, two]) await expect(whoIs(token)).rejects.toMatchObject({ code: 'no-session' });
    expect((await whoIs(other.token)).login).toBe('li');
  });

  test('saved views are their owner’s own', async () => {
    const view = { id: 'v1', screen: 'loads', name: 'Refused', search: 'state=refused' };
    await putView(store.db, clock, 'zhang', view);
    await putView(store.db, clock, 'zhang', { ...view, name: 'Refused loads' });
    await expect(putView(store.db, clock, 'li', view)).rejects.toMatchObject({ code: 'no-such-view' });
    await deleteView(store.db, 'li', 'v1');
    expect(await listViews(store.db, 'zhang')).toEqual([{ ...view, name: 'Refused loads' }]);
    expect(await listViews(store.db, 'li')).toEqual([]);
    await deleteView(store.db, 'zhang', 'v1');
    expect(await listViews(store.db, 'zhang')).toEqual([]);
  });

  test('a password is kept as argon2id of OWASP’s strength, salted, and never as itself', async () => {
    await put();
    await put({ login: 'li' });
    const hashes = await Promise.all(
      ['zhang', 'li'].map(async (login) => (await findAccount(store.db, login))?.password_hash ?? ''),
    );
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test('the right password opens a session; its token is not in the database', async () => {
    await put();
    const { token, actor } = await enter();
    expect(actor).toMatchObject({ login: 'zhang', roles: ['planner'] });
    expect((await whoIs(token)).accountId).toBe(actor.accountId);
    const { rows } = await store.execute('select s::text as line from session s');
    expect(rows).toHaveLength(1);
    expect(String(rows[0]?.['line'])).not.toContain(token);
  });

  test('wrong password, unknown login and closed account cannot be told apart', async () => {
    await put();
    await put({ login: 'closed', active: false });
    const told = await Promise.all(
      [enter('wrong horse'), enter('x', '10.0.0.1', 'nobody'), enter(account.password, '10.0.0.1', 'closed')].map(
        (attempt) =>
          attempt.then(
            () => 'in',
            (error: Error & { code: string }) => `${error.code}: ${error.message}`,
          ),
      ),
    );
    expect(new Set(told)).toEqual(new Set(['wrong-login: The login or the password is wrong.']));
  });

  test('a session ends after fourteen hours, by logging out, by a new password, and when the account is closed', async () => {
    await put();
    const { token } = await enter();
    pass(14 * 60 - 1);
    await whoIs(token);
    pass(1);
    await expect(whoIs(token)).rejects.toMatchObject({ code: 'no-session' });

    const out = (await enter()).token;
    await logOut(store.db, out);
    await expect(whoIs(out)).rejects.toMatchObject({ code: 'no-session' });

    const old = (await enter()).token;
    await put({ password: 'another horse' });
    await expect(whoIs(old)).rejects.toMatchObject({ code: 'no-session' });

    const open = (await enter('another horse')).token;
    await put({ password: undefined, active: false });
    await expect(whoIs(open)).rejects.toMatchObject({ code: 'no-session' });
  });

  test('an account changed without a password keeps its password and its sessions', async () => {
    await put();
    const { token } = await enter();
    await put({ password: undefined, roles: ['analyst' as never] });
    expect((await whoIs(token)).roles).toEqual(['analyst']);
    await enter();
  });

  test('ten failures of a login close the door to the right password too, for a quarter of an hour', async () => {
    await put();
    for (let i = 0; i < 10; i++)
      await expect(enter('wrong', `10.0.0.${i}`)).rejects.toMatchObject({ code: 'wrong-login' });
    await expect(enter()).rejects.toMatchObject({
      kind: 'limit',
      code: 'too-many-attempts',
      parameters: { minutes: 15 },
    });
    pass(14);
    await expect(enter()).rejects.toMatchObject({ code: 'too-many-attempts' });
    pass(2);
    await enter();
  });

  test('an address that tries many logins is stopped, others are not', async () => {
    await put();
    await store.execute(
      `insert into login_failure select 'login' || n, '10.9.9.9', $1::timestamptz from generate_series(1, 100) n`,
      [now.toISOString()],
    );
    await expect(enter(account.password, '10.9.9.9')).rejects.toMatchObject({ code: 'too-many-attempts' });
    await enter(account.password, '10.9.9.8');
  });

  test('a success forgets the failures of that login', async () => {
    await put();
    for (let i = 0; i < 9; i++) await enter('wrong').catch(() => {});
    await enter();
    for (let i = 0; i < 9; i++) await enter('wrong').catch(() => {});
    await enter();
  });
});

describe.each(recordStores())('the audit log on $name', ({ open }) => {
  let store: RecordStore;
  let at = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 22) + 1000 * at++) };
  beforeEach(async () => {
    store = await open();
    await migrate(store, [accessMigrations]);
    for (const [i, detail] of [
      null,
      { b: 1, a: [1, { z: 0, y: '中文 "quoted"' }] },
      'text',
      12.5,
      { big: 1e21, small: 1e-7 },
    ].entries())
      await appendAudit(store.db, clock, { actor: 'zhang', action: `act${i}`, subject: i % 2 ? 'x' : null, detail });
    return () => store.close();
  });
  /** As somebody with the database’s password could. */
  const tamper = async (sql: string) => {
    await store.execute('alter table audit_log disable trigger all');
    await store.execute(sql);
    await store.execute('alter table audit_log enable trigger all');
  };

  test('is intact as written, newest first', async () => {
    expect(await isIntact(store.db)).toBe(true);
    const page = await readAudit(store.db, { limit: 2, offset: 1 });
    expect(page).toMatchObject({
      total: 5,
      checked: null,
      items: [
        { id: 4, action: 'act3' },
        { id: 3, detail: 'text' },
      ],
    });
  });

  test('cannot be changed or emptied by the product', async () => {
    await expect(store.execute("update audit_log set actor = 'li'")).rejects.toThrow('append only');
    await expect(store.execute('delete from audit_log where id = 5')).rejects.toThrow('append only');
    expect(await isIntact(store.db)).toBe(true);
  });

  test.each([
    ['another actor', "update audit_log set actor = 'li' where id = 3"],
    ['another detail', `update audit_log set detail = '{"b": 2}' where id = 2`],
    ['another time', "update audit_log set at = at + interval '1 millisecond' where id = 1"],
    ['a hash made to fit', "update audit_log set action = 'x', hash = repeat('0', 64) where id = 5"],
    ['a gap', 'delete from audit_log where id = 3'],
    ['the oldest gone', 'delete from audit_log where id = 1'],
    ['the newest gone', 'delete from audit_log where id = 5'],
    ['all gone', 'delete from audit_log'],
    [
      'a gap closed by renumbering',
      'delete from audit_log where id = 3; update audit_log set id = id - 1 where id > 3',
    ],
    [
      'two exchanged',
      'update audit_log set id = -1 where id = 2; update audit_log set id = 2 where id = 3; update audit_log set id = 3 where id = -1',
    ],
  ])('shows %s', async (_, sql) => {
    await tamper(sql);
    expect(await isIntact(store.db)).toBe(false);
  });

  test('checked from where the newest check ended reads only what is newer, and shows a change of it', async () => {
    const at = clock.now();
    expect(await verifyAudit(store.db, at, { from: 'first' })).toEqual({
      rows: 5,
      upTo: 5,
      intact: true,
      brokenAt: null,
    });
    for (const action of ['more', 'most'])
      await appendAudit(store.db, clock, { actor: 'li', action, subject: null, detail: null });
    expect(await verifyAudit(store.db, at, { from: 'checked' })).toMatchObject({ rows: 2, upTo: 7, intact: true });
    await tamper("update audit_log set actor = 'x' where id = 2");
    // What lies before a check is its business; only a check from the first row looks at it again.
    expect((await verifyAudit(store.db, at, { from: 'checked' })).intact).toBe(true);
    expect(await verifyAudit(store.db, at, { from: 'first' })).toMatchObject({ intact: false, brokenAt: 2 });
    expect((await readAudit(store.db, { limit: 1, offset: 0 })).checked).toMatchObject({ intact: false, upTo: 1 });
    await tamper("update audit_log set hash = repeat('0', 64) where id = 7");
    expect((await verifyAudit(store.db, at, { from: 'checked' })).intact).toBe(false);
  });

  test('is filtered by who, what, of what and when, on the page as in the file', async () => {
    await appendAudit(store.db, clock, { actor: 'li', action: 'readCustomer', subject: 'C-17', detail: null });
    const ids = async (filter: object) =>
      (await readAudit(store.db, { limit: 50, offset: 0, ...filter })).items.map(({ id }) => id);
    expect(await ids({ actor: 'li' })).toEqual([6]);
    expect(await ids({ action: 'act1' })).toEqual([2]);
    expect(await ids({ subject: 'c-1' })).toEqual([6]);
    expect(await ids({ from: '2026-11-22', to: '2026-11-22' })).toHaveLength(6);
    expect(await ids({ to: '2026-11-21' })).toEqual([]);
    expect(await ids({ units: ['elsewhere'] })).toEqual([]);
    let file = '';
    for await (const part of auditCsv(store.db, { actor: 'li' })) file += part;
    expect(file.trim().split('\r\n')).toHaveLength(2);
    expect(file).toContain('readCustomer,C-17');
  });

  test('keeps one chain when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        appendAudit(store.db, clock, { actor: 'a', action: `m${i}`, subject: null, detail: i }),
      ),
    );
    expect(await isIntact(store.db)).toBe(true);
    expect((await readAudit(store.db, { limit: 1, offset: 0 })).total).toBe(25);
  });
});

describe('roles', () => {
  test('every permission a route asks for is one that some role has', () => {
    const given = permissions(Role.options);
    expect(
      [...new Set(Object.values(routes).map((route) => route.permission))].filter(
        (permission) => !given.has(permission),
      ),
    ).toEqual([]);
  });

  test('separation: who writes campaigns does not approve them, who looks changes nothing', () => {
    const may = (role: Role, permission: Permission) => permissions([role]).has(permission);
    expect(Role.options.filter((role) => may(role, 'campaigns.write') && may(role, 'campaigns.approve'))).toEqual([
      'administrator',
    ]);
    expect(Role.options.filter((role) => may(role, 'administration'))).toEqual(['administrator']);
    expect(permissionsOf.executive.filter((permission) => !permission.endsWith('.read'))).toEqual([]);
    expect(Role.options.filter((role) => may(role, 'customers.unmask')).sort()).toEqual([
      'administrator',
      'frontline',
      'grid-manager',
    ]);
    expect(permissionsOf.frontline).not.toContain('audiences.read');
    for (const role of Role.options) expect(may(role, 'signed-in')).toBe(true);
    expect([...permissions([])].sort()).toEqual(['public', 'signed-in']);
  });
});
