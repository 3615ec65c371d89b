/** Half-open range of UTF-16 offsets in the text that was parsed; 0..0 for what came from a form. */
export interface Position {
  readonly from: number;
  readonly to: number;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';

/** The untyped tree: what was written, with its place. Nothing is known yet of names, types or units. */
export type Syntax = { readonly at: Position } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Syntax[] }
  | { readonly kind: 'negate'; readonly operand: Syntax }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    }
  | {
      readonly kind: 'between';
      readonly negated: boolean;
      readonly subject: Syntax;
      readonly low: Syntax;
      readonly high: Syntax;
    }
  | { readonly kind: 'in'; readonly negated: boolean; readonly subject: Syntax; readonly options: readonly Syntax[] }
  | { readonly kind: 'like'; readonly negated: boolean; readonly subject: Syntax; readonly pattern: Syntax }
  | { readonly kind: 'missing'; readonly negated: boolean; readonly subject: Syntax }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'not'; readonly operand: Syntax }
  | {
      readonly kind: 'case';
      readonly subject: Syntax | undefined;
      readonly branches: readonly CaseBranch[];
      readonly otherwise: Syntax | undefined;
    }
  | { readonly kind: 'unfinished'; readonly reason: UnfinishedReason }
);
export interface CaseBranch {
  readonly when: Syntax;
  readonly then: Syntax;
}

/** Why a rule of a form says nothing yet. Such a rule is a problem; it never means "everyone". */
export type UnfinishedReason =
  | 'empty-rule'
  | 'empty-group'
  | 'no-field'
  | 'no-value'
  | 'unknown-operator'
  | 'muted'
  | 'not-a-rule';

export type SyntaxOf<K extends Syntax['kind']> = Extract<Syntax, { kind: K }>;

/** The words that cannot be a bare field name; quote such a name: `order`. */
export const keywords: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'between',
  'in',
  'like',
  'is',
  'null',
  'case',
  'when',
  'then',
  'else',
  'end',
  'true',
  'false',
]);
