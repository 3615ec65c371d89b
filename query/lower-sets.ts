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

type Wrap = (of: Typed, expr: Expr, operands: readonly Typed[]) => Expr;
type Lower = (typed: Typed, options: LowerOptions) => Expr;

/** `x in (…)`: literals that can stand in one array do, the others are compared one by one. */
export function lowerIn(typed: TypedOf<'in'>, wrap: Wrap, lower: Lower, options: LowerOptions): Expr {
  const subject = lower(typed.subject, options);
  const { array, rest } = split(typed);
  const parts = rest.map((option) => wrap(typed, binary(subject, typed.negated ? '!=' : '=', lower(option, options)), [typed.subject, option]));
  if (array) parts.unshift(wrap(typed, { kind: 'in', negated: typed.negated, global: false, subject, options: array }, [typed.subject]));
  return typed.negated ? and(parts) : or(parts);
}

function split({ subject, options }: TypedOf<'in'>): { readonly array: Expr | undefined; readonly rest: readonly Typed[] } {
  const fits = (o: Typed): boolean => {
    if (o.kind !== 'literal') return false;
    switch (subject.type) {
      case 'text': return true;
      case 'date': return true;
      case 'integer': return Number.isSafeInteger(o.value);
      // A set looks at the bits, where 0 and -0 differ; `=` does not.
      case 'number': return o.value !== 0;
      default: return false;
    }
  };
  const together = options.filter(fits);
  if (together.length < 2) return { array: undefined, rest: options };
  const rest = options.filter((o) => !fits(o));
  const values = together.map((o) => (o as TypedOf<'literal'>).value);
  const type = { text: 'Array(String)', date: 'Array(Date32)', integer: 'Array(Int64)', number: 'Array(Float64)' } as const;
  return { array: value(type[subject.type as keyof typeof type], values), rest };
}

/** tag('…'), audience('…'), contacted_within(n): the customer's key is in a set that another table keeps. */
export function lowerMembership(typed: TypedOf<'membership' | 'contacted'>, options: LowerOptions): Expr {
  return { kind: 'in', negated: false, global: options.membership === 'global', subject: column(keyColumn), options: { kind: 'subquery', select: members(typed) } };
}

function members(typed: TypedOf<'membership' | 'contacted'>): Select {
  if (typed.kind === 'contacted') {
    const { table, keyColumn: key, dateColumn } = typed.ledger;
    return { columns: [{ expr: column(key), as: key }], from: table, where: [binary(column(dateColumn), '>', value('Date32', typed.after))] };
  }
  const where = [binary(column('period'), '=', value('UInt32', typed.period)), binary(column(typed.of), '=', value('String', typed.name))];
  if (typed.of === 'audience') return { columns: [{ expr: column(keyColumn), as: keyColumn }], from: 'audience_member', where };
  const customers = call('bitmapToArray', call('groupBitmapMergeState', column('customers')));
  return { columns: [{ expr: call('arrayJoin', customers), as: keyColumn }], from: 'tag_bitmap', where };
}
