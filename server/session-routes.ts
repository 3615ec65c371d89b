import { z } from 'zod';
import { Problem, Role, type ProblemDetail, type Session } from '#contract';
import {
  auditCsv,
  deleteView,
  listAccounts,
  listViews,
  logIn,
  logOut,
  permissionsOf,
  putAccounts,
  putView,
  readAudit,
  revokeSessions,
  unitsOfAccounts,
  verifyAudit,
} from '#platform/access';
import { sees, type Actor, type Clock } from '#platform/context';
import type { Feature } from '#platform/feature';
import { defineJob } from '#platform/jobs';
import type { Records } from '#platform/records';
import { readUnits, scopeOf } from '#know/organisation';

const verifyJob = 'audit.verify';

/** Logging in and out, who am I, accounts, roles, saved views, and the audit log. */
export function accessRoutesOf(db: Records, clock: Clock): Feature {
  return {
    name: 'access',
    handlers: {
      logIn: async ({ session }, { body }) => {
        const { token, actor } = await logIn(db, clock, { ...body, address: session.address }, scopeOf);
        return { token, ...(await sessionOf(db, actor)) };
      },
      logOut: async ({ session }) => {
        if (session.token !== null) await logOut(db, session.token);
        return { done: true };
      },
      readSession: ({ actor }) => sessionOf(db, actor),
      putAccounts: async ({ actor }, { body }) => ({
        written: await putAccounts(db, clock, await inTerritory(db, actor, body.accounts)),
      }),
      listAccounts: ({ actor }, { query }) => listAccounts(db, clock, query, unitsOf(actor)),
      revokeSessions: async ({ actor }, { params: { login } }) => {
        const unit = (await unitsOfAccounts(db, [login])).get(login);
        if (unit === undefined || !sees(actor, unit)) throw noAccount(login);
        return { ended: await revokeSessions(db, clock, login) };
      },
      listRoles: async () => ({
        items: Role.options.map((role) => ({ role, permissions: [...permissionsOf[role]] })),
      }),
      listAudit: ({ actor }, { query }) => readAudit(db, { ...query, units: unitsOf(actor) }),
      exportAudit: async ({ actor }, { query }) => auditCsv(db, { ...query, units: unitsOf(actor) }),
      verifyAudit: async ({ jobs }, { body }) => ({
        job: await jobs.enqueue(verifyJob, body, { singletonKey: body.from }),
      }),
      listViews: async ({ actor }) => ({ items: await listViews(db, actor.login) }),
      putView: ({ actor }, { params, body }) => putView(db, clock, actor.login, { ...params, ...body }),
      deleteView: async ({ actor }, { params }) => {
        await deleteView(db, actor.login, params.id);
        return { done: true };
      },
    },
    jobs: [
      defineJob({
        name: verifyJob,
        schema: z.object({ from: z.enum(['first', 'checked']) }),
        handler: (_, { from }, { progress, signal }) =>
          verifyAudit(db, clock.now(), {
            from,
            signal,
            onProgress: (upTo, last) => progress(last === 0 ? 1 : Math.min(1, upTo / last), `${upTo}`),
          }),
      }),
    ],
  };
}

const unitsOf = ({ scope }: Actor): readonly string[] | undefined => (scope.kind === 'units' ? scope.units : undefined);

const noAccount = (login: string): Problem =>
  new Problem('missing', 'no-such-account', `There is no account ${login} in your territory.`, {
    parameters: { login },
  });

export async function sessionOf(db: Records, actor: Actor): Promise<Session> {
  const [unit] = await readUnits(db, [actor.orgUnitId]);
  return {
    accountId: actor.accountId,
    login: actor.login,
    personId: actor.personId,
    name: actor.name,
    roles: [...actor.roles],
    permissions: [...actor.permissions].sort(),
    orgUnitId: actor.orgUnitId,
    orgUnitName: unit?.name ?? { en: actor.orgUnitId, zh: actor.orgUnitId },
  };
}

/** Whoever administers a part of the tree makes and changes accounts of that part only. */
async function inTerritory<T extends { readonly orgUnitId: string; readonly login: string }>(
  db: Records,
  actor: Actor,
  accounts: readonly T[],
): Promise<readonly T[]> {
  const known = new Set((await readUnits(db)).map((unit) => unit.id));
  const before = await unitsOfAccounts(
    db,
    accounts.map(({ login }) => login),
  );
  const problems = accounts.flatMap(({ orgUnitId, login }, i): ProblemDetail[] => {
    const place = `accounts.${i}.orgUnitId`;
    if (!known.has(orgUnitId)) return [{ code: 'unknown-unit', place, message: `There is no org unit ${orgUnitId}.` }];
    if (sees(actor, orgUnitId) && sees(actor, before.get(login) ?? orgUnitId)) return [];
    return [{ code: 'outside-territory', place, message: `${login} is outside your territory.` }];
  });
  if (problems[0]) throw new Problem('invalid', 'accounts-invalid', problems[0].message, { problems });
  return accounts;
}
