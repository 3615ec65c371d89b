import { keyColumn } from './lower-sets.ts';
import { print } from './print.ts';
import { scopeKeys } from './scope.ts';
import type { Scope, Scoped } from './scope.ts';
import { binary, call, column, value } from './sql.ts';
import type { Expr, SelectColumn, Statement } from './sql.ts';
import type { Rule, Typed } from './tree.ts';

/** A rule made of tags only. It is answered from bitmaps, without reading the customer record. */
export type TagAlgebra =
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly TagAlgebra[] }
  | { readonly kind: 'not'; readonly operand: TagAlgebra };

export const tagBitmap = 'tag_bitmap';
/** The name under which `tag_bitmap` keeps all customers of the month. */
export const everyone = '';

/** The rule as algebra over tags; undefined when it reads anything else. */
export const asTagAlgebra = (rule: Rule): TagAlgebra | undefined => algebraOf(rule.condition);

function algebraOf(typed: Typed): TagAlgebra | undefined {
  if (typed.kind === 'membership') return typed.of === 'tag' ? { kind: 'tag', name: typed.name } : undefined;
  if (typed.kind === 'not') {
    const operand = algebraOf(typed.operand);
    return operand && { kind: 'not', operand };
  }
  if (typed.kind !== 'and' && typed.kind !== 'or') return undefined;
  const parts = typed.parts.map(algebraOf);
  return parts.every((p) => p !== undefined) ? { kind: typed.kind, parts } : undefined;
}

/** One row: { count }, by bitmap algebra. */
export const compileTagCount = (algebra: TagAlgebra, period: number, territory: Scope): Statement =>
  print(tagSelect(algebra, period, territory, (bitmap) => ({ expr: call('bitmapCardinality', bitmap), as: 'count' })));

/** One row per customer: { customer_key }, by bitmap algebra. */
export const compileTagKeys = (algebra: TagAlgebra, period: number, territory: Scope): Statement =>
  print(
    tagSelect(algebra, period, territory, (bitmap) => ({
      expr: call('arrayJoin', call('bitmapToArray', bitmap)),
      as: keyColumn,
    })),
  );

/** One select reads the bitmaps of all named tags of the month and combines them. */
function tagSelect(
  algebra: TagAlgebra,
  period: number,
  territory: Scope,
  result: (bitmap: Expr) => SelectColumn,
): Scoped {
  return scopeKeys(territory, period, (mine) => {
    const bitmap = lowerAlgebra(algebra);
    const names = [...namesIn(algebra, new Set([everyone]))].toSorted();
    const tags: Expr = {
      kind: 'in',
      negated: false,
      global: false,
      subject: column('tag'),
      options: value('Array(String)', names),
    };
    return {
      columns: [result(mine ? call('bitmapAnd', bitmap, mine) : bitmap)],
      from: tagBitmap,
      where: [binary(column('period'), '=', value('UInt32', period)), tags],
    };
  });
}

function namesIn(algebra: TagAlgebra, names: Set<string>): Set<string> {
  if (algebra.kind === 'tag') names.add(algebra.name);
  else for (const part of algebra.kind === 'not' ? [algebra.operand] : algebra.parts) namesIn(part, names);
  return names;
}

const bitmapOf = (tag: string): Expr =>
  call('groupBitmapMergeStateIf', column('customers'), binary(column('tag'), '=', value('String', tag)));

function lowerAlgebra(algebra: TagAlgebra): Expr {
  switch (algebra.kind) {
    case 'tag':
      return bitmapOf(algebra.name);
    case 'not':
      return call('bitmapAndnot', bitmapOf(everyone), lowerAlgebra(algebra.operand));
    case 'or':
      return algebra.parts.map(lowerAlgebra).reduce((a, b) => call('bitmapOr', a, b));
    case 'and': {
      // What is excluded is taken away from what is asked for, which never needs the bitmap of everyone twice.
      const asked = algebra.parts.filter((p) => p.kind !== 'not').map(lowerAlgebra);
      const excluded = algebra.parts.flatMap((p) => (p.kind === 'not' ? [lowerAlgebra(p.operand)] : []));
      const start = asked.length > 0 ? asked.reduce((a, b) => call('bitmapAnd', a, b)) : bitmapOf(everyone);
      return excluded.reduce((a, b) => call('bitmapAndnot', a, b), start);
    }
  }
}
