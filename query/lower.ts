import { firstDate, lastDate } from './calendar.ts';
import { lowerIn, lowerMembership } from './lower-sets.ts';
import type { LowerOptions } from './lower-sets.ts';
import { likePattern } from './like.ts';
import { mayOverflow } from './number-bound.ts';
import { and, binary, call, column, float, not, or, value, word } from './sql.ts';
import type { Expr, SqlFunction } from './sql.ts';
import type { Typed, TypedOf } from './tree.ts';
import type { FunctionName } from './functions.ts';

/**
 * Lowers a condition to SQL that is 1 or 0 and never null: a comparison with a missing value is false,
 * so `not` is an exact complement. A part that cannot be missing is not wrapped.
 */
export function lowerCondition(typed: Typed, options: LowerOptions): Expr {
  switch (typed.kind) {
    case 'and':
      return and(typed.parts.map((p) => lowerCondition(p, options)));
    case 'or':
      return or(typed.parts.map((p) => lowerCondition(p, options)));
    case 'not':
      return not(lowerCondition(typed.operand, options));
    case 'literal':
      return word(typed.value === true ? '1' : '0');
    case 'missing':
      return call(typed.negated ? 'isNotNull' : 'isNull', lowerValue(typed.subject, options));
    case 'membership':
    case 'contacted':
      return lowerMembership(typed, options);
    case 'comparison':
      return lowerComparison(typed, options);
    case 'between': {
      const subject = lowerValue(typed.subject, options);
      const low = lowerBare(typed.low, typed.subject, options);
      const high = lowerBare(typed.high, typed.subject, options);
      return twoValued({ kind: 'between', negated: typed.negated, subject, low, high }, [
        typed.subject,
        typed.low,
        typed.high,
      ]);
    }
    case 'in':
      return lowerIn(typed, lowerComparison, lowerValue, options, (set) => twoValued(set, [typed.subject]));
    case 'like':
      return twoValued(
        binary(
          lowerValue(typed.subject, options),
          typed.negated ? 'not like' : 'like',
          value('String', likePattern(typed.pattern)),
        ),
        [typed.subject],
      );
    default:
      return twoValued(lowerValue(typed, options), [typed]);
  }
}

function lowerComparison(typed: TypedOf<'comparison'>, options: LowerOptions): Expr {
  const left = lowerBare(typed.left, typed.right, options);
  const right = lowerBare(typed.right, typed.left, options);
  const operands = [typed.left, typed.right];
  // ClickHouse turns a chain of `x = 0 or x = 1 or …` into a set, and a set tells 0 from -0. A wrapped comparison is no such chain.
  const isEquality = typed.operator === '=' || typed.operator === '!=';
  if (isEquality && !operands.some(mayBeMissing)) {
    const negated = typed.operator === '!=';
    if (isZero(typed.right) && typed.left.type === 'number')
      return { kind: 'between', negated, subject: left, low: right, high: right };
    if (isZero(typed.left) && typed.right.type === 'number')
      return { kind: 'between', negated, subject: right, low: left, high: left };
  }
  return twoValued(binary(left, typed.operator, right), operands);
}
const isZero = (typed: Typed): boolean => typed.kind === 'literal' && typed.value === 0;

/** 1 or 0, never null, where an operand may be missing. */
function twoValued(expr: Expr, operands: readonly Typed[]): Expr {
  return operands.some(mayBeMissing) ? call('ifNull', expr, word('0')) : expr;
}

/** One side of a comparison: a whole literal beside an integer column goes as Int64, so that nothing is converted row by row. */
function lowerBare(typed: Typed, beside: Typed, options: LowerOptions): Expr {
  if (typed.kind === 'literal' && beside.type === 'integer' && Number.isSafeInteger(typed.value))
    return value('Int64', String(typed.value));
  return lowerValue(typed, options);
}

/** Lowers a value to SQL that is null where the value is missing. */
export function lowerValue(typed: Typed, options: LowerOptions): Expr {
  switch (typed.kind) {
    case 'literal':
      return lowerLiteral(typed);
    case 'field':
      return column(typed.field.column);
    case 'negate':
      return call('negate', lowerNumber(typed.operand, options));
    case 'arithmetic':
      return lowerArithmetic(typed, options);
    case 'call':
      return lowerCall(typed, options);
    case 'case': {
      const branch = (part: Typed): Expr =>
        typed.type === 'number' ? lowerNumber(part, options) : lowerValue(part, options);
      const args = typed.branches.flatMap(({ when, then }) => [lowerCondition(when, options), branch(then)]);
      return call('multiIf', ...args, typed.otherwise ? branch(typed.otherwise) : word('null'));
    }
    default:
      return lowerCondition(typed, options);
  }
}

function lowerLiteral({ type, value: v }: TypedOf<'literal'>): Expr {
  if (v === null) return word('null');
  if (typeof v === 'boolean') return word(v ? 'true' : 'false');
  return typeof v === 'number' ? float(v) : value(type === 'date' ? 'Date32' : 'String', v);
}

const smallIntegers: ReadonlySet<FunctionName> = new Set([
  'length',
  'year',
  'month',
  'day',
  'days_between',
  'months_between',
]);

/** A number as Float64: arithmetic never runs on 64-bit integers, which would wrap round. */
function lowerNumber(typed: Typed, options: LowerOptions): Expr {
  const expr = lowerValue(typed, options);
  return typed.type === 'integer' || (typed.kind === 'call' && smallIntegers.has(typed.name))
    ? call('toFloat64', expr)
    : expr;
}

/** What is not a finite number is missing; where it cannot happen nothing is tested. */
const finite = (typed: Typed, expr: Expr): Expr =>
  mayOverflow(typed) ? call('ifNotFinite', expr, word('null')) : expr;

function lowerArithmetic(typed: TypedOf<'arithmetic'>, options: LowerOptions): Expr {
  const left = lowerNumber(typed.left, options);
  const right = lowerNumber(typed.right, options);
  const isSafeDivisor = typed.operator !== '/' || (typed.right.kind === 'literal' && typed.right.value !== 0);
  return finite(typed, binary(left, typed.operator, isSafeDivisor ? right : call('nullIf', right, word('0'))));
}

const names: { readonly [F in FunctionName]?: SqlFunction } = {
  abs: 'abs',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  least: 'least',
  greatest: 'greatest',
  coalesce: 'coalesce',
  length: 'lengthUTF8',
  lower: 'lower',
  upper: 'upper',
  starts_with: 'startsWith',
  ends_with: 'endsWith',
  year: 'toYear',
  month: 'toMonth',
  day: 'toDayOfMonth',
  days_between: 'dateDiffDay',
  months_between: 'dateDiffMonth',
};

function lowerCall(typed: TypedOf<'call'>, options: LowerOptions): Expr {
  const { name, args } = typed;
  if (name === 'add_days' || name === 'add_months')
    return lowerDateStep(typed, name === 'add_days' ? 'addDays' : 'addMonths', options);
  const lowered = args.map((a) =>
    a.type === 'number' || a.type === 'integer' ? lowerNumber(a, options) : lowerValue(a, options),
  );
  if (name === 'contains') return binary(call('position', ...lowered), '>', word('0'));
  if (name === 'round') {
    const digits = args[1];
    const expr =
      digits?.kind === 'literal'
        ? call('round', lowered[0]!, value('UInt8', Number(digits.value)))
        : call('round', lowered[0]!);
    return finite(typed, expr);
  }
  return call(names[name]!, ...lowered);
}

/** A step in the calendar, in Date32, since a Date would wrap round in 2149; a step too far, and a date the rules do not know, are missing. */
function lowerDateStep(typed: TypedOf<'call'>, step: 'addDays' | 'addMonths', options: LowerOptions): Expr {
  const [date, count] = typed.args as [Typed, Typed];
  const id = {};
  const moved: Expr = {
    kind: 'named',
    id,
    expr: call(
      step,
      call('toDate32', lowerValue(date, options)),
      call('toInt16OrMissing', call('trunc', lowerNumber(count, options))),
    ),
  };
  const known: Expr = {
    kind: 'between',
    negated: false,
    subject: moved,
    low: value('Date32', firstDate),
    high: value('Date32', lastDate),
  };
  return call('if', known, { kind: 'name', id }, word('null'));
}

/** Whether the value of a checked part can be missing for some customer. */
export function mayBeMissing(typed: Typed): boolean {
  switch (typed.kind) {
    case 'literal':
      return typed.value === null;
    case 'field':
      return typed.field.nullable !== false;
    case 'negate':
      return mayBeMissing(typed.operand);
    case 'arithmetic': {
      const isSafeDivisor = typed.operator !== '/' || (typed.right.kind === 'literal' && typed.right.value !== 0);
      return !isSafeDivisor || mayOverflow(typed) || mayBeMissing(typed.left) || mayBeMissing(typed.right);
    }
    case 'call':
      if (typed.name === 'coalesce' || typed.name === 'least' || typed.name === 'greatest')
        return typed.args.every(mayBeMissing);
      if (typed.name === 'add_days' || typed.name === 'add_months') return true;
      return mayOverflow(typed) || typed.args.some(mayBeMissing);
    case 'case':
      return !typed.otherwise || mayBeMissing(typed.otherwise) || typed.branches.some((b) => mayBeMissing(b.then));
    default:
      return false;
  }
}
