import type { RecordField } from '#contract';
import { facts, functions } from '#query';

export interface Completion {
  /** What is written in place of what was typed. */
  readonly insert: string;
  readonly field?: RecordField;
  readonly kind: 'field' | 'value' | 'word';
}
export interface Completions {
  /** The part of the text that a completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly Completion[];
}

const most = 8;
const words = ['and', 'or', 'not', 'between', 'in', 'like', 'is null', 'is not null', 'case', 'true', 'false'];
const calls = [...Object.keys(functions), ...facts, 'indicator'].map((name) => `${name}(`);
const nameBefore = /[\p{L}_][\p{L}\p{M}\p{N}_.]*$/u;
const fieldBefore = /([\p{L}_][\p{L}\p{M}\p{N}_.]*)\s*(?:=|!=|<>|(?:not\s+)?in\s*\((?:[^()]*,)?)\s*$/iu;

/**
 * What may stand at the caret: names of fields (found by name or by label in either language), functions and words of
 * the language; between quotes, the known values of the field that is compared.
 */
export function complete(text: string, caret: number, fields: readonly RecordField[]): Completions | undefined {
  const before = text.slice(0, caret);
  const quote = openQuote(before);
  if (quote !== undefined) return values(before, quote, caret, fields);
  const typed = nameBefore.exec(before)?.[0];
  if (typed === undefined) return undefined;
  const options = [...rankFields(typed, fields), ...rankWords(typed)].slice(0, most);
  const only = options.length === 1 ? options[0] : undefined;
  // Nothing to offer when the only thing that fits stands there already.
  if (options.length === 0 || only?.insert === typed) return undefined;
  return { from: caret - typed.length, to: caret, options };
}

/** Where the quote begins that is still open at the end of the text; doubled quotes open and close again. */
function openQuote(before: string): number | undefined {
  let open: number | undefined;
  for (let i = 0; i < before.length; i++) if (before[i] === "'") open = open === undefined ? i : undefined;
  return open;
}

function values(before: string, quote: number, caret: number, fields: readonly RecordField[]): Completions | undefined {
  const name = fieldBefore.exec(before.slice(0, quote))?.[1];
  const known = fields.find((field) => field.name === name)?.values ?? [];
  const typed = before.slice(quote + 1).toLowerCase();
  const options = known
    .filter((value) => value.toLowerCase().startsWith(typed) && value.toLowerCase() !== typed)
    .slice(0, most)
    .map((value): Completion => ({ insert: `'${value.replaceAll("'", "''")}'`, kind: 'value' }));
  return options.length > 0 ? { from: quote, to: caret, options } : undefined;
}

/** 0 is the best fit: the name begins with it; then a part of the name; then a label. */
function fit(typed: string, field: RecordField): number | undefined {
  const wanted = typed.toLowerCase();
  const name = field.name.toLowerCase();
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (field.label.en.toLowerCase().includes(wanted) || field.label.zh.includes(wanted)) return 2;
  return undefined;
}

function rankFields(typed: string, fields: readonly RecordField[]): Completion[] {
  return fields
    .flatMap((field) => {
      const rank = fit(typed, field);
      return rank === undefined ? [] : [{ field, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.field.name.length - b.field.name.length)
    .slice(0, most)
    .map(({ field }) => ({ insert: field.name, field, kind: 'field' }));
}

function rankWords(typed: string): Completion[] {
  const wanted = typed.toLowerCase();
  return [...words, ...calls].filter((word) => word.startsWith(wanted)).map((insert) => ({ insert, kind: 'word' }));
}
