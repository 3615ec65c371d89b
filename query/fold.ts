import { children } from './lineage.ts';
import { evaluate } from './meaning.ts';
import type { Typed } from './tree.ts';

/**
 * Replaces every part that reads no customer (add_months(month_end(), -3), 12 * 0.9, 1 > 2) by its value.
 * A pass before lowering: the engine then sees plain parameters, and its own constant folding has nothing to decide.
 */
export function fold(typed: Typed): Typed {
  if (typed.kind === 'literal') return typed;
  const folded = foldChildren(typed);
  const parts = children(folded);
  const isConstant = parts.length > 0 && parts.every((p) => p.kind === 'literal');
  if (!isConstant) return folded;
  return {
    kind: 'literal',
    type: typed.type,
    unit: typed.unit,
    value: evaluate(folded, { values: {} }) as string | number | boolean | null,
    at: typed.at,
  };
}

function foldChildren(typed: Typed): Typed {
  switch (typed.kind) {
    case 'negate':
    case 'not':
      return { ...typed, operand: fold(typed.operand) };
    case 'arithmetic':
    case 'comparison':
      return { ...typed, left: fold(typed.left), right: fold(typed.right) };
    case 'call':
      return { ...typed, args: typed.args.map(fold) };
    case 'between':
      return { ...typed, subject: fold(typed.subject), low: fold(typed.low), high: fold(typed.high) };
    case 'in':
      return { ...typed, subject: fold(typed.subject), options: typed.options.map(fold) };
    case 'like':
    case 'missing':
      return { ...typed, subject: fold(typed.subject) };
    case 'and':
    case 'or':
      return { ...typed, parts: typed.parts.map(fold) };
    case 'case':
      return {
        ...typed,
        branches: typed.branches.map((b) => ({ when: fold(b.when), then: fold(b.then) })),
        otherwise: typed.otherwise && fold(typed.otherwise),
      };
    case 'literal':
    case 'field':
    case 'membership':
    case 'contacted':
      return typed;
  }
}
