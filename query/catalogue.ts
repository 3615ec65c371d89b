export type FieldType = 'text' | 'number' | 'integer' | 'boolean' | 'date';
export type Language = 'en' | 'zh';
export type Labels = { readonly [L in Language]?: string };

/**
 * A measured or described property of a customer: one column of the customer record.
 * Column types by contract: text String, number Float64 (never NaN or infinite), integer Int64 or smaller, boolean Bool, date Date32 or Date.
 */
export interface Field {
  readonly name: string;
  readonly column: string;
  readonly type: FieldType;
  /** As in 'CNY/month'; '' for a ratio; absent when nobody has said. */
  readonly unit?: string;
  readonly labels?: Labels;
  /** The values that are known to occur; a text outside them is a hint, not a problem. */
  readonly values?: readonly string[];
  /** What people call them, by value; a value without a name is called by itself. */
  readonly valueNames?: Readonly<Record<string, Labels>>;
  /** false: the column is declared without Nullable, which makes leaner SQL. */
  readonly nullable?: boolean;
}

export interface Named {
  readonly labels?: Labels;
}

/** Where contacts are kept, for contacted_within(days). */
export interface ContactLedger {
  readonly table: string;
  readonly keyColumn: string;
  readonly dateColumn: string;
}

/** Everything a rule may name, and the month it is asked of. Derived fields (arpu.mean3) are fields like all others. */
export interface Catalogue {
  readonly fields: Readonly<Record<string, Field>>;
  readonly tags: Readonly<Record<string, Named>>;
  /** Segments are text columns, scores number columns of the customer record. */
  readonly segments: Readonly<Record<string, Field>>;
  readonly scores: Readonly<Record<string, Field>>;
  readonly audiences: Readonly<Record<string, Named>>;
  /** Formulas of the metric language, which a rule asks of the customer alone. */
  readonly indicators?: Readonly<Record<string, Named & { readonly formula: string }>>;
  readonly contacts?: ContactLedger;
  /** YYYYMM of the record's month. */
  readonly period: number;
}

/** A catalogue with nothing in it, to be spread and filled. */
export const emptyCatalogue = (period: number): Catalogue => ({
  fields: {},
  tags: {},
  segments: {},
  scores: {},
  audiences: {},
  period,
});

/** Own entries only: a field is never called `constructor` by accident. */
export function lookUp<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
