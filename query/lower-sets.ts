import { and, binary, call, column, or, value } from './sql.ts';
import type { Expr, Select } from './sql.ts';
import type { Typed, TypedOf } from './tree.ts';

export interface LowerOptions {
  /**
   * How sets of customers kept in other tables reach the shards of a cluster: `local` where those tables are sharded by
   * customer like the customer record (and on one node), `global` (GLOBAL IN) where they are not.
   */
  readonly membership: 'local' | 'global';
}
export const keyColumn = 'customer_key';

type LowerComparison = (typed: TypedOf<'comparison'>, options: LowerOptions) => Expr;
type LowerValue = (typed: Typed, options: LowerOptions) => Expr;

/** `x in (…)`: literals that can stand in one array do, the others are compared one by one. */
export function lowerIn(
  typed: TypedOf<'in'>,
  lowerComparison: LowerComparison,
  lowerValue: LowerValue,
  options: LowerOptions,
  wrap: (expr: Expr) => Expr,
): Expr {
  const { array, rest } = split(typed);
  const { subject, negated, at } = typed;
  const parts = rest.map((option) =>
    lowerComparison(
      { kind: 'comparison', operator: negated ? '!=' : '=', left: subject, right: option, type: 'boolean', at },
      options,
    ),
  );
  if (array)
    parts.unshift(wrap({ kind: 'in', negated, global: false, subject: lowerValue(subject, options), options: array }));
  return negated ? and(parts) : or(parts);
}

function split({ subject, options }: TypedOf<'in'>): {
  readonly array: Expr | undefined;
  readonly rest: readonly Typed[];
} {
  const fits = (o: Typed): boolean => {
    if (o.kind !== 'literal' || o.value === null) return false;
    switch (subject.type) {
      case 'text':
        return true;
      case 'date':
        return true;
      case 'integer':
        return Number.isSafeInteger(o.value);
      // A set looks at the bits, where 0 and -0 differ; `=` does not. Whole numbers past 2^53 do not travel in arrays.
      case 'number':
        return o.value !== 0 && (Number.isSafeInteger(o.value) || !Number.isInteger(o.value));
      default:
        return false;
    }
  };
  const together = options.filter(fits);
  if (together.length < 2) return { array: undefined, rest: options };
  const rest = options.filter((o) => !fits(o));
  const values = together.map((o) => (o as TypedOf<'literal'>).value);
  const type = {
    text: 'Array(String)',
    date: 'Array(Date32)',
    integer: 'Array(Int64)',
    number: 'Array(Float64)',
  } as const;
  return { array: value(type[subject.type as keyof typeof type], values), rest };
}

/** tag('…'), audience('…'), contacted_within(n): the customer's key is in a set that another table keeps. */
export function lowerMembership(typed: TypedOf<'membership' | 'contacted'>, options: LowerOptions): Expr {
  return {
    kind: 'in',
    negated: false,
    global: options.membership === 'global',
    subject: column(keyColumn),
    options: { kind: 'subquery', select: members(typed) },
  };
}

function members(typed: TypedOf<'membership' | 'contacted'>): Select {
  if (typed.kind === 'contacted') {
    const { table, keyColumn: key, dateColumn } = typed.ledger;
    return {
      columns: [{ expr: column(key), as: key }],
      from: table,
      where: [binary(column(dateColumn), '>', value('Date32', typed.after))],
    };
  }
  const where = [
    binary(column('period'), '=', value('UInt32', typed.period)),
    binary(column(typed.of), '=', value('String', typed.name)),
  ];
  if (typed.of === 'audience')
    return { columns: [{ expr: column(keyColumn), as: keyColumn }], from: 'audience_member', where };
  const customers = call('bitmapToArray', call('groupBitmapMergeState', column('customers')));
  return { columns: [{ expr: call('arrayJoin', customers), as: keyColumn }], from: 'tag_bitmap', where };
}
