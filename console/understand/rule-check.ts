import type { RecordField } from '#contract';
import { emptyCatalogue, readRule, type Catalogue, type Field, type Problem } from '#query';

/** A stretch of the rule's text that its author can put right. */
export interface RuleMark {
  readonly from: number;
  readonly to: number;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Text that may replace the stretch. */
  readonly suggestion?: string;
  /** Where the sentence was made by the server, for codes this page does not know. */
  readonly message?: string;
}

/** Of these the browser cannot know all that exist; the server decides. */
export const serverDecides: ReadonlySet<Problem['code']> = new Set([
  'unknown-tag',
  'unknown-audience',
  'unknown-segment',
  'unknown-score',
  'unknown-indicator',
  'not-available',
]);

/** The catalogue of the language, made of the catalogue that the API tells. `period` is `YYYY-MM`. */
export function catalogueOf(fields: readonly RecordField[], period: string): Catalogue {
  const known = fields.map((field): [string, Field] => [
    field.name,
    {
      name: field.name,
      column: field.column,
      type: field.type,
      ...(field.unit !== null && { unit: field.unit }),
      labels: field.label,
      ...(field.values && { values: field.values }),
    },
  ]);
  return { ...emptyCatalogue(Number(period.replace('-', ''))), fields: Object.fromEntries(known) };
}

/** Every problem of a rule as text that the browser can see by itself. */
export function checkRule(text: string, catalogue: Catalogue): readonly RuleMark[] {
  const checked = readRule(text, catalogue);
  return checked.ok ? [] : checked.problems.filter(({ code }) => !serverDecides.has(code)).map(markOf);
}

export const markOf = ({ code, at, params, suggestion }: Problem): RuleMark => ({
  from: at.from,
  to: at.to,
  code,
  params,
  ...(suggestion !== undefined && { suggestion }),
});

/** The rule with the suggestion of one mark taken. */
export const mend = (text: string, mark: RuleMark): string =>
  text.slice(0, mark.from) + (mark.suggestion ?? text.slice(mark.from, mark.to)) + text.slice(mark.to);
