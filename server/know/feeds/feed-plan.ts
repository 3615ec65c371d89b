import type { EntityName, FieldType, Text2 } from '#contract';

/** One field of a feed, with everything that can be known before its source is opened. */
export interface FeedField {
  readonly name: string;
  readonly type: FieldType;
  readonly unit: string | undefined;
  readonly label: Text2 | undefined;
  /** Documented with its entity, and not added by a manifest. */
  readonly isStandard: boolean;
  /** The source column, or a formula over the source columns and the feed's other fields. */
  readonly from: { readonly column: string } | { readonly formula: string };
  readonly missing: readonly string[];
  readonly keepEmpty: boolean;
  /** `manifest.yaml:12:5` */
  readonly place: string;
}

export type RowCheck =
  | { readonly kind: 'not-null'; readonly field: string }
  | { readonly kind: 'unique'; readonly fields: readonly string[] }
  | { readonly kind: 'range'; readonly field: string; readonly low: number | null; readonly high: number | null }
  | { readonly kind: 'one-of'; readonly field: string; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'references'; readonly field: string; readonly entity: EntityName };

/** A feed of a manifest, checked and with its defaults filled in: what a load works from. */
export interface FeedPlan {
  readonly feed: string;
  readonly entity: EntityName;
  readonly source: string;
  readonly directory: string;
  readonly format: 'csv' | 'tsv' | 'jsonl' | 'parquet' | undefined;
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le' | undefined;
  readonly delimiter: string | undefined;
  /** YYYYMM, or 0: no period. */
  readonly period: number;
  readonly fields: readonly FeedField[];
  readonly checks: readonly RowCheck[];
  readonly maxShare: number;
  readonly maxRows: number | undefined;
  /** What the manifest says of this feed, in one canonical text: part of the content's hash. */
  readonly definition: string;
  readonly place: string;
}

export const periodNumber = (period: string): number => Number(period.replace('-', ''));
export const periodText = (period: number): string | null =>
  period === 0 ? null : `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}`;
