/**
 * ClickHouse SQL as plain data. Compilers build it, `print` writes it once; it is never text in between.
 * `value` carries what users wrote (a typed parameter when printed), `word` what compilers wrote.
 */
export type Expr =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'value'; readonly type: SqlType; readonly value: ParamValue }
  /** A number that a compiler wrote (a threshold of a model, of which there are thousands); one that a user wrote is a value. */
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  /** Added up from left to right. */
  | { readonly kind: 'sum'; readonly parts: readonly Expr[] }
  | { readonly kind: 'word'; readonly word: 'null' | 'true' | 'false' | '0' | '1' | '*' | 'nan' }
  | { readonly kind: 'call'; readonly name: SqlFunction; readonly args: readonly Expr[] }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr }
  | {
      readonly kind: 'between';
      readonly negated: boolean;
      readonly subject: Expr;
      readonly low: Expr;
      readonly high: Expr;
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expr[] }
  | { readonly kind: 'not'; readonly operand: Expr }
  | {
      readonly kind: 'in';
      readonly negated: boolean;
      readonly global: boolean;
      readonly subject: Expr;
      readonly options: Expr;
    }
  | { readonly kind: 'subquery'; readonly select: Select }
  /** `named` writes an expression and gives it a name, by which `name` uses it again: (expr as `~0`). */
  | { readonly kind: 'named'; readonly id: object; readonly expr: Expr }
  | { readonly kind: 'name'; readonly id: object };

export type SqlType =
  | 'String'
  | 'Float64'
  | 'Int64'
  | 'UInt32'
  | 'UInt8'
  | 'Date32'
  | 'Array(String)'
  | 'Array(Float64)'
  | 'Array(Int64)'
  | 'Array(Date32)';
export type BinaryOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'like' | 'not like';
export type SqlFunction =
  | 'ifNull'
  | 'isNull'
  | 'isNotNull'
  | 'ifNotFinite'
  | 'nullIf'
  | 'negate'
  | 'toFloat64'
  | 'multiIf'
  | 'if'
  | 'coalesce'
  | 'least'
  | 'greatest'
  | 'abs'
  | 'round'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'log1p'
  | 'lengthUTF8'
  | 'lower'
  | 'upper'
  | 'startsWith'
  | 'endsWith'
  | 'position'
  | 'toYear'
  | 'toMonth'
  | 'toDayOfMonth'
  | 'dateDiffDay'
  | 'dateDiffMonth'
  | 'toDate32'
  | 'addDays'
  | 'addMonths'
  | 'toInt16OrMissing'
  | 'count'
  | 'countIf'
  | 'transform'
  | 'uniqExact'
  | 'quantileExactInclusive'
  | 'toString'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'cityHash64'
  | 'groupBitmapState'
  | 'groupBitmapStateIf'
  | 'groupBitmapMergeState'
  | 'groupBitmapMergeStateIf'
  | 'bitmapAnd'
  | 'bitmapOr'
  | 'bitmapAndnot'
  | 'bitmapCardinality'
  | 'bitmapAndCardinality'
  | 'bitmapOrCardinality'
  | 'bitmapAndnotCardinality'
  | 'bitmapToArray'
  | 'bitmapContains'
  | 'arrayJoin'
  | 'arrayElement'
  | 'assumeNotNull'
  | 'isNaN'
  | 'exp'
  | 'toUInt16'
  | 'daysSinceEpoch';

export type ParamValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly (string | number | bigint | boolean | null)[];

/** What `print` makes, and the only thing that carries values: `{name:Type}` placeholders and their values. */
export interface Statement {
  readonly sql: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

export interface SelectColumn {
  readonly expr: Expr;
  readonly as: string;
}
export interface Order {
  readonly expr: Expr;
  readonly descending?: boolean;
}

/** One select as data. Without a scope it cannot be printed as a statement. */
export interface Select {
  readonly columns: readonly SelectColumn[];
  readonly from: string;
  /** All of these hold. */
  readonly where: readonly Expr[];
  readonly groupBy?: readonly Expr[];
  readonly orderBy?: readonly Order[];
  readonly limit?: number;
  /** Reads a handful of large cells again and again, so that threads, read-ahead and reordered conditions cost more than they save, and a cache of unpacked blocks helps. */
  readonly fewRows?: boolean;
}

export const column = (name: string): Expr => ({ kind: 'column', name });
export const value = (type: SqlType, v: ParamValue): Expr => ({ kind: 'value', type, value: v });
/** A Float64 travels as text, which keeps 1e300 and 5e-324 exact; -0 goes as 0, which is its equal. */
export const float = (n: number): Expr => value('Float64', String(n));
export const number = (n: number): Expr => ({ kind: 'number', number: n });
export const word = (w: Extract<Expr, { kind: 'word' }>['word']): Expr => ({ kind: 'word', word: w });
export const call = (name: SqlFunction, ...args: readonly Expr[]): Expr => ({ kind: 'call', name, args });
export const binary = (left: Expr, operator: BinaryOperator, right: Expr): Expr => ({
  kind: 'binary',
  operator,
  left,
  right,
});
export const and = (parts: readonly Expr[]): Expr => (parts.length === 1 ? parts[0]! : { kind: 'and', parts });
export const or = (parts: readonly Expr[]): Expr => (parts.length === 1 ? parts[0]! : { kind: 'or', parts });
export const not = (operand: Expr): Expr => ({ kind: 'not', operand });
