import { reasonsOf } from './learners/reasons.ts';
import type { Table } from './learners/table.ts';
import type { ModelDocument } from '#query';
import { isUplift, type ScoreDocument } from './score-document.ts';

export interface Contribution {
  readonly field: string;
  readonly contribution: number;
}

/** What each field does to each row's score, on the scale of the model's sum; of an uplift, those of its first arm's parts by their weights. */
export function contributionsOf(document: ScoreDocument, table: Table): Contribution[][] {
  const parts = isUplift(document) ? (document.arms[0]?.terms ?? []) : [{ weight: 1, document }];
  const sums = Array.from({ length: table.rows }, () => new Map<string, number>());
  for (const part of parts) addPart(sums, part, table);
  return sums.map((fields) => Array.from(fields, ([field, contribution]) => ({ field, contribution })));
}

function addPart(
  sums: readonly Map<string, number>[],
  { weight, document }: { readonly weight: number; readonly document: ModelDocument },
  table: Table,
): void {
  const { inputs, contributions } = reasonsOf(document, table);
  for (const [i, name] of inputs.entries())
    for (const [row, fields] of sums.entries())
      fields.set(name, (fields.get(name) ?? 0) + weight * (contributions[i]?.[row] ?? 0));
}
