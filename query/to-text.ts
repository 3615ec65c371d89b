import { keywords } from './syntax.ts';
import type { Syntax } from './syntax.ts';

/** How tightly each form binds; a part that binds less than its place asks for is put in parentheses. */
const tightness: Readonly<Record<Syntax['kind'], number>> = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  between: 4,
  in: 4,
  like: 4,
  missing: 4,
  arithmetic: 5,
  negate: 7,
  number: 8,
  text: 8,
  boolean: 8,
  date: 8,
  null: 8,
  name: 8,
  call: 8,
  case: 8,
  unfinished: 8,
};
const tightnessOf = (s: Syntax): number =>
  s.kind === 'arithmetic' && (s.operator === '*' || s.operator === '/') ? 6 : tightness[s.kind];

/** Writes the text form with as few parentheses as it needs; parsing it again gives the same tree. */
export function toText(syntax: Syntax): string {
  const inside = (part: Syntax, atLeast: number): string =>
    tightnessOf(part) < atLeast ? `(${toText(part)})` : toText(part);
  const sum = (part: Syntax): string => inside(part, 5);
  const not = (negated: boolean): string => (negated ? 'not ' : '');
  switch (syntax.kind) {
    case 'number':
      return String(syntax.value);
    case 'text':
      return quoteText(syntax.value);
    case 'boolean':
      return String(syntax.value);
    case 'null':
      return 'null';
    case 'date':
      return `date ${quoteText(syntax.value)}`;
    case 'name':
      return writeName(syntax.name);
    case 'call':
      return `${syntax.name}(${syntax.args.map(toText).join(', ')})`;
    case 'negate':
      return `-${inside(syntax.operand, 7)}`;
    case 'arithmetic': {
      const own = tightnessOf(syntax);
      return `${inside(syntax.left, own)} ${syntax.operator} ${inside(syntax.right, own + 1)}`;
    }
    case 'comparison':
      return `${sum(syntax.left)} ${syntax.operator} ${sum(syntax.right)}`;
    case 'between':
      return `${sum(syntax.subject)} ${not(syntax.negated)}between ${sum(syntax.low)} and ${sum(syntax.high)}`;
    case 'in':
      return `${sum(syntax.subject)} ${not(syntax.negated)}in (${syntax.options.map(toText).join(', ')})`;
    case 'like':
      return `${sum(syntax.subject)} ${not(syntax.negated)}like ${sum(syntax.pattern)}`;
    case 'missing':
      return `${sum(syntax.subject)} is ${not(syntax.negated)}null`;
    case 'and':
      return syntax.parts.map((p) => inside(p, 3)).join(' and ');
    case 'or':
      return syntax.parts.map((p) => inside(p, 2)).join(' or ');
    case 'not':
      return `not ${inside(syntax.operand, 3)}`;
    case 'case':
      return writeCase(syntax);
    case 'unfinished':
      return '…';
  }
}

function writeCase({ subject, branches, otherwise }: Extract<Syntax, { kind: 'case' }>): string {
  const words = ['case', ...(subject ? [toText(subject)] : [])];
  for (const { when, then } of branches) words.push('when', toText(when), 'then', toText(then));
  if (otherwise) words.push('else', toText(otherwise));
  return [...words, 'end'].join(' ');
}

export const quoteText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*$/u;

/** A field name as the text form wants it: in backticks where it is a keyword or has odd characters. */
export function writeName(name: string): string {
  return plainName.test(name) && !keywords.has(name.toLowerCase()) ? name : `\`${name.replaceAll('`', '``')}\``;
}
