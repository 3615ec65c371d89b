import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#contract';
import { actorOf, actorOfToken, findAccount, permissions } from '#platform/access';
import type { Actor, Clock } from '#platform/context';
import { tokenOf } from '#platform/http';
import type { Records } from '#platform/records';
import { scopeOf } from '#know/organisation';

/** Nobody in particular: for calls without a session. */
export const nobody: Actor = {
  accountId: '',
  login: 'nobody',
  personId: null,
  name: { en: 'Nobody', zh: '无' },
  roles: [],
  permissions: new Set(['public'] as const),
  orgUnitId: '',
  scope: { kind: 'units', units: [] },
};

/** The installation itself: jobs, and whoever can read the lock file of the data directory. */
export const system: Actor = {
  accountId: 'system',
  login: 'system',
  personId: null,
  name: { en: 'The system', zh: '系统' },
  roles: ['administrator'],
  permissions: permissions(['administrator']),
  orgUnitId: '',
  scope: { kind: 'everything' },
};

/** An actor is read anew this often: a closed account is out within these seconds everywhere. */
const rememberedMs = 2_000;
const mostRemembered = 5_000;

/** Who calls: by session, or by the token of the lock file, which may act as any account (`x-gridloop-as`). */
export function authenticator(
  db: Records,
  clock: Clock,
  localToken: string,
): (request: FastifyRequest) => Promise<Actor> {
  const remembered = new Map<string, { actor: Actor; until: number }>();
  return async (request) => {
    const token = tokenOf(request);
    if (token === undefined) throw new Problem('unauthenticated', 'no-session', 'Log in first.');
    const as = sameText(token, localToken) ? (request.headers['x-gridloop-as'] ?? '') : undefined;
    if (as === '') return system;
    const key = as === undefined ? `session ${token}` : `as ${String(as)}`;
    const found = remembered.get(key);
    if (found && found.until > Date.now()) return found.actor;
    const actor = as === undefined ? await actorOfToken(db, clock, token, scopeOf) : await standIn(db, String(as));
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, { actor, until: Date.now() + rememberedMs });
    return actor;
  };
}

async function standIn(db: Records, login: string): Promise<Actor> {
  const account = await findAccount(db, login);
  if (!account) throw new Problem('unauthenticated', 'unknown-account', `There is no account ${login} to act as.`);
  return actorOf(db, account, scopeOf);
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
