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
  for (;;) {
    from += match(space, text, from)?.length ?? 0;
    if (from >= text.length) break;
    const read = readToken(text, from);
    if ('code' in read) return { tokens, problem: read };
    tokens.push(read);
    from = read.to;
  }
  tokens.push({ kind: 'end', value: '', from: text.length, to: text.length });
  return { tokens };
}

function match(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0];
}

function readToken(text: string, from: number): Token | Problem {
  const first = text[from]!;
  if (first === "'" || first === '`' || first === '"') return readQuotedToken(text, from, first);
  const digits = match(number, text, from);
  if (digits !== undefined) return readNumber(text, from, digits);
  const letters = match(word, text, from);
  if (letters !== undefined) {
    const to = from + letters.length;
    const lower = letters.toLowerCase();
    return keywords.has(lower)
      ? { kind: 'keyword', value: lower, from, to }
      : { kind: 'name', quoted: false, value: letters, from, to };
  }
  const two = text.slice(from, from + 2);
  const mark = meant[two] === undefined ? match(symbol, text, from) : undefined;
  if (mark !== undefined) return { kind: 'symbol', value: mark === '<>' ? '!=' : mark, from, to: from + mark.length };
  const found = meant[two] === undefined ? String.fromCodePoint(text.codePointAt(from)!) : two;
  return stop('unexpected', from, from + found.length, { found }, meant[found]);
}

const stop = (
  code: Problem['code'],
  from: number,
  to: number,
  params: Problem['params'],
  suggestion?: string,
): Problem => ({
  code,
  at: { from, to },
  path: [],
  params,
  ...(suggestion === undefined ? {} : { suggestion }),
});

function readNumber(text: string, from: number, digits: string): Token | Problem {
  const to = from + digits.length;
  const value = Number(digits);
  if (!Number.isFinite(value)) return stop('bad-number', from, to, { text: digits });
  if (/[\p{L}_\d]/u.test(text[to] ?? ' ')) return stop('bad-number', from, to + 1, { text: text.slice(from, to + 1) });
  return { kind: 'number', value, from, to };
}

function readQuotedToken(text: string, from: number, quote: string): Token | Problem {
  const quoted = readQuoted(text, from);
  const isText = quote === "'";
  if (!quoted)
    return stop(isText ? 'unclosed-text' : 'unclosed-name', from, text.length, { quote }, text.slice(from) + quote);
  return isText
    ? { kind: 'text', value: quoted.value, from, to: quoted.to }
    : { kind: 'name', quoted: true, value: quoted.value, from, to: quoted.to };
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
