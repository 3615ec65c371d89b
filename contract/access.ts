import { z } from 'zod';
import { route } from './route.ts';
import { Id, Page, Text2 } from './words.ts';

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
  listAudit: route({
    method: 'GET',
    path: '/audit-log',
    summary: 'The audit log, newest first',
    permission: 'administration',
    query: Page,
    response: z.object({
      total: z.number().int(),
      /** False when a row's hash does not fit its predecessor: somebody changed the log. */
      intact: z.boolean(),
      items: z.array(
        z.object({
          id: z.number(),
          at: z.string(),
          actor: z.string(),
          action: z.string(),
          subject: z.string().nullable(),
          detail: z.unknown(),
          hash: z.string(),
        }),
      ),
    }),
  }),
};
