import { lookUp } from './catalogue.ts';
import type { Catalogue, FieldType } from './catalogue.ts';
import { factFields, factPattern, textField, textOperators } from './form-rule.ts';
import { parse } from './parse.ts';
import type { Problem } from './problem.ts';
import type { ComparisonOperator, Syntax, UnfinishedReason } from './syntax.ts';

const at = { from: 0, to: 0 };
export const unfinished = (reason: UnfinishedReason): Syntax => ({ kind: 'unfinished', reason, at });

/** Reads one row of a form. Values of inputs are texts; the field's type says what they mean. `report` takes problems of a text row. */
export function readRow(
  row: Readonly<Record<string, unknown>>,
  catalogue: Catalogue,
  report: (problem: Problem) => void,
): Syntax {
  const { field, operator, value, valueSource } = row;
  if (typeof field !== 'string' || field === '' || field === '~') return unfinished('no-field');
  if (typeof operator !== 'string' || operator === '~') return unfinished('unknown-operator');
  if (field === textField) return readText(value, report);
  const fact = lookUp(factFields as Readonly<Record<string, string>>, field);
  if (fact !== undefined) {
    const argument = readLiteral(value, fact === 'contacted_within' ? 'integer' : 'text');
    return argument ? { kind: 'call', name: fact, args: [argument], at } : unfinished('no-value');
  }
  const parsed = factPattern.test(field) && lookUp(catalogue.fields, field) === undefined ? parse(field) : undefined;
  const subject: Syntax = parsed?.ok ? parsed.tree : { kind: 'name', name: field, at };
  const type = /^(?:score|indicator)\(/u.test(field) ? 'number' : (lookUp(catalogue.fields, field)?.type ?? 'text');
  return readOperator(subject, type, operator, value, valueSource === 'field');
}

function readText(value: unknown, report: (problem: Problem) => void): Syntax {
  if (typeof value !== 'string' || value.trim() === '') return unfinished('no-value');
  const parsed = parse(value);
  if (parsed.ok) return parsed.tree;
  for (const problem of parsed.problems) report(problem);
  // It has its problem already; this stands in its place so that the rest is checked too.
  return { kind: 'boolean', value: false, at };
}

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

function readOperator(subject: Syntax, type: FieldType, operator: string, value: unknown, isField: boolean): Syntax {
  const negated = /^(?:not|doesNot)/u.test(operator);
  if (operator === 'null' || operator === 'notNull') return { kind: 'missing', negated, subject, at };
  for (const [name, operators] of Object.entries(textOperators)) {
    if (!(operators as readonly string[]).includes(operator)) continue;
    const text = readLiteral(value, 'text');
    if (!text) return unfinished('no-value');
    const call: Syntax = { kind: 'call', name, args: [subject, text], at };
    return negated ? { kind: 'not', operand: call, at } : call;
  }
  if (comparisons.has(operator)) {
    if (operator === '=' && (value === true || (type === 'boolean' && value === 'true')) && subject.kind === 'name')
      return subject;
    const right: Syntax | undefined = isField
      ? typeof value === 'string' && value !== ''
        ? { kind: 'name', name: value, at }
        : undefined
      : readLiteral(value, type);
    return right
      ? { kind: 'comparison', operator: operator as ComparisonOperator, left: subject, right, at }
      : unfinished('no-value');
  }
  if (operator === 'like' || operator === 'notLike') {
    const pattern = readLiteral(value, 'text');
    return pattern ? { kind: 'like', negated, subject, pattern, at } : unfinished('no-value');
  }
  const values = readList(value).map((v) => readLiteral(v, type));
  if (values.length === 0 || !values.every((v) => v !== undefined))
    return ['in', 'notIn', 'between', 'notBetween'].includes(operator)
      ? unfinished('no-value')
      : unfinished('unknown-operator');
  if (operator === 'in' || operator === 'notIn') return { kind: 'in', negated, subject, options: values, at };
  if (operator === 'between' || operator === 'notBetween') {
    const [low, high, more] = values;
    return low && high && !more ? { kind: 'between', negated, subject, low, high, at } : unfinished('no-value');
  }
  return unfinished('unknown-operator');
}

/** react-querybuilder keeps lists as arrays or as text with commas. */
const readList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? value.split(',').map((v) => v.trim()) : [value];

function readLiteral(value: unknown, type: FieldType): Syntax | undefined {
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  const isNumeric = type === 'number' || type === 'integer';
  if (typeof value === 'number')
    return !Number.isFinite(value)
      ? undefined
      : type === 'text'
        ? { kind: 'text', value: String(value), at }
        : readNumber(value);
  if (typeof value !== 'string' || value === '') return undefined;
  if (isNumeric && value.trim() !== '' && Number.isFinite(Number(value))) return readNumber(Number(value));
  if (type === 'boolean' && (value === 'true' || value === 'false'))
    return { kind: 'boolean', value: value === 'true', at };
  return { kind: 'text', value, at };
}
/** As the parser has it: 0 has no sign. */
const readNumber = (value: number): Syntax => ({ kind: 'number', value: value === 0 ? 0 : value, at });
