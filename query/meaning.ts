import { addDays, addMonths, dayOf, daysBetween, monthOf, monthsBetween, yearOf } from './calendar.ts';
import { isLike } from './like.ts';
import type { ComparisonOperator } from './syntax.ts';
import type { Rule, Typed, TypedOf } from './tree.ts';

/** null (or absent) is missing; dates are 'YYYY-MM-DD'; integers beyond 2^53 come as bigint. */
export type Cell = string | number | bigint | boolean | null;

/** One customer in one month, for rules asked in memory. Values are keyed by column, as in the customer record. */
export interface Customer {
  readonly values: Readonly<Record<string, Cell | undefined>>;
  readonly tags?: ReadonlySet<string>;
  readonly audiences?: ReadonlySet<string>;
  /** The dates of the customer's contacts. */
  readonly contacts?: readonly string[];
}

/** The meaning of a rule for one customer. The oracle test holds the SQL to it, row by row. */
export const matches = (rule: Rule, customer: Customer): boolean => holds(rule.condition, customer);

/** Two-valued: what is missing does not hold. */
function holds(typed: Typed, customer: Customer): boolean {
  switch (typed.kind) {
    case 'and':
      return typed.parts.every((p) => holds(p, customer));
    case 'or':
      return typed.parts.some((p) => holds(p, customer));
    case 'not':
      return !holds(typed.operand, customer);
    case 'missing':
      return (evaluate(typed.subject, customer) === null) !== typed.negated;
    case 'comparison':
      return compare(evaluate(typed.left, customer), typed.operator, evaluate(typed.right, customer));
    case 'between': {
      const subject = evaluate(typed.subject, customer);
      const low = evaluate(typed.low, customer);
      const high = evaluate(typed.high, customer);
      return typed.negated
        ? compare(subject, '<', low) || compare(subject, '>', high)
        : compare(subject, '>=', low) && compare(subject, '<=', high);
    }
    case 'in': {
      const subject = evaluate(typed.subject, customer);
      const options = typed.options.map((o) => evaluate(o, customer));
      return typed.negated
        ? options.every((o) => compare(subject, '!=', o))
        : options.some((o) => compare(subject, '=', o));
    }
    case 'like': {
      const subject = evaluate(typed.subject, customer);
      return subject !== null && isLike(String(subject), typed.pattern) !== typed.negated;
    }
    case 'membership':
      return (typed.of === 'tag' ? customer.tags : customer.audiences)?.has(typed.name) ?? false;
    case 'contacted':
      return customer.contacts?.some((date) => date > typed.after) ?? false;
    default:
      return evaluate(typed, customer) === true;
  }
}

/** Comparing with a missing value is false, whatever the operator. Numbers of both kinds compare exactly. */
function compare(left: Cell, operator: ComparisonOperator, right: Cell): boolean {
  if (left === null || right === null) return false;
  const order =
    typeof left === 'string' && typeof right === 'string'
      ? orderOfText(left, right)
      : left < right
        ? -1
        : left > right
          ? 1
          : 0;
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** By code point, which is the order of UTF-8 bytes; JavaScript's own order differs above U+FFFF. */
function orderOfText(left: string, right: string): number {
  if (left === right) return 0;
  const a = [...left];
  const b = [...right];
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
  return a.length - b.length;
}

/** The value of a checked part for one customer; null is missing. */
export function evaluate(typed: Typed, customer: Customer): Cell {
  switch (typed.kind) {
    case 'literal':
      return typed.value;
    case 'field':
      return customer.values[typed.field.column] ?? null;
    case 'negate': {
      const operand = numberOf(typed.operand, customer);
      return operand === null ? null : -operand;
    }
    case 'arithmetic':
      return calculate(typed, customer);
    case 'call':
      return apply(typed, customer);
    case 'case': {
      const branch = typed.branches.find(({ when }) => holds(when, customer));
      const chosen = branch ? branch.then : typed.otherwise;
      if (!chosen) return null;
      return typed.type === 'number' ? numberOf(chosen, customer) : evaluate(chosen, customer);
    }
    default:
      return holds(typed, customer);
  }
}

function numberOf(typed: Typed, customer: Customer): number | null {
  const cell = evaluate(typed, customer);
  return cell === null ? null : Number(cell);
}

/** What is not a finite number is missing: division by zero, overflow. */
const finite = (n: number): number | null => (Number.isFinite(n) ? n : null);

function calculate({ operator, left: l, right: r }: TypedOf<'arithmetic'>, customer: Customer): number | null {
  const left = numberOf(l, customer);
  const right = numberOf(r, customer);
  if (left === null || right === null) return null;
  switch (operator) {
    case '+':
      return finite(left + right);
    case '-':
      return finite(left - right);
    case '*':
      return finite(left * right);
    case '/':
      return finite(left / right);
  }
}

function apply(typed: TypedOf<'call'>, customer: Customer): Cell {
  const isNumber = typed.type === 'number';
  const args = typed.args.map((a) =>
    a.type === 'number' || (isNumber && a.type === 'integer') ? numberOf(a, customer) : evaluate(a, customer),
  );
  const known = args.filter((a) => a !== null);
  switch (typed.name) {
    case 'coalesce':
      return known[0] ?? null;
    case 'least':
      return known.length === 0 ? null : known.reduce((a, b) => (b < a ? b : a));
    case 'greatest':
      return known.length === 0 ? null : known.reduce((a, b) => (b > a ? b : a));
    default:
      return known.length < args.length ? null : applyKnown(typed.name, known);
  }
}

/** A function whose arguments are all known and of the right types, as `check` saw to. */
function applyKnown(
  name: Exclude<TypedOf<'call'>['name'], 'coalesce' | 'least' | 'greatest'>,
  args: readonly Exclude<Cell, null>[],
): Cell {
  const n = Number(args[0]);
  const s = String(args[0]);
  const second = String(args[1]);
  switch (name) {
    case 'abs':
      return Math.abs(n);
    case 'round': {
      const scale = 10 ** Number(args[1] ?? 0);
      return finite(roundEven(n * scale) / scale);
    }
    case 'floor':
      return Math.floor(n);
    case 'ceil':
      return Math.ceil(n);
    case 'length':
      return [...s].length;
    case 'lower':
      return s.replace(/[A-Z]/gu, (c) => c.toLowerCase());
    case 'upper':
      return s.replace(/[a-z]/gu, (c) => c.toUpperCase());
    case 'starts_with':
      return s.startsWith(second);
    case 'ends_with':
      return s.endsWith(second);
    case 'contains':
      return s.includes(second);
    case 'year':
      return yearOf(s);
    case 'month':
      return monthOf(s);
    case 'day':
      return dayOf(s);
    case 'days_between':
      return daysBetween(s, second);
    case 'months_between':
      return monthsBetween(s, second);
    case 'add_days':
    case 'add_months': {
      const steps = Math.trunc(Number(args[1]));
      if (steps < -32768 || steps > 32767) return null;
      return (name === 'add_days' ? addDays(s, steps) : addMonths(s, steps)) ?? null;
    }
  }
}

/** To the nearest whole number, halves to the even one. */
function roundEven(n: number): number {
  const below = Math.floor(n);
  const rest = n - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}
