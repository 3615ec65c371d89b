import { evaluate, matches, quoteText, writeName, type Field, type Rule, type Typed } from '#query';

/** What rules over one field say of every value the field may have. */
export interface FieldProof {
  readonly field: string;
  /** Stretches of the field where no rule holds, as rules. */
  readonly holes: readonly string[];
  /** Stretches where several hold, with the numbers of the rules. */
  readonly doubles: readonly { readonly rule: string; readonly holding: readonly number[] }[];
  /** The numbers of the rules that hold where the field is missing. */
  readonly missingIn: readonly number[];
}

type Constant = string | number | boolean;
interface Stretch {
  /** A value in it: what holds of it holds of the whole stretch. */
  readonly sample: Constant;
  readonly from?: Bound;
  readonly to?: Bound;
}
interface Bound {
  readonly at: Constant;
  readonly inclusive: boolean;
}

/**
 * A proof without customers. Rules that only compare one field with constants change their answer only at these constants:
 * so one value at each, one between neighbours, and one beyond either end decide for all. Undefined where rules say more.
 */
export function proveField(rules: readonly Rule[]): FieldProof | undefined {
  const found = { fields: new Map<string, Field>(), constants: new Set<Constant>() };
  if (!rules.every(({ condition }) => gather(condition, found)) || found.fields.size !== 1) return undefined;
  const [field] = [...found.fields.values()];
  if (!field) return undefined;
  const holding = (value: Constant | null): number[] =>
    rules.flatMap((rule, i) => (matches(rule, { values: { [field.column]: value } }) ? [i] : []));
  const stretches = stretchesOf(field, [...found.constants]);
  const held = stretches.map(({ sample }) => holding(sample));
  const name = writeName(field.name);
  const runs = (of: (values: readonly number[]) => string | undefined): { rule: string; key: string }[] => {
    const found: { from: number; to: number; key: string }[] = [];
    for (const [i, values] of held.entries()) {
      const key = of(values);
      const last = found.at(-1);
      if (key === undefined) continue;
      if (last && last.to === i - 1 && last.key === key && field.type !== 'text') last.to = i;
      else found.push({ from: i, to: i, key });
    }
    return found.map(({ from, to, key }) => ({ rule: write(name, stretches[from]!, stretches[to]!, stretches), key }));
  };
  return {
    field: field.name,
    holes: runs((values) => (values.length === 0 ? '' : undefined)).map(({ rule }) => rule),
    doubles: runs((values) => (values.length > 1 ? values.join() : undefined)).map(({ rule, key }) => ({
      rule,
      holding: key.split(',').map(Number),
    })),
    missingIn: holding(null),
  };
}

/** Gathers the field and the constants of a condition; false where it does more than compare them. */
function gather(typed: Typed, found: { fields: Map<string, Field>; constants: Set<Constant> }): boolean {
  const field = (part: Typed): boolean => {
    if (part.kind !== 'field') return false;
    found.fields.set(part.field.column, part.field);
    return true;
  };
  const constant = (part: Typed): boolean => {
    const number = part.kind === 'negate' && part.operand.kind === 'literal';
    if (part.kind !== 'literal' && !number) return false;
    const value = evaluate(part, { values: {} });
    if (value === null || typeof value === 'bigint') return false;
    found.constants.add(value);
    return true;
  };
  switch (typed.kind) {
    case 'and':
    case 'or':
      return typed.parts.every((part) => gather(part, found));
    case 'not':
      return gather(typed.operand, found);
    case 'field':
      return typed.type === 'boolean' && field(typed);
    case 'literal':
      return typed.type === 'boolean';
    case 'missing':
      return field(typed.subject);
    case 'comparison': {
      // Texts are told apart here, not put in order.
      if (typed.left.type === 'text' && typed.operator !== '=' && typed.operator !== '!=') return false;
      return (field(typed.left) && constant(typed.right)) || (constant(typed.left) && field(typed.right));
    }
    case 'between':
      return typed.subject.type !== 'text' && field(typed.subject) && constant(typed.low) && constant(typed.high);
    case 'in':
      return field(typed.subject) && typed.options.every(constant);
    default:
      return false;
  }
}

function stretchesOf({ type }: Field, constants: readonly Constant[]): Stretch[] {
  if (type === 'boolean') return [false, true].map(pointAt);
  if (type === 'text') {
    const texts = constants.map(String).toSorted();
    return [...texts.map(pointAt), { sample: `${texts.join('')}~` }];
  }
  const between = type === 'date' ? dayBetween : type === 'integer' ? wholeBetween : numberBetween;
  const sorted = [...new Set(constants)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const stretch = (low: Constant | undefined, high: Constant | undefined): Stretch[] => {
    const sample = between(low as never, high as never);
    if (sample === undefined) return [];
    return [
      {
        sample,
        ...(low !== undefined && { from: { at: low, inclusive: false } }),
        ...(high !== undefined && { to: { at: high, inclusive: false } }),
      },
    ];
  };
  return sorted.flatMap((at, i) => [
    ...stretch(sorted[i - 1], at),
    ...(type === 'integer' && !Number.isInteger(at) ? [] : [pointAt(at)]),
    ...(i === sorted.length - 1 ? stretch(at, undefined) : []),
  ]);
}

const pointAt = (at: Constant): Stretch => ({ sample: at, from: { at, inclusive: true }, to: { at, inclusive: true } });

function numberBetween(low: number | undefined, high: number | undefined): number | undefined {
  if (low === undefined) return high === undefined ? 0 : high - Math.max(1, Math.abs(high));
  if (high === undefined) return low + Math.max(1, Math.abs(low));
  const middle = low + (high - low) / 2;
  return middle > low && middle < high ? middle : undefined;
}
function wholeBetween(low: number | undefined, high: number | undefined): number | undefined {
  if (low === undefined) return high === undefined ? 0 : Math.ceil(high) - 1;
  const next = Math.floor(low) + 1;
  return high === undefined || next < high ? next : undefined;
}
function dayBetween(low: string | undefined, high: string | undefined): string | undefined {
  const day = (from: string, days: number): string =>
    new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  if (low === undefined) return high === undefined ? '2000-01-01' : day(high, -1);
  const next = day(low, 1);
  return high === undefined || next < high ? next : undefined;
}

/** A run of stretches as a rule. */
function write(name: string, first: Stretch, last: Stretch, all: readonly Stretch[]): string {
  const { from } = first;
  const { to } = last;
  if (from && to && from.at === to.at)
    return typeof from.at === 'boolean' ? (from.at ? name : `not ${name}`) : `${name} = ${literal(from.at)}`;
  if (!from && !to && typeof first.sample === 'string' && first === last) {
    const others = all.flatMap((stretch) => (stretch.from ? [literal(stretch.from.at)] : []));
    return others.length === 0 ? `${name} is not null` : `${name} not in (${others.join(', ')})`;
  }
  const parts = [
    ...(from ? [`${name} ${from.inclusive ? '>=' : '>'} ${literal(from.at)}`] : []),
    ...(to ? [`${name} ${to.inclusive ? '<=' : '<'} ${literal(to.at)}`] : []),
  ];
  return parts.length === 0 ? `${name} is not null` : parts.join(' and ');
}

const literal = (value: Constant): string => (typeof value === 'string' ? quoteText(value) : String(value));
