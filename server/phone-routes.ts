import { logIn, openSeal, phoneSessionHours, sealingKeyOf } from '#platform/access';
import type { Clock } from '#platform/context';
import type { Feature } from '#platform/feature';
import type { Records } from '#platform/records';
import { scopeOf } from '#know/organisation';
import { sessionOf } from './session-routes.ts';

/**
 * Logging in on a phone. Its session is longer than the office's, because the network may be away for days; its token
 * travels in the header and never as a cookie, so that a console in the same browser keeps its own session.
 */
export function phoneRoutesOf(db: Records, clock: Clock): Feature {
  return {
    name: 'phone',
    handlers: {
      openPhone: async ({ session }, { body }) => {
        const input = { ...body, address: session.address, hours: phoneSessionHours };
        const { token, expiresAt, actor } = await logIn(db, clock, input, scopeOf);
        const sealingKey = await sealingKeyOf(db, clock, actor.accountId);
        return { token, expiresAt: expiresAt.toISOString(), sealingKey, ...(await sessionOf(db, actor)) };
      },
      openSeal: async ({ actor }, { body }) => ({ key: await openSeal(db, actor.accountId, body) }),
    },
  };
}
