import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '#contract';
import type { Actor, Clock } from '#platform/context';
import type { Records } from '#platform/records';
import { actorOf, findAccount, passwordFits, type ScopeOf } from './accounts.ts';

const sessionHours = 14;
/** A phone may be without a network for a working day and the night; lost, it must not stay open for long. */
export const phoneSessionHours = 72;
const throttle = { windowMinutes: 15, failuresPerLogin: 10, failuresPerAddress: 100 };

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Checks the password and opens a session. Too many failures close the door for a while, to the right password too. */
export async function logIn(
  db: Records,
  clock: Clock,
  input: { login: string; password: string; address: string; hours?: number },
  scopeOf: ScopeOf,
): Promise<{ token: string; expiresAt: Date; actor: Actor }> {
  const since = new Date(clock.now().getTime() - throttle.windowMinutes * 60_000);
  const { by_login, by_address } = await db
    .selectFrom('login_failure')
    .where('at', '>', since)
    .where((e) => e.or([e('login', '=', input.login), e('address', '=', input.address)]))
    .select((e) => [
      e.fn.countAll<number>().filterWhere('login', '=', input.login).as('by_login'),
      e.fn.countAll<number>().filterWhere('address', '=', input.address).as('by_address'),
    ])
    .executeTakeFirstOrThrow();
  if (Number(by_login) >= throttle.failuresPerLogin || Number(by_address) >= throttle.failuresPerAddress) {
    throw new Problem(
      'limit',
      'too-many-attempts',
      `Too many failed attempts. Try again in ${throttle.windowMinutes} minutes.`,
      {
        parameters: { minutes: throttle.windowMinutes },
      },
    );
  }
  const account = await findAccount(db, input.login);
  if (!(await passwordFits(account, input.password)) || !account) {
    await db
      .insertInto('login_failure')
      .values({ login: input.login, address: input.address, at: clock.now() })
      .execute();
    throw new Problem('unauthenticated', 'wrong-login', 'The login or the password is wrong.');
  }
  const token = randomBytes(32).toString('base64url');
  const now = clock.now();
  const expires = new Date(now.getTime() + (input.hours ?? sessionHours) * 3_600_000);
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('login_failure').where('login', '=', input.login).execute();
    await trx.deleteFrom('login_failure').where('at', '<', since).execute();
    await trx.deleteFrom('session').where('expires_at', '<', now).execute();
    await trx
      .insertInto('session')
      .values({ token_hash: hashOf(token), account_id: account.id, created_at: now, expires_at: expires })
      .execute();
  });
  return { token, expiresAt: expires, actor: await actorOf(db, account, scopeOf) };
}

export async function actorOfToken(db: Records, clock: Clock, token: string, scopeOf: ScopeOf): Promise<Actor> {
  const account = await db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account_id')
    .selectAll('account')
    .where('token_hash', '=', hashOf(token))
    .where('expires_at', '>', clock.now())
    .executeTakeFirst();
  if (!account) throw new Problem('unauthenticated', 'no-session', 'Log in first.');
  return actorOf(db, account, scopeOf);
}

export async function logOut(db: Records, token: string): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', hashOf(token)).execute();
}
