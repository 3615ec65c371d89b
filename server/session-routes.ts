import { Problem, type Session } from '#contract';
import { logIn, logOut, putAccounts, readAudit } from '#platform/access';
import type { Actor, Clock } from '#platform/context';
import type { Feature } from '#platform/feature';
import type { Records } from '#platform/records';
import { readUnits, scopeOf } from '#know/organisation';

/** Logging in and out, who am I, accounts, and the audit log. */
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
      putAccounts: async (_, { body }) => ({
        written: await putAccounts(db, clock, await withUnits(db, body.accounts)),
      }),
      listAudit: (_, { query }) => readAudit(db, query),
    },
  };
}

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

async function withUnits<T extends { readonly orgUnitId: string }>(
  db: Records,
  accounts: readonly T[],
): Promise<readonly T[]> {
  const known = new Set((await readUnits(db)).map((unit) => unit.id));
  const problems = accounts.flatMap(({ orgUnitId }, i) =>
    known.has(orgUnitId)
      ? []
      : [{ code: 'unknown-unit', place: `accounts.${i}.orgUnitId`, message: `There is no org unit ${orgUnitId}.` }],
  );
  if (problems[0]) throw new Problem('invalid', 'accounts-invalid', problems[0].message, { problems });
  return accounts;
}
