import { scramble } from './random.ts';

/** What is wrong on purpose in the feeds, counted into the truth so that a test can ask the quarantine for exactly it. */
export type DefectKind =
  | 'duplicate' // a row twice
  | 'missing-key' // no customer number
  | 'wrong-type' // a word where a number or a day belongs
  | 'impossible' // negative data, born in 2090
  | 'unknown-unit' // a grid that does not exist
  | 'bad-bytes'; // bytes that are not in the feed's encoding
export interface Defects {
  readonly feed: string;
  /** Null for feeds without a period. */
  readonly period: string | null;
  readonly kind: DefectKind;
  readonly count: number;
}

export interface DefectCounter {
  add(kind: DefectKind, count?: number): void;
  list(feed: string, period: string | null): Defects[];
}
export function countDefects(): DefectCounter {
  const counts = new Map<DefectKind, number>();
  return {
    add: (kind, count = 1) => void counts.set(kind, (counts.get(kind) ?? 0) + count),
    list: (feed, period) => [...counts].map(([kind, count]) => ({ feed, period, kind, count })),
  };
}

const monthly: readonly DefectKind[] = ['impossible', 'wrong-type', 'missing-key', 'duplicate'];
/** Four rows in a thousand of a monthly feed are spoilt: which, and how. */
export function defectOf(seed: number, index: number, salt: number): DefectKind | undefined {
  return monthly[scramble(seed ^ 0x0def, index, salt) % 1000];
}

/** Broken rows that the customer feed carries beside the real ones. */
export const brokenCustomers = (customers: number): number => Math.max(1, Math.floor(customers / 5000));
/** Customers whose row stands twice. */
export const repeatedCustomers = (customers: number): number => Math.max(2, Math.floor(customers / 2000));
