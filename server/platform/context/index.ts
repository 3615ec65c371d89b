import type { Permission, Role, Text2 } from '#contract';
import type { Scope } from '#query';
import type { Records } from '#platform/records';
import type { Warehouse } from '#platform/warehouse';
import type { Log } from '#platform/log';
import type { Jobs } from '#platform/jobs';
import type { Events, Shipper } from '#platform/outbox';

/** The time. Injected so that tests and the demonstration operator can set it. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date() };

/** Who acts: an account with its rights, and the org units whose rows it may see (its own subtree). */
export interface Actor {
  readonly accountId: string;
  readonly login: string;
  readonly personId: string | null;
  readonly name: Text2;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  readonly orgUnitId: string;
  readonly scope: Scope;
}

/** What every use case gets beside its input. Plain data and handles; no container. */
export interface Context {
  readonly actor: Actor;
  readonly db: Records;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly events: Pick<Events, 'emit'>;
  /** Flush before a decision that needs the warehouse to know everything committed so far. */
  readonly outbox: Pick<Shipper, 'flush'>;
  /** How the call came: its session's token, if it has one, and the address it came from. */
  readonly session: { readonly token: string | null; readonly address: string };
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Whether a row of this org unit is inside the viewer's subtree. Rows without a unit are only for those who see everything. */
export function sees(actor: Pick<Actor, 'scope'>, orgUnitId: string | null): boolean {
  if (actor.scope.kind === 'everything') return true;
  return orgUnitId !== null && actor.scope.units.includes(orgUnitId);
}
