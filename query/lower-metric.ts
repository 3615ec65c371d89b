import { fold } from './fold.ts';
import type { LowerOptions } from './lower-sets.ts';
import { lowerCondition, lowerValue } from './lower.ts';
import type { Component } from './metric-tree.ts';
import { binary, call, float, value as literal, word } from './sql.ts';
import type { Expr } from './sql.ts';
import type { Typed } from './tree.ts';

/**
 * A component as a column of a grouped select over the customer record: null where no customer of the group has the value.
 * Facts are no columns of the record; asking for one is a mistake of the caller.
 */
export function lowerComponent(component: Component, options: LowerOptions): Expr {
  const { aggregate, value, condition, level } = component;
  if (aggregate === 'count')
    return condition ? call('countIf', lowerCondition(fold(condition), options)) : call('count');
  if (aggregate === 'fact' || value === undefined) throw new Error(`${component.key} is not worked out of the record`);
  switch (aggregate) {
    case 'uniq':
      return call('uniqExact', oneZero(value, lowerValue(fold(value), options)));
    case 'quantile':
      return call('quantileExactInclusive', literal('Float64', String(level)), number(value, options));
    default:
      // What is not finite (a sum past the largest number) is missing, as everywhere in the language.
      return call('ifNotFinite', call(aggregate, number(value, options)), word('null'));
  }
}

/** Float64 always: sums of 64-bit integers would wrap round. A plain number is summed once for every customer. */
function number(typed: Typed, options: LowerOptions): Expr {
  const folded = fold(typed);
  if (folded.kind === 'literal' && typeof folded.value === 'number') return float(folded.value);
  return call('toFloat64', lowerValue(folded, options));
}

/** A set looks at the bits, where 0 and -0 differ; -0 + 0 is 0. */
const oneZero = ({ type }: Typed, expr: Expr): Expr => (type === 'number' ? binary(expr, '+', word('0')) : expr);
