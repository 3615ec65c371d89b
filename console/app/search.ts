/** What the addresses of screens may hold after `?`. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
/** A number from 1. */
export const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : undefined;
/** The first page needs no number. */
export const page = (value: unknown): number | undefined => (value === 1 ? undefined : whole(value));

/** An address inside this console, and nothing else: the log-in must not send anybody to another site. */
export const inside = (value: unknown): string | undefined => {
  const address = text(value);
  return address && /^\/(?![/\\])/.test(address) ? address : undefined;
};

export type ListSearch<K extends string> = {
  [N in K | 'page']?: (N extends 'page' ? number : string) | undefined;
};
/** The texts of an address by these names, and its page: what a list's filters are kept in. */
export function listSearch<K extends string>(names: readonly K[], search: Record<string, unknown>): ListSearch<K> {
  const texts = Object.fromEntries(names.map((name) => [name, text(search[name])]));
  return { ...texts, page: page(search['page']) } as ListSearch<K>;
}

/** Absent and undefined are the same in an address. */
export interface RuleSearch {
  readonly rule?: string | undefined;
  readonly audience?: string | undefined;
  readonly period?: string | undefined;
  /** What the rule is to be saved as, where not as an audience; and the tag that is being changed. */
  readonly as?: 'tag' | undefined;
  readonly tag?: string | undefined;
}
