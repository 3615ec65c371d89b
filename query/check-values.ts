import { checkIndicatorOfOne } from './check-indicator.ts';
import { checkDate, checkFact, reportUnknownFunction, unknown } from './check-names.ts';
import type { Checker } from './check-names.ts';
import { functions, isFact, isFunction } from './functions.ts';
import type { FunctionDefinition, FunctionName } from './functions.ts';
import type { Position, SyntaxOf } from './syntax.ts';
import { quoteText } from './to-text.ts';
import type { Typed, ValueType } from './tree.ts';
import { combineUnits, sameUnit, writeUnit } from './unit.ts';
import type { Unit } from './unit.ts';

const isNumber = (type: ValueType): boolean => type === 'number' || type === 'integer';
const carries = ({ type }: Typed): boolean => type !== 'unknown' && type !== 'null';

export interface Agreement {
  readonly parts: readonly Typed[];
  readonly type: ValueType;
  readonly unit: Unit | undefined;
}

/** Brings parts that meet in one place (compared, chosen between) to one type and one unit; a text beside a date is read as a date. */
export function agree(c: Checker, written: readonly Typed[], at: Position): Agreement {
  const hasDate = written.some((p) => p.type === 'date');
  const parts = hasDate
    ? written.map((p) =>
        p.kind === 'literal' && p.type === 'text' ? checkDate(c, p.value as string, p.at, quoteText) : p,
      )
    : written;
  const known = parts.filter(carries);
  const first = known.find((p) => p.kind !== 'literal') ?? known[0];
  if (!first) return { parts, type: parts.some((p) => p.type === 'unknown') ? 'unknown' : 'null', unit: undefined };
  let type: ValueType = first.type;
  let unit: Unit | undefined = first.unit;
  for (const part of known) {
    if (part.type !== first.type && !(isNumber(part.type) && isNumber(first.type))) {
      c.report('type-mismatch', part.at, { left: first.type, right: part.type }, suggestLiteral(part, first.type));
      return { parts, type: 'unknown', unit: undefined };
    }
    if (part.type === 'number') type = 'number';
    if (!sameUnit(unit, part.unit)) {
      c.report('unit-mismatch', at, { left: writeUnit(unit!), right: writeUnit(part.unit!) });
      unit = undefined;
      break;
    }
    unit ??= part.unit;
  }
  return { parts, type, unit };
}

/** '90' beside a number is 90, 90 beside a text is '90'. */
function suggestLiteral(part: Typed, wanted: ValueType): string | undefined {
  if (part.kind !== 'literal') return undefined;
  if (
    isNumber(wanted) &&
    part.type === 'text' &&
    String(part.value).trim() !== '' &&
    Number.isFinite(Number(part.value))
  )
    return String(Number(part.value));
  if (wanted === 'text' && part.type === 'number') return quoteText(String(part.value));
  if (wanted === 'boolean' && (part.value === 0 || part.value === 1)) return String(part.value === 1);
  return undefined;
}

/** Reports a part that is not of the type its place asks for. */
export function expectType(
  c: Checker,
  part: Typed,
  wanted: 'number' | 'text' | 'date' | 'boolean',
  place: string,
): boolean {
  if (part.type === 'unknown' || part.type === wanted || (wanted === 'number' && isNumber(part.type)))
    return part.type !== 'unknown';
  c.report('wrong-type', part.at, { place, expected: wanted, found: part.type }, suggestLiteral(part, wanted));
  return false;
}

export function checkArithmetic(c: Checker, { operator, left: l, right: r, at }: SyntaxOf<'arithmetic'>): Typed {
  const left = c.check(l);
  const right = c.check(r);
  const fits = [expectType(c, left, 'number', operator), expectType(c, right, 'number', operator)].every(Boolean);
  if (!fits) return unknown(at);
  let unit: Unit | undefined;
  if (operator === '+' || operator === '-') {
    unit = left.unit ?? right.unit;
    if (!sameUnit(left.unit, right.unit))
      c.report('unit-mismatch', at, { left: writeUnit(left.unit!), right: writeUnit(right.unit!) });
  } else {
    unit = unitOfProduct(left, right, operator === '*' ? 1 : -1);
  }
  return { kind: 'arithmetic', operator, left, right, type: 'number', unit, at };
}

interface Factor {
  readonly kind: string;
  readonly unit?: Unit | undefined;
}

/** A literal is a plain factor; a field whose unit nobody stated makes the unit of the result unknown. */
export function unitOfProduct(left: Factor, right: Factor, direction: 1 | -1): Unit | undefined {
  const of = (part: Factor): Unit | undefined => part.unit ?? (part.kind === 'literal' ? {} : undefined);
  const [a, b] = [of(left), of(right)];
  if (left.kind === 'literal' && right.kind === 'literal') return undefined;
  return a && b ? combineUnits(a, b, direction) : undefined;
}

export function checkNegate(c: Checker, { operand: o, at }: SyntaxOf<'negate'>): Typed {
  const operand = c.check(o);
  return expectType(c, operand, 'number', '-')
    ? { kind: 'negate', operand, type: 'number', unit: operand.unit, at }
    : unknown(at);
}

export function checkCall(c: Checker, call: SyntaxOf<'call'>): Typed {
  // Within a metric an indicator is the figure of a group, and not asked of single customers.
  if (call.name === 'indicator' && !('facts' in c.catalogue)) return checkIndicatorOfOne(c, call);
  if (isFact(call.name)) return checkFact(c, call, call.name);
  if (!isFunction(call.name)) {
    call.args.forEach((a) => c.check(a));
    return reportUnknownFunction(c, call);
  }
  return checkFunction(c, call, call.name);
}

function checkFunction(c: Checker, call: SyntaxOf<'call'>, name: FunctionName): Typed {
  const definition: FunctionDefinition = functions[name];
  const { at } = call;
  const args = call.args.map((a) => c.check(a));
  const takes = definition.takes.filter((t) => t !== '...');
  const repeats = takes.length < definition.takes.length;
  const least = takes.filter((t) => !t.endsWith('?')).length;
  if (args.length < least || (args.length > takes.length && !repeats)) {
    const expected = repeats ? `${least}+` : least === takes.length ? least : `${least}–${takes.length}`;
    c.report('wrong-arguments', at, { name, expected, found: args.length });
    return unknown(at);
  }
  if (takes[0] === 'ordered' || takes[0] === 'any') return checkChoice(c, name, args, takes[0], at);
  const fits = args.map((arg, i) => fitsArgument(c, arg, takes[i]!, name)).every(Boolean);
  if (!fits) return unknown(at);
  const unit =
    definition.unit === 'same' ? args[0]!.unit : definition.unit === 'none' ? undefined : { [definition.unit]: 1 };
  const dated = args.map((arg, i) =>
    takes[i] === 'date' && arg.type === 'text'
      ? checkDate(c, String((arg as { value?: unknown }).value), arg.at, quoteText)
      : arg,
  );
  return {
    kind: 'call',
    name,
    args: dated,
    type: definition.gives === 'same' ? args[0]!.type : definition.gives,
    unit,
    at,
  };
}

function fitsArgument(c: Checker, arg: Typed, takes: FunctionDefinition['takes'][number], name: FunctionName): boolean {
  switch (takes) {
    case 'digits?': {
      if (arg.kind === 'literal' && Number.isInteger(arg.value) && Number(arg.value) >= 0 && Number(arg.value) <= 6)
        return true;
      c.report('literal-expected', arg.at, { name, expected: '0–6' });
      return false;
    }
    case 'number:day':
    case 'number:month': {
      const wanted = takes.slice('number:'.length);
      if (!expectType(c, arg, 'number', name)) return false;
      if (sameUnit(arg.unit, { [wanted]: 1 })) return true;
      c.report('unit-mismatch', arg.at, { left: wanted, right: writeUnit(arg.unit!) });
      return false;
    }
    case 'date':
      return (arg.kind === 'literal' && arg.type === 'text') || expectType(c, arg, 'date', name);
    case 'number':
    case 'text':
      return expectType(c, arg, takes, name);
    case 'ordered':
    case 'any':
    case '...':
      return true;
  }
}

/** least, greatest, coalesce: one of several of the same kind. */
function checkChoice(
  c: Checker,
  name: FunctionName,
  args: readonly Typed[],
  takes: 'ordered' | 'any',
  at: Position,
): Typed {
  const { parts, type, unit } = agree(c, args, at);
  if (type === 'unknown') return unknown(at);
  if (type === 'null' || (takes === 'ordered' && !isNumber(type) && type !== 'date')) {
    c.report('wrong-type', at, { place: name, expected: 'number', found: type });
    return unknown(at);
  }
  return { kind: 'call', name, args: parts, type: isNumber(type) ? 'number' : type, unit, at };
}

export function checkCase(c: Checker, { subject, branches, otherwise, at }: SyntaxOf<'case'>): Typed {
  const whens = branches.map(({ when }) =>
    subject === undefined
      ? c.caseCondition(when)
      : c.check({ kind: 'comparison', operator: '=', left: subject, right: when, at: when.at }),
  );
  const values = branches.map(({ then }) => c.check(then));
  const last = otherwise && c.check(otherwise);
  const { parts, type, unit } = agree(c, last ? [...values, last] : values, at);
  if (type === 'null') c.report('wrong-type', at, { place: 'case', expected: 'any', found: 'null' });
  if (type === 'unknown' || type === 'null') return unknown(at);
  const typed = whens.map((when, i) => ({ when, then: parts[i]! }));
  return {
    kind: 'case',
    branches: typed,
    otherwise: last ? parts[parts.length - 1] : undefined,
    type: isNumber(type) ? 'number' : type,
    unit,
    at,
  };
}
