import type { OrgUnitShape, OwnPoints, PhoneCampaign, PhoneFacts, PhoneField, Session } from '#contract';
import type { Lock } from './database.ts';
import type { Card, Conflict, Waiting } from './work.ts';

/** What the screens show. Never changed in place: a new state for every change. */
export interface PhoneState {
  readonly phase: 'starting' | 'locked' | 'open';
  readonly lock: Lock;
  /** Pieces of work that are sealed on this phone, for whomever. */
  readonly sealed: number;
  readonly session: Session | undefined;
  readonly expiresAt: string | null;
  readonly cards: ReadonlyMap<string, Card>;
  readonly campaigns: ReadonlyMap<string, PhoneCampaign>;
  readonly fields: Readonly<Record<string, PhoneField>>;
  readonly facts: PhoneFacts | null;
  readonly shapes: readonly OrgUnitShape[];
  /** One's own points as the office last told them, and when. */
  readonly points: { readonly at: string; readonly own: OwnPoints } | null;
  readonly queue: readonly Waiting[];
  readonly conflicts: readonly Conflict[];
  /** What was typed and not yet done, by the place where it was typed. */
  readonly drafts: ReadonlyMap<string, unknown>;
  readonly network: 'unknown' | 'online' | 'offline';
  readonly exchanging: boolean;
  /** Orders of the answer that is coming in. */
  readonly received: number | null;
  /** Why the last exchange came to nothing. */
  readonly trouble: unknown;
  readonly syncedAt: string | null;
}

export const emptyState: PhoneState = {
  phase: 'starting',
  lock: { why: 'never', login: null },
  sealed: 0,
  session: undefined,
  expiresAt: null,
  cards: new Map(),
  campaigns: new Map(),
  fields: {},
  facts: null,
  shapes: [],
  points: null,
  queue: [],
  conflicts: [],
  drafts: new Map(),
  network: 'unknown',
  exchanging: false,
  received: null,
  trouble: null,
  syncedAt: null,
};
