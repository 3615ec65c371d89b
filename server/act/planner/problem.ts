/**
 * Who could get what from whom, and what limits it: a scheduling problem in the words it is told in. People, offers and
 * the like are places in the lists of names; lists of names are sorted, so that nothing depends on the order of rows.
 */
export interface PlanProblem {
  readonly names: Names;
  readonly candidates: Candidates;
  /** Minutes by person and day; a day that is not there is a day off. Undefined: nobody's minutes are limited. */
  readonly personDays: readonly PersonDay[] | undefined;
  /** Contacts by channel and day; a day that is not there is closed. Channels without any row are not limited. */
  readonly channelDays: readonly ChannelDay[] | undefined;
  /** By place in names.offers. At most one contact of a group goes to a customer or household. */
  readonly offerGroup: readonly (string | null)[] | undefined;
  /** By place in names.customers; at most one contact goes to a household. */
  readonly household: readonly (string | number | null)[] | undefined;
  /** Undefined: no limit. */
  readonly contactsPerCustomer: number | undefined;
  readonly limits: readonly SharedLimit[];
  /** Nobody's minutes in the plan go beyond so many times the mean of all people; undefined: no such limit. */
  readonly fairness: number | undefined;
  /** By place in names.people: loads are compared, and the mean is taken, among those of one class. Undefined: all are of one. */
  readonly loadClass?: readonly number[] | undefined;
}

export interface Names {
  readonly customers: readonly string[];
  readonly offers: readonly string[];
  readonly channels: readonly string[];
  readonly people: readonly string[];
  /** In calendar order. */
  readonly days: readonly string[];
  readonly campaigns: readonly string[];
  readonly areas: readonly string[];
}

/** Column by column; a candidate is one row. */
export interface Candidates {
  readonly count: number;
  readonly customer: Uint32Array;
  readonly offer: Uint16Array;
  readonly channel: Uint16Array;
  /** -1: nobody's minutes. */
  readonly person: Int32Array;
  readonly minutes: Float64Array | Int32Array;
  readonly cost: Float64Array | Int32Array;
  readonly gain: Float64Array;
  /** Cost and minutes are written in these parts of a yuan or minute: 100 means fen. */
  readonly costScale: number;
  readonly minutesScale: number;
  readonly campaign?: Uint16Array | undefined;
  readonly area?: Uint16Array | undefined;
}

export interface PersonDay {
  readonly person: number;
  readonly day: number;
  readonly minutes: number;
}
export interface ChannelDay {
  readonly channel: number;
  readonly day: number;
  readonly capacity: number;
}

/** At most, or at least, so many contacts, or so much cost, among the candidates that the words name. */
export interface SharedLimit {
  readonly name: string;
  readonly sense: 'at-most' | 'at-least';
  readonly of: 'contacts' | 'cost';
  readonly bound: number;
  readonly offer?: number | undefined;
  readonly channel?: number | undefined;
  readonly campaign?: number | undefined;
  readonly area?: number | undefined;
}

/** One contact of a plan: a candidate's row and its day. */
export interface Contact {
  readonly row: number;
  readonly day: number;
}
