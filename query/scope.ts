import { binary, call, column, value, word } from './sql.ts';
import type { Expr, Select } from './sql.ts';

/** Whose customers a person may see: everybody's, or those owned by the listed org units (the whole subtree, resolved by the caller). */
export type Scope = { readonly kind: 'everything' } | { readonly kind: 'units'; readonly units: readonly string[] };

/** A select behind the territory guard. `print` takes nothing else, so no statement exists without a scope. */
export interface Scoped {
  readonly [guarded]: true;
  readonly select: Select;
  readonly into?: { readonly table: string; readonly columns: readonly string[] };
}
const guarded: unique symbol = Symbol('guarded');

/** Adds the territory guard: the one place where it is added. `unitColumn` names the column of the owning org unit in the select's table. */
export function scope(select: Select, territory: Scope, unitColumn = 'org_unit_id'): Scoped {
  return { [guarded]: true, select: { ...select, where: [...select.where, ...guard(territory, unitColumn)] } };
}

/** For selects over sets of keys, which have no unit column: `build` gets the bitmap of the keys in the territory, or undefined where it is everything. */
export function scopeKeys(territory: Scope, period: number, build: (mine: Expr | undefined) => Select): Scoped {
  if (territory.kind === 'everything') return { [guarded]: true, select: build(undefined) };
  const keys: Select = {
    columns: [{ expr: call('groupBitmapState', column('customer_key')), as: 'keys' }],
    from: 'customer_record',
    where: [binary(column('period'), '=', value('UInt32', period))],
  };
  return { [guarded]: true, select: build({ kind: 'subquery', select: scope(keys, territory).select }) };
}

/** The same select as the source of an insert. */
export const insertInto = (table: string, columns: readonly string[], scoped: Scoped): Scoped => ({
  ...scoped,
  into: { table, columns },
});

function guard(territory: Scope, unitColumn: string): readonly Expr[] {
  if (territory.kind === 'everything') return [];
  // No units: no rows. Rows that no unit owns are seen only by those who see everything.
  if (territory.units.length === 0) return [word('0')];
  const mine: Expr = {
    kind: 'in',
    negated: false,
    global: false,
    subject: column(unitColumn),
    options: value('Array(String)', territory.units),
  };
  return [call('ifNull', mine, word('0'))];
}
