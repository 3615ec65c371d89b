import type { Appeal, ClientAction, PhoneOrder, StreetReport, Theirs } from '#contract';

/** One thing a person did that has to reach the server. Its id is made here, so sending it twice does no harm. */
export type Work =
  | { readonly kind: 'action'; readonly action: ClientAction }
  | { readonly kind: 'report'; readonly report: StreetReport }
  | { readonly kind: 'appeal'; readonly appeal: Appeal };

/** What was done, with its id and its time, whatever kind it is of. */
export function partOf(work: Work): { readonly id: string; readonly at: string } {
  if (work.kind === 'action') return work.action;
  return work.kind === 'report' ? work.report : work.appeal;
}
export const workId = (work: Work): string => partOf(work).id;

/** Work that has not reached the server yet. */
export interface Waiting {
  readonly seq: number;
  readonly holdUntil: number;
  readonly sending: boolean;
  readonly work: Work;
}

/** What could not be merged: the person's entry beside what the server has. It stays until the person decides. */
export interface Conflict {
  readonly id: string;
  readonly at: string;
  /** `refused`: it does not count. `met`: it met another result. `replaced`: it counted, and another has taken its place. */
  readonly kind: 'refused' | 'met' | 'replaced';
  readonly work: Work;
  readonly customerName: string | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly theirs: Theirs | null;
}

/** What lists, search and the map need of an order; everything else is its detail and is opened when asked for. */
export type Card = Omit<PhoneOrder, 'facts' | 'lastContacts' | 'feedback' | 'stepsDone' | 'wave' | 'closedWhy'>;

export function cardOf(order: PhoneOrder): Card {
  const { facts: _, lastContacts: _1, feedback: _2, stepsDone: _3, wave: _4, closedWhy: _5, ...card } = order;
  return card;
}
