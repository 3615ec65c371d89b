import type { Expr, ParamValue } from './sql.ts';

/** The columns that an expression reads in the select it stands in; those of its subqueries are of other selects. */
export function columnsRead(expr: Expr, found: Set<string> = new Set()): Set<string> {
  if (expr.kind === 'column') found.add(expr.name);
  for (const part of partsOf(expr)) columnsRead(part, found);
  return found;
}

/** Whether an expression asks another table, and so is not a matter of one row alone. */
export const asksElsewhere = (expr: Expr): boolean => expr.kind === 'subquery' || partsOf(expr).some(asksElsewhere);

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return expr.args;
    case 'binary':
      return [expr.left, expr.right];
    case 'between':
      return [expr.subject, expr.low, expr.high];
    case 'list':
      return expr.items;
    case 'and':
    case 'or':
    case 'sum':
      return expr.parts;
    case 'not':
      return [expr.operand];
    case 'in':
      return [expr.subject, expr.options];
    case 'named':
      return [expr.expr];
    case 'column':
    case 'word':
    case 'number':
    case 'value':
    case 'name':
    case 'subquery':
      return [];
  }
}

/** An expression as text to be kept; `readExpression` gives one that prints the same. */
export function writeExpression(expr: Expr): string {
  const ids = new Map<object, number>();
  return JSON.stringify(expr, (key, part: unknown) => {
    // Names are told apart by the identity of an object, which text does not have.
    if (key === 'id' && typeof part === 'object' && part !== null) {
      ids.set(part, ids.get(part) ?? ids.size);
      return ids.get(part);
    }
    return typeof part === 'bigint' ? String(part) : (part as ParamValue);
  });
}

/** @throws SyntaxError for a text that `writeExpression` has not written. */
export function readExpression(text: string): Expr {
  const ids = new Map<number, object>();
  return JSON.parse(text, (key, part: unknown) => {
    if (key !== 'id' || typeof part !== 'number') return part;
    const id = ids.get(part) ?? {};
    ids.set(part, id);
    return id;
  }) as Expr;
}
