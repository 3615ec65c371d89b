import { columnsRead } from './expression.ts';
import type { Scoped } from './scope.ts';
import type { Expr, ParamValue, Select, SelectColumn, SqlFunction, Statement } from './sql.ts';

/** Writes a scoped select: the one place where SQL becomes text. The same input gives the same bytes. */
export function print({ select, into }: Scoped): Statement {
  const printer = openPrinter();
  const text = printSelect(printer, select);
  if (!into) return { sql: text, params: printer.params };
  return {
    sql: `insert into ${quoteIdentifier(into.table)} (${into.columns.map(quoteIdentifier).join(', ')}) ${text}`,
    params: printer.params,
  };
}

/** Writes one expression, for those who place it in a statement of their own that is not about customers' rows (a test, a table's default). */
export function printExpression(expr: Expr): Statement {
  const printer = openPrinter();
  return { sql: printExpr(printer, expr), params: printer.params };
}

export const quoteIdentifier = (name: string): string => `\`${name.replace(/[`\\]/gu, '\\$&')}\``;

/** Functions whose written form is not name(arguments). */
const written: { readonly [F in SqlFunction]?: (args: readonly string[]) => string } = {
  dateDiffDay: (args) => `dateDiff('day', ${args.join(', ')})`,
  dateDiffMonth: (args) => `dateDiff('month', ${args.join(', ')})`,
  daysSinceEpoch: (args) => `toInt32(${args.join(', ')})`,
  quantileExactInclusive: ([level, ...args]) => `quantileExactInclusive(${level})(${args.join(', ')})`,
  toInt16OrMissing: (args) => `accurateCastOrNull(${args.join(', ')}, 'Int16')`,
};

/** What printing gathers on its way: the parameters so far, and the names given to expressions. */
interface Printer {
  readonly params: Record<string, ParamValue>;
  readonly names: Map<object, string>;
}
const openPrinter = (): Printer => ({ params: {}, names: new Map() });

function nameOf({ names }: Printer, id: object): string {
  const name = names.get(id) ?? quoteIdentifier(`~${names.size}`);
  names.set(id, name);
  return name;
}

function printValue({ params }: Printer, type: string, value: ParamValue): string {
  const name = `p${Object.keys(params).length}`;
  params[name] = value;
  return `{${name}:${type}}`;
}

/** A negative one stands in parentheses, so that no minus meets another. */
function printNumber(n: number): string {
  if (!Number.isFinite(n)) throw new Error(`${n} cannot be written as a number`);
  return n < 0 ? `(${n})` : String(n);
}

function printExpr(p: Printer, e: Expr): string {
  const expr = (part: Expr): string => printExpr(p, part);
  const operand = (part: Expr): string => printOperand(p, part);
  switch (e.kind) {
    case 'column':
      return quoteIdentifier(e.name);
    case 'word':
      return e.word;
    case 'number':
      return printNumber(e.number);
    case 'list':
      return `(${e.items.map(expr).join(', ')})`;
    case 'sum':
      return e.parts.map(operand).join(' + ');
    case 'value':
      return printValue(p, e.type, e.value);
    case 'call': {
      const args = e.args.map(expr);
      // Own entries only: every object has a toString of its own.
      return (Object.hasOwn(written, e.name) && written[e.name]?.(args)) || `${e.name}(${args.join(', ')})`;
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
      return `(${printSelect(p, e.select)})`;
    case 'named':
      return `(${expr(e.expr)} as ${nameOf(p, e.id)})`;
    case 'name':
      return nameOf(p, e.id);
  }
}

const operators: ReadonlySet<Expr['kind']> = new Set(['binary', 'sum', 'between', 'in', 'not', 'and', 'or']);

/** An expression in a place where an operator stands beside it. */
const printOperand = (p: Printer, e: Expr): string =>
  operators.has(e.kind) ? `(${printExpr(p, e)})` : printExpr(p, e);

function printSelect(p: Printer, s: Select): string {
  const expr = (e: Expr): string => printExpr(p, e);
  const columns = s.columns.map((c) =>
    isItself(c) ? quoteIdentifier(c.as) : `${expr(c.expr)} as ${quoteIdentifier(c.as)}`,
  );
  const parts = [`select ${columns.join(', ')}`, `from ${quoteIdentifier(s.from)}`];
  if (s.where.length > 0) parts.push(`where ${s.where.map((e) => printOperand(p, e)).join(' and ')}`);
  if (s.groupBy && s.groupBy.length > 0) parts.push(`group by ${s.groupBy.map(expr).join(', ')}`);
  if (s.orderBy && s.orderBy.length > 0)
    parts.push(`order by ${s.orderBy.map((o) => expr(o.expr) + (o.descending ? ' desc' : '')).join(', ')}`);
  if (s.limit !== undefined) parts.push(`limit ${Math.trunc(s.limit)}`);
  const settings = settingsOf(s);
  if (settings.length > 0) parts.push(`settings ${settings.join(', ')}`);
  return parts.join(' ');
}

function settingsOf(s: Select): readonly string[] {
  return [
    // ClickHouse would read a column as the alias of the same name, and so ask something else without a word.
    ...(hasShadowedColumn(s) ? ['prefer_column_name_to_alias = 1'] : []),
    ...(s.fewRows
      ? [
          'max_threads = 1',
          "local_filesystem_read_method = 'pread'",
          'optimize_move_to_prewhere = 0',
          'use_uncompressed_cache = 1',
        ]
      : []),
  ];
}

const isItself = ({ expr, as }: SelectColumn): boolean => expr.kind === 'column' && expr.name === as;

function hasShadowedColumn({ columns, where, groupBy = [], orderBy = [] }: Select): boolean {
  const aliases = new Set(columns.filter((c) => !isItself(c)).map((c) => c.as));
  return [...columns.map((c) => c.expr), ...where, ...groupBy, ...orderBy.map((o) => o.expr)].some((e) =>
    [...columnsRead(e)].some((name) => aliases.has(name)),
  );
}
