import type { Typed } from './tree.ts';

/**
 * The largest magnitude a number can have, or Infinity when an operation may overflow or meet a tiny divisor.
 * Rounding is monotone, so a bound computed in floating point holds for every value computed in floating point.
 * Fields hold finite numbers by contract; where the bound is finite, the SQL needs no test for infinity.
 */
export function bound(typed: Typed): number {
  switch (typed.kind) {
    case 'literal':
      return Math.abs(Number(typed.value));
    case 'field':
      return typed.type === 'integer' ? 2 ** 64 : Number.MAX_VALUE;
    case 'negate':
      return bound(typed.operand);
    case 'arithmetic': {
      const left = bound(typed.left);
      const right = bound(typed.right);
      if (typed.operator === '*') return left * right;
      if (typed.operator === '/')
        return typed.right.kind === 'literal'
          ? left / Math.abs(Number(typed.right.value))
          : typed.right.type === 'integer'
            ? left
            : Infinity;
      return left + right;
    }
    case 'call':
      if (typed.name === 'round')
        return typed.args[1]?.kind === 'literal' &&
          bound(typed.args[0]!) * 10 ** Number(typed.args[1].value) === Infinity
          ? Infinity
          : bound(typed.args[0]!) + 1;
      if (['abs', 'floor', 'ceil'].includes(typed.name)) return bound(typed.args[0]!) + 1;
      if (['least', 'greatest', 'coalesce'].includes(typed.name)) return finiteOr(Math.max(...typed.args.map(bound)));
      return 2 ** 64;
    case 'case':
      return finiteOr(
        Math.max(...typed.branches.map((b) => bound(b.then)), typed.otherwise ? bound(typed.otherwise) : 0),
      );
    default:
      return 1;
  }
}

/** What an operation gives is made finite or missing on the spot, so its users meet at most the largest number. */
const finiteOr = (n: number): number => Math.min(n, Number.MAX_VALUE);

export const mayOverflow = (typed: Typed): boolean => bound(typed) === Infinity;
