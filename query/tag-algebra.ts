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
  print(tagSelect(algebra, period, territory, (bitmap) => ({ expr: cardinalityOf(bitmap), as: 'count' })));

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
    const names = new Set<string>();
    const bitmap = asked(lowerAlgebra(algebra), mine, names);
    const tags: Expr = {
      kind: 'in',
      negated: false,
      global: false,
      subject: column('tag'),
      options: value('Array(String)', [...names].toSorted()),
    };
    return {
      columns: [result(bitmap)],
      from: tagBitmap,
      where: [binary(column('period'), '=', value('UInt32', period)), tags],
      // The customers of a territory are found by a scan of the record, which is worth its threads.
      fewRows: mine === undefined,
    };
  });
}

/** How many there are. The last step of the algebra is counted without making the bitmap that nobody reads. */
function cardinalityOf(bitmap: Expr): Expr {
  const counting = {
    bitmapAnd: 'bitmapAndCardinality',
    bitmapOr: 'bitmapOrCardinality',
    bitmapAndnot: 'bitmapAndnotCardinality',
  } as const;
  if (bitmap.kind !== 'call' || !Object.hasOwn(counting, bitmap.name)) return call('bitmapCardinality', bitmap);
  return call(counting[bitmap.name as keyof typeof counting], ...bitmap.args);
}

/**
 * Sets of customers as they are worked out. A union of tags is merged in one pass over their bitmaps; a complement is
 * carried along as such, so that the bitmap of everyone is read only where the whole answer is one.
 */
type Bitmap =
  | { readonly kind: 'tags'; readonly names: readonly string[] }
  | { readonly kind: 'step'; readonly name: BitmapStep; readonly left: Bitmap; readonly right: Bitmap };
type BitmapStep = 'bitmapAnd' | 'bitmapOr' | 'bitmapAndnot';
interface Lowered {
  readonly bitmap: Bitmap;
  /** Everyone but those. */
  readonly complement: boolean;
}

function lowerAlgebra(algebra: TagAlgebra): Lowered {
  if (algebra.kind === 'tag') return { bitmap: { kind: 'tags', names: [algebra.name] }, complement: false };
  if (algebra.kind === 'not') return complementOf(lowerAlgebra(algebra.operand));
  // De Morgan: a or b is not (not a and not b).
  if (algebra.kind === 'or') return complementOf(both(algebra.parts.map((part) => complementOf(lowerAlgebra(part)))));
  return both(algebra.parts.map(lowerAlgebra));
}

const complementOf = ({ bitmap, complement }: Lowered): Lowered => ({ bitmap, complement: !complement });

/** Those who are in all: the intersection of what is asked for, without the union of what is excluded. */
function both(parts: readonly Lowered[]): Lowered {
  const wanted = parts.flatMap(({ bitmap, complement }) => (complement ? [] : [bitmap]));
  const excluded = unionOf(parts.flatMap(({ bitmap, complement }) => (complement ? [bitmap] : [])));
  const last = wanted.pop();
  if (!last) return { bitmap: excluded ?? { kind: 'tags', names: [] }, complement: true };
  // Taken out of one of them and not of their intersection, which then is the last step and only counted.
  wanted.push(excluded ? step('bitmapAndnot', last, excluded) : last);
  return { bitmap: wanted.reduce((left, right) => step('bitmapAnd', left, right)), complement: false };
}

function unionOf(parts: readonly Bitmap[]): Bitmap | undefined {
  const names = [...new Set(parts.flatMap((part) => (part.kind === 'tags' ? part.names : [])))];
  const others = parts.filter((part) => part.kind !== 'tags');
  return combine('bitmapOr', names.length > 0 ? [{ kind: 'tags', names }, ...others] : others);
}

const step = (name: BitmapStep, left: Bitmap, right: Bitmap): Bitmap => ({ kind: 'step', name, left, right });

const combine = (name: BitmapStep, parts: readonly Bitmap[]): Bitmap | undefined =>
  parts.length === 0 ? undefined : parts.reduce((left, right) => step(name, left, right));

/** The expression of the answer within the territory `mine`; adds to `names` the tags whose bitmaps it reads. */
function asked({ bitmap, complement }: Lowered, mine: Expr | undefined, names: Set<string>): Expr {
  const found = expressionOf(bitmap, names);
  if (complement) return call('bitmapAndnot', mine ?? mergeOf([everyone], names), found);
  return mine ? call('bitmapAnd', found, mine) : found;
}

function expressionOf(bitmap: Bitmap, names: Set<string>): Expr {
  if (bitmap.kind === 'tags') return mergeOf(bitmap.names, names);
  return call(bitmap.name, expressionOf(bitmap.left, names), expressionOf(bitmap.right, names));
}

function mergeOf(tags: readonly string[], names: Set<string>): Expr {
  for (const tag of tags) names.add(tag);
  const among: Expr =
    tags.length === 1
      ? binary(column('tag'), '=', value('String', tags[0] as string))
      : { kind: 'in', negated: false, global: false, subject: column('tag'), options: value('Array(String)', tags) };
  return call('groupBitmapMergeStateIf', column('customers'), among);
}
