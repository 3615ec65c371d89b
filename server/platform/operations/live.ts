import type { Actor } from '#platform/context';
import type { Event, Events } from '#platform/outbox';

/** A line of silence this often keeps proxies from cutting the connection. */
const heartbeatMs = 15_000;
/** A viewer that does not keep up is better served by a fresh start than by a queue that grows. */
const longestQueue = 1_000;

/**
 * Server-sent events for one viewer, until the connection closes. An event that names an org unit is told only to
 * those who may see it; one that names a login, to that account and to those who see everything.
 */
export async function* liveEvents(
  events: Pick<Events, 'subscribe'>,
  actor: Actor,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const queue: Event[] = [];
  let wake = () => {};
  const unsubscribe = events.subscribe(
    (event) => mayHear(actor, event),
    (event) => {
      queue.push(event);
      wake();
    },
  );
  try {
    yield 'retry: 2000\n\n';
    while (!signal.aborted && queue.length < longestQueue) {
      for (const event of queue.splice(0))
        yield `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`;
      const beat = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), heartbeatMs);
        const stop = () => (clearTimeout(timer), resolve(false));
        wake = stop;
        signal.addEventListener('abort', stop, { once: true });
        if (queue.length > 0) stop();
      });
      if (beat) yield ': still here\n\n';
    }
  } finally {
    unsubscribe();
  }
}

function mayHear(actor: Actor, event: Event): boolean {
  const { orgUnitId, login } = event as { orgUnitId?: string | null; login?: string | null };
  if (actor.scope.kind === 'everything') return true;
  if (login !== undefined) return login === actor.login;
  return orgUnitId === undefined || (orgUnitId !== null && actor.scope.units.includes(orgUnitId));
}
