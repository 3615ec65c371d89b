import { randomUUID } from 'node:crypto';
import argon2 from 'argon2';
import type { z } from 'zod';
import { Problem, type NewAccount, type Role } from '#contract';
import type { Scope } from '#query';
import type { Actor, Clock } from '#platform/context';
import type { Records } from '#platform/records';
import { permissions } from './role.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const strength = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Finds which org units lie below one; given by the organisation, which the platform does not know. */
export type ScopeOf = (db: Records, orgUnitId: string) => Promise<Scope>;

export async function putAccounts(
  db: Records,
  clock: Clock,
  accounts: readonly z.output<typeof NewAccount>[],
): Promise<number> {
  const hashes = await Promise.all(
    accounts.map(async ({ password }) => (password === undefined ? null : argon2.hash(password, strength))),
  );
  await db.transaction().execute(async (trx) => {
    for (const [i, account] of accounts.entries()) {
      const hash = hashes[i] ?? null;
      const row = {
        login: account.login,
        name_en: account.name.en,
        name_zh: account.name.zh,
        roles: account.roles,
        org_unit_id: account.orgUnitId,
        person_id: account.personId,
        active: account.active,
        changed_at: clock.now(),
      };
      await trx
        .insertInto('account')
        .values({ id: randomUUID(), ...row, password_hash: hash })
        .onConflict((conflict) =>
          conflict.column('login').doUpdateSet({ ...row, ...(hash !== null && { password_hash: hash }) }),
        )
        .execute();
      // A new password or a closed account ends what was open with the old one.
      if (hash !== null || !account.active) {
        await trx
          .deleteFrom('session')
          .where('account_id', 'in', trx.selectFrom('account').select('id').where('login', '=', account.login))
          .execute();
      }
    }
  });
  return accounts.length;
}

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly password_hash: string | null;
  readonly name_en: string;
  readonly name_zh: string;
  readonly roles: Role[];
  readonly org_unit_id: string;
  readonly person_id: string | null;
  readonly active: boolean;
}

export async function findAccount(db: Records, login: string): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst();
}

export async function passwordFits(account: Account | undefined, password: string): Promise<boolean> {
  // An unknown login costs as much time as a known one.
  const hash = account?.password_hash ?? (await decoy);
  const fits = await argon2.verify(hash, password);
  return fits && account !== undefined && account.password_hash !== null && account.active;
}
const decoy = argon2.hash(randomUUID(), strength);

export async function actorOf(db: Records, account: Account, scopeOf: ScopeOf): Promise<Actor> {
  if (!account.active) throw new Problem('unauthenticated', 'account-closed', 'This account is closed.');
  return {
    accountId: account.id,
    login: account.login,
    personId: account.person_id,
    name: { en: account.name_en, zh: account.name_zh },
    roles: account.roles,
    permissions: permissions(account.roles),
    orgUnitId: account.org_unit_id,
    scope: await scopeOf(db, account.org_unit_id),
  };
}
