import type { Scoped } from './scope.ts';
import type { Expr, ParamValue, Select, SqlFunction, Statement } from './sql.ts';

/** Writes a scoped select: the one place where SQL becomes text. The same input gives the same bytes. */
export function print({ select, into }: Scoped): Statement {
  const printer = openPrinter();
  const text = printer.select(select);
  if (!into) return { sql: text, params: printer.params };
  return {
    sql: `insert into ${quoteIdentifier(into.table)} (${into.columns.map(quoteIdentifier).join(', ')}) ${text}`,
    params: printer.params,
  };
}

/** Writes one expression, for those who place it in a statement of their own that is not about customers' rows (a test, a table's default). */
export function printExpression(expr: Expr): Statement {
  const printer = openPrinter();
  return { sql: printer.expr(expr), params: printer.params };
}

export const quoteIdentifier = (name: string): string => `\`${name.replace(/[`\\]/gu, '\\$&')}\``;

/** Functions whose written form is not name(arguments). */
const written: { readonly [F in SqlFunction]?: (args: readonly string[]) => string } = {
  dateDiffDay: (args) => `dateDiff('day', ${args.join(', ')})`,
  dateDiffMonth: (args) => `dateDiff('month', ${args.join(', ')})`,
  toInt16OrMissing: (args) => `accurateCastOrNull(${args.join(', ')}, 'Int16')`,
};

function openPrinter() {
  const params: Record<string, ParamValue> = {};
  const names = new Map<object, string>();
  const nameOf = (id: object): string => {
    const known = names.get(id) ?? quoteIdentifier(`~${names.size}`);
    names.set(id, known);
    return known;
  };
  const list = (exprs: readonly Expr[]): string => exprs.map(expr).join(', ');

  function expr(e: Expr): string {
    switch (e.kind) {
      case 'column':
        return quoteIdentifier(e.name);
      case 'word':
        return e.word;
      case 'value': {
        const name = `p${Object.keys(params).length}`;
        params[name] = e.value;
        return `{${name}:${e.type}}`;
      }
      case 'call': {
        const args = e.args.map(expr);
        return written[e.name]?.(args) ?? `${e.name}(${args.join(', ')})`;
      }
      case 'binary':
        return `${operand(e.left)} ${e.operator} ${operand(e.right)}`;
      case 'between':
        return `${operand(e.subject)} ${e.negated ? 'not between' : 'between'} ${operand(e.low)} and ${operand(e.high)}`;
      case 'and':
        return e.parts.length === 0 ? '1' : e.parts.map(operand).join(' and ');
      case 'or':
        return e.parts.length === 0 ? '0' : e.parts.map(operand).join(' or ');
      case 'not':
        return `not ${operand(e.operand)}`;
      case 'in':
        return `${operand(e.subject)} ${e.global ? 'global ' : ''}${e.negated ? 'not in' : 'in'} ${expr(e.options)}`;
      case 'subquery':
        return `(${select(e.select)})`;
      case 'named':
        return `(${expr(e.expr)} as ${nameOf(e.id)})`;
      case 'name':
        return nameOf(e.id);
    }
  }

  /** An expression in a place where an operator stands beside it. */
  function operand(e: Expr): string {
    const isOperator =
      e.kind === 'binary' ||
      e.kind === 'between' ||
      e.kind === 'in' ||
      e.kind === 'not' ||
      e.kind === 'and' ||
      e.kind === 'or';
    return isOperator ? `(${expr(e)})` : expr(e);
  }

  function select(s: Select): string {
    const parts = [
      `select ${s.columns.map((c) => (c.expr.kind === 'column' && c.expr.name === c.as ? quoteIdentifier(c.as) : `${expr(c.expr)} as ${quoteIdentifier(c.as)}`)).join(', ')}`,
      `from ${quoteIdentifier(s.from)}`,
    ];
    if (s.where.length > 0) parts.push(`where ${s.where.map(operand).join(' and ')}`);
    if (s.groupBy && s.groupBy.length > 0) parts.push(`group by ${list(s.groupBy)}`);
    if (s.orderBy && s.orderBy.length > 0)
      parts.push(`order by ${s.orderBy.map((o) => expr(o.expr) + (o.descending ? ' desc' : '')).join(', ')}`);
    if (s.limit !== undefined) parts.push(`limit ${Math.trunc(s.limit)}`);
    // ClickHouse would read a column as the alias of the same name, and so ask something else without a word.
    if (hasShadowedColumn(s)) parts.push('settings prefer_column_name_to_alias = 1');
    return parts.join(' ');
  }
  return { expr, select, params };
}

function hasShadowedColumn({ columns, where, groupBy = [], orderBy = [] }: Select): boolean {
  const aliases = new Set(
    columns.filter(({ expr, as }) => !(expr.kind === 'column' && expr.name === as)).map((c) => c.as),
  );
  return [...columns.map((c) => c.expr), ...where, ...groupBy, ...orderBy.map((o) => o.expr)].some((e) =>
    readsColumn(e, aliases),
  );
}

function readsColumn(e: Expr, names: ReadonlySet<string>): boolean {
  const any = (...parts: readonly Expr[]): boolean => parts.some((p) => readsColumn(p, names));
  switch (e.kind) {
    case 'column':
      return names.has(e.name);
    case 'call':
      return any(...e.args);
    case 'binary':
      return any(e.left, e.right);
    case 'between':
      return any(e.subject, e.low, e.high);
    case 'and':
    case 'or':
      return any(...e.parts);
    case 'not':
      return any(e.operand);
    case 'in':
      return any(e.subject);
    case 'named':
      return any(e.expr);
    case 'word':
    case 'value':
    case 'name':
    case 'subquery':
      return false;
  }
}
