import { quoteIdentifier } from '#query';
import type { ParamValue, Statement } from '#query';

export { quoteIdentifier };
export type { ParamValue, Statement };

/** A placeholder as it stands in the SQL; `start` and `end` are its half-open place in the text. */
export interface Placeholder {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const identifierMark = Symbol('identifier');
const valueMark = Symbol('value');

interface IdentifierPart {
  readonly [identifierMark]: string;
}

interface ValuePart {
  readonly [valueMark]: { readonly type: string; readonly value: ParamValue };
}

/** What `sql` takes between its pieces of text. Plain strings are refused on purpose: they would be SQL by accident. */
export type SqlPart = IdentifierPart | ValuePart | Statement;

/** A statement of ready SQL text; every placeholder in it must have its value in `params`, and no value may be left over. */
export function statement(text: string, params: Readonly<Record<string, ParamValue>> = {}): Statement {
  return { sql: text, params };
}

/** A name from a catalogue, to stand in `sql` as a quoted identifier. */
export function identifier(name: string): IdentifierPart {
  return { [identifierMark]: quoteIdentifier(name) };
}

/** A value to stand in `sql` as a bound parameter of a ClickHouse type such as 'UInt32' or 'Array(String)'. */
export function value(type: string, of: ParamValue): ValuePart {
  return { [valueMark]: { type, value: of } };
}

/** Composes a statement: sql`select ${identifier(column)} from t where k = ${value('UInt32', 7)} and ${otherStatement}`. */
export function sql(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Statement {
  const params: Record<string, ParamValue> = {};
  const bind = (of: ParamValue): string => {
    const name = `p${Object.keys(params).length}`;
    params[name] = of;
    return name;
  };
  const text = strings.map((piece, index) => piece + printPart(parts[index], bind)).join('');
  return { sql: text, params };
}

function printPart(part: SqlPart | undefined, bind: (of: ParamValue) => string): string {
  if (part === undefined) return '';
  if (identifierMark in part) return part[identifierMark];
  if (valueMark in part) return `{${bind(part[valueMark].value)}:${part[valueMark].type}}`;
  const renamed = new Map<string, string>();
  let text = '';
  let done = 0;
  for (const { name, type, start, end } of placeholders(part.sql)) {
    const to = renamed.get(name) ?? bind(boundValue(part, name));
    renamed.set(name, to);
    text += `${part.sql.slice(done, start)}{${to}:${type}}`;
    done = end;
  }
  return text + part.sql.slice(done);
}

/** The value of a placeholder; a placeholder without one is a fault of the code that made the statement. */
export function boundValue(of: Statement, name: string): ParamValue {
  if (!Object.hasOwn(of.params, name))
    throw new Error(`The statement has the placeholder {${name}} but no value for it`);
  return of.params[name] ?? null;
}

/** Quotes text for ClickHouse, for the few places of DDL that take no parameter (comments, engine arguments). */
export function quoteText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

const placeholderShape = /^\{\s*([A-Za-z_]\w*)\s*:/;

/** The placeholders of a piece of SQL in order, reading past string literals, quoted names and comments. */
export function placeholders(text: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  let at = 0;
  while (at < text.length) {
    const opening = text[at];
    const match = opening === '{' ? placeholderShape.exec(text.slice(at, at + 200)) : null;
    if (match) {
      const typeStart = at + match[0].length;
      const end = endOfPlaceholder(text, typeStart);
      found.push({ name: match[1] ?? '', type: text.slice(typeStart, end - 1).trim(), start: at, end });
      at = end;
    } else {
      at = endOfToken(text, at);
    }
  }
  return found;
}

function endOfPlaceholder(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '}') at = endOfToken(text, at);
  if (at >= text.length) throw new Error('A placeholder is not closed');
  return at + 1;
}

/** Where the next token starts: one character on, or past the whole literal, quoted name or comment. */
function endOfToken(text: string, at: number): number {
  const opening = text[at];
  if (opening === "'" || opening === '"' || opening === '`') return endOfQuoted(text, at, opening);
  if (text.startsWith('--', at)) return endOf(text, '\n', at);
  if (text.startsWith('/*', at)) return endOf(text, '*/', at);
  return at + 1;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOf(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from + closing.length);
  return found < 0 ? text.length : found + closing.length;
}
