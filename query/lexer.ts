import { keywords } from './syntax.ts';
import type { Position } from './syntax.ts';
import type { Problem } from './problem.ts';

export type Token = Position &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'name'; readonly value: string; readonly quoted: boolean }
    | { readonly kind: 'keyword' | 'symbol'; readonly value: string }
    | { readonly kind: 'end'; readonly value: '' }
  );

const space = /\s+/uy;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*/uy;
const symbol = /<=|>=|<>|!=|[=<>+\-*/(),]/uy;

/** What people write who come from another language or an input method, and what they mean. */
const meant: Readonly<Record<string, string>> = {
  '==': '=',
  '&&': 'and',
  '||': 'or',
  '!': 'not',
  '（': '(',
  '）': ')',
  '，': ',',
  '‘': "'",
  '’': "'",
  '“': "'",
  '”': "'",
  '＝': '=',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '＞': '>',
  '＜': '<',
};

/** Cuts the text into tokens; the last one is `end`. Returns the problem that stopped it, if any. */
export function tokenize(text: string): { readonly tokens: readonly Token[]; readonly problem?: Problem } {
  const tokens: Token[] = [];
  let from = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = from;
    return pattern.exec(text)?.[0];
  };
  const stop = (code: Problem['code'], to: number, params: Problem['params'], suggestion?: string) => ({
    tokens,
    problem: { code, at: { from, to }, path: [], params, ...(suggestion === undefined ? {} : { suggestion }) },
  });
  while (from < text.length) {
    const blank = match(space);
    if (blank !== undefined) {
      from += blank.length;
      continue;
    }
    const first = text[from]!;
    if (first === "'" || first === '`' || first === '"') {
      const quoted = readQuoted(text, from);
      if (!quoted)
        return stop(
          first === "'" ? 'unclosed-text' : 'unclosed-name',
          text.length,
          { quote: first },
          text.slice(from) + first,
        );
      tokens.push(
        first === "'"
          ? { kind: 'text', value: quoted.value, from, to: quoted.to }
          : { kind: 'name', quoted: true, value: quoted.value, from, to: quoted.to },
      );
      from = quoted.to;
      continue;
    }
    const digits = match(number);
    if (digits !== undefined) {
      const to = from + digits.length;
      const value = Number(digits);
      if (!Number.isFinite(value) || /[\p{L}_\d]/u.test(text[to] ?? ' '))
        return stop('bad-number', to + (Number.isFinite(value) ? 1 : 0), { text: text.slice(from, to + 1).trim() });
      tokens.push({ kind: 'number', value, from, to });
      from = to;
      continue;
    }
    const letters = match(word);
    if (letters !== undefined) {
      const to = from + letters.length;
      const lower = letters.toLowerCase();
      tokens.push(
        keywords.has(lower)
          ? { kind: 'keyword', value: lower, from, to }
          : { kind: 'name', quoted: false, value: letters, from, to },
      );
      from = to;
      continue;
    }
    const two = text.slice(from, from + 2);
    const mark = meant[two] === undefined ? match(symbol) : undefined;
    if (mark === undefined) {
      const character = meant[two] === undefined ? String.fromCodePoint(text.codePointAt(from)!) : two;
      return stop('unexpected', from + character.length, { found: character }, meant[character]);
    }
    tokens.push({ kind: 'symbol', value: mark === '<>' ? '!=' : mark, from, to: from + mark.length });
    from += mark.length;
  }
  tokens.push({ kind: 'end', value: '', from: text.length, to: text.length });
  return { tokens };
}

/** Reads from the opening quote to the closing one; a doubled quote stands for itself. */
function readQuoted(text: string, start: number): { value: string; to: number } | undefined {
  const quote = text[start]!;
  let value = '';
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== quote) value += text[i];
    else if (text[i + 1] === quote) value += text[i++];
    else return { value, to: i + 1 };
  }
  return undefined;
}
