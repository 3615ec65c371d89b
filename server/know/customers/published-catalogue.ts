import type { Text2 } from '#contract';
import type { Field } from '#query';
import type { Db } from '#platform/records';
import { readPublications, type PublishedKind } from './published-field-store.ts';

/** A published field as others see it. */
export interface PublishedField {
  readonly kind: PublishedKind;
  readonly id: string;
  readonly column: string;
  readonly labels: Text2;
  readonly values: readonly string[] | null;
  readonly valueNames: Readonly<Record<string, Text2>> | null;
  readonly source: { readonly feature: string; readonly version: string };
  readonly publishedAt: Date;
  readonly publishedBy: string;
}

/** What is published and filled, in the order of kind and id. */
export async function readPublishedFields(db: Db): Promise<PublishedField[]> {
  const rows = await readPublications(db);
  return rows
    .filter((row) => row.offered)
    .map((row) => ({
      kind: row.kind,
      id: row.id,
      column: row.column_name,
      labels: { en: row.label_en, zh: row.label_zh },
      values: row.known_values,
      valueNames: row.value_names,
      source: { feature: row.feature, version: row.version },
      publishedAt: row.published_at,
      publishedBy: row.published_by,
    }));
}

/** Those of one kind as the language of rules knows them, by id. */
export const ruleFieldsOf = (published: readonly PublishedField[], kind: PublishedKind): Record<string, Field> =>
  Object.fromEntries(published.filter((field) => field.kind === kind).map((field) => [field.id, ruleField(field)]));

const ruleField = ({ kind, id, column, labels, values, valueNames }: PublishedField): Field => ({
  name: id,
  column,
  type: kind === 'score' ? 'number' : 'text',
  ...(kind === 'score' && { unit: '' }),
  labels,
  ...(values && { values }),
  ...(valueNames && { valueNames }),
});
