import { z } from 'zod';
import { route } from './route.ts';
import { Day, Id, JobStarted, Page, SortOrder, Text2 } from './words.ts';

export const Role = z.enum([
  'administrator',
  'analyst',
  'planner',
  'approver',
  'grid-manager',
  'frontline',
  'executive',
]);
export type Role = z.infer<typeof Role>;

export const Session = z.object({
  accountId: z.string(),
  login: z.string(),
  personId: z.string().nullable(),
  name: Text2,
  roles: z.array(Role),
  permissions: z.array(z.string()),
  orgUnitId: z.string(),
  orgUnitName: Text2,
});
export type Session = z.infer<typeof Session>;

export const NewAccount = z.object({
  login: z.string().min(2).max(60),
  /** Left out for an account that exists already: the password stays as it is. */
  password: z.string().min(8).max(200).optional(),
  name: Text2,
  roles: z.array(Role).min(1),
  orgUnitId: Id,
  personId: Id.nullable().default(null),
  active: z.boolean().default(true),
});

export const Account = z.object({
  login: z.string(),
  name: Text2,
  roles: z.array(Role),
  orgUnitId: z.string(),
  personId: z.string().nullable(),
  active: z.boolean(),
  changedAt: z.string(),
  /** Sessions that are open now, and when the newest of them was opened. */
  sessions: z.number().int(),
  lastLogIn: z.string().nullable(),
});
export type Account = z.infer<typeof Account>;

export const AuditRow = z.object({
  id: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.unknown(),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof AuditRow>;

/** Which rows of the audit log; days are whole days in UTC, both included. */
const auditFilter = z.object({
  actor: z.string().optional(),
  action: z.string().optional(),
  /** Part of the subject. */
  subject: z.string().optional(),
  from: Day.optional(),
  to: Day.optional(),
});
export type AuditFilter = z.output<typeof auditFilter>;

/** An address of the console under a name: one person's own. */
export const SavedView = z.object({
  id: z.string(),
  screen: z.string().max(60),
  name: z.string().min(1).max(80),
  /** The part of the address after `?`. */
  search: z.string().max(8000),
});
export type SavedView = z.infer<typeof SavedView>;

export const accessRoutes = {
  logIn: route({
    method: 'POST',
    path: '/session',
    summary: 'Log in',
    permission: 'public',
    body: z.object({ login: z.string(), password: z.string() }),
    response: Session.extend({ token: z.string() }),
  }),
  readSession: route({
    method: 'GET',
    path: '/session',
    summary: 'Who am I',
    permission: 'signed-in',
    response: Session,
  }),
  logOut: route({
    method: 'DELETE',
    path: '/session',
    summary: 'Log out',
    permission: 'signed-in',
    response: z.object({ done: z.literal(true) }),
  }),
  putAccounts: route({
    method: 'PUT',
    path: '/accounts',
    summary: 'Create or change accounts',
    permission: 'administration',
    audit: true,
    body: z.object({ accounts: z.array(NewAccount).max(1000) }),
    response: z.object({ written: z.number().int() }),
  }),
  listAccounts: route({
    method: 'GET',
    path: '/accounts',
    summary: 'Accounts of the viewer’s subtree',
    permission: 'administration',
    query: Page.extend({
      /** Part of the login or of the name. */
      text: z.string().default(''),
      role: Role.optional(),
      active: z.stringbool().optional(),
      sort: z.enum(['login', 'changed', 'lastLogIn']).default('login'),
      order: SortOrder,
    }),
    response: z.object({ total: z.number().int(), items: z.array(Account) }),
  }),
  revokeSessions: route({
    method: 'POST',
    path: '/accounts/:login/revoke',
    summary: 'End every session of an account, on phones too: what they hold is locked at their next call',
    permission: 'administration',
    audit: true,
    params: z.object({ login: z.string() }),
    body: z.object({}),
    response: z.object({ ended: z.number().int() }),
  }),
  listRoles: route({
    method: 'GET',
    path: '/roles',
    summary: 'What each role may do, as the server applies it',
    permission: 'administration',
    response: z.object({ items: z.array(z.object({ role: Role, permissions: z.array(z.string()) })) }),
  }),
  listAudit: route({
    method: 'GET',
    path: '/audit-log',
    summary: 'The audit log, newest first unless asked otherwise',
    permission: 'administration',
    query: Page.extend({
      ...auditFilter.shape,
      sort: z.enum(['id', 'actor', 'action']).default('id'),
      order: SortOrder.default('down'),
    }),
    response: z.object({
      total: z.number().int(),
      /** The newest check of the hash chain: how far it went, and whether every row was the one that was written. */
      checked: z.object({ at: z.string(), upTo: z.number().int(), intact: z.boolean() }).nullable(),
      items: z.array(AuditRow),
    }),
  }),
  verifyAudit: route({
    method: 'POST',
    path: '/audit-log/verify',
    summary: 'Check the hash chain of the audit log; a job whose result is { rows, upTo, intact, brokenAt }',
    permission: 'administration',
    body: z.object({
      /** From its first row, or from where the newest check ended. */
      from: z.enum(['first', 'checked']).default('first'),
    }),
    response: JobStarted,
  }),
  exportAudit: route({
    method: 'GET',
    path: '/audit-log.csv',
    summary: 'The audit log as CSV, newest first',
    permission: 'administration',
    audit: true,
    streams: 'text/csv',
    query: auditFilter,
    response: z.string(),
  }),
  listViews: route({
    method: 'GET',
    path: '/views',
    summary: 'The viewer’s saved views',
    permission: 'signed-in',
    response: z.object({ items: z.array(SavedView) }),
  }),
  putView: route({
    method: 'PUT',
    path: '/views/:id',
    summary: 'Save a view',
    permission: 'signed-in',
    params: z.object({ id: z.uuid() }),
    body: SavedView.omit({ id: true }),
    response: SavedView,
  }),
  deleteView: route({
    method: 'DELETE',
    path: '/views/:id',
    summary: 'Forget a view',
    permission: 'signed-in',
    params: z.object({ id: z.uuid() }),
    response: z.object({ done: z.literal(true) }),
  }),
};
