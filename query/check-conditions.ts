import { agree, expectType } from './check-values.ts';
import { negatesInRow } from './form-rule.ts';
import { unknown } from './check-names.ts';
import type { Checker } from './check-names.ts';
import { nearest } from './problem.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { quoteText, toText } from './to-text.ts';
import type { Typed } from './tree.ts';

export function checkComparison(c: Checker, { operator, left: l, right: r, at }: SyntaxOf<'comparison'>): Typed {
  if (l.kind === 'null' || r.kind === 'null') {
    const other = toText(l.kind === 'null' ? r : l);
    c.report(
      'compare-with-null',
      at,
      { operator },
      operator === '=' || operator === '!=' ? `${other} is ${operator === '=' ? '' : 'not '}null` : undefined,
    );
    return unknown(at);
  }
  const { parts, type } = agree(c, [c.check(l), c.check(r)], at);
  if (type === 'unknown' || type === 'null') return unknown(at);
  const [left, right] = parts as [Typed, Typed];
  if (type === 'boolean' && operator !== '=' && operator !== '!=') {
    c.report('wrong-type', at, { place: operator, expected: 'number', found: 'boolean' });
    return unknown(at);
  }
  hintValues(c, left, [right]);
  hintValues(c, right, [left]);
  return { kind: 'comparison', operator, left, right, type: 'boolean', at };
}

/** A text that the field is not known to take: likely a slip of the pen, yet not wrong. */
function hintValues(c: Checker, subject: Typed, options: readonly Typed[]): void {
  if (subject.kind !== 'field' || subject.field.values === undefined || subject.type !== 'text') return;
  const { name, values } = subject.field;
  for (const option of options) {
    if (option.kind !== 'literal' || typeof option.value !== 'string' || values.includes(option.value)) continue;
    const near = nearest(option.value, values);
    c.hint('unknown-value', option.at, { name, value: option.value }, near === undefined ? undefined : quoteText(near));
  }
}

export function checkBetween(c: Checker, { negated, subject: s, low: l, high: h, at }: SyntaxOf<'between'>): Typed {
  const { parts, type } = agree(c, [c.check(s), c.check(l), c.check(h)], at);
  if (reportNull(c, [s, l, h]) || type === 'unknown') return unknown(at);
  const [subject, low, high] = parts as [Typed, Typed, Typed];
  if (type === 'boolean') {
    c.report('wrong-type', at, { place: 'between', expected: 'number', found: type });
    return unknown(at);
  }
  return { kind: 'between', negated, subject, low, high, type: 'boolean', at };
}

export function checkIn(c: Checker, { negated, subject: s, options: o, at }: SyntaxOf<'in'>): Typed {
  const { parts, type } = agree(c, [c.check(s), ...o.map((option) => c.check(option))], at);
  if (reportNull(c, [s, ...o]) || type === 'unknown') return unknown(at);
  const [subject, ...options] = parts as [Typed, ...Typed[]];
  hintValues(c, subject, options);
  return { kind: 'in', negated, subject, options, type: 'boolean', at };
}

function reportNull(c: Checker, parts: readonly Syntax[]): boolean {
  const written = parts.find((p) => p.kind === 'null');
  if (written) c.report('compare-with-null', written.at, { operator: '=' });
  return written !== undefined;
}

export function checkLike(c: Checker, { negated, subject: s, pattern, at }: SyntaxOf<'like'>): Typed {
  const subject = c.check(s);
  const fits = expectType(c, subject, 'text', 'like');
  if (pattern.kind !== 'text') {
    c.report('literal-expected', pattern.at, { name: 'like', expected: "'…'" });
    return unknown(at);
  }
  if (/(?<!\\)(?:\\\\)*\\$/u.test(pattern.value)) {
    c.report('bad-pattern', pattern.at, { text: pattern.value }, quoteText(`${pattern.value}\\`));
    return unknown(at);
  }
  return fits ? { kind: 'like', negated, subject, pattern: pattern.value, type: 'boolean', at } : unknown(at);
}

export function checkMissing(c: Checker, { negated, subject: s, at }: SyntaxOf<'missing'>): Typed {
  const subject = c.check(s);
  if (subject.type === 'null') {
    c.report('compare-with-null', at, { operator: 'is' });
    return unknown(at);
  }
  return { kind: 'missing', negated, subject, type: 'boolean', at };
}

export function checkJunction(c: Checker, { kind, parts, at }: SyntaxOf<'and' | 'or'>): Typed {
  return { kind, parts: parts.map((part, i) => c.inside(i, () => c.condition(part))), type: 'boolean', at };
}

export function checkNot(c: Checker, { operand, at }: SyntaxOf<'not'>): Typed {
  // The path is that of the same rule in a form: `not` stands on a group, or in the row itself.
  const isSamePlace = operand.kind === 'and' || operand.kind === 'or' || negatesInRow(operand);
  return {
    kind: 'not',
    operand: isSamePlace ? c.condition(operand) : c.inside(0, () => c.condition(operand)),
    type: 'boolean',
    at,
  };
}
