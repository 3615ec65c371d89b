import type { ContactLedger, Field, FieldType } from './catalogue.ts';
import type { FunctionName } from './functions.ts';
import type { ArithmeticOperator, ComparisonOperator, Position, Syntax } from './syntax.ts';
import type { Unit } from './unit.ts';

/** `unknown` marks a part that has a problem already; it fits everywhere, so one mistake is reported once. */
export type ValueType = FieldType | 'null' | 'unknown';

/** The typed tree: every name resolved, every type and unit known. Only `check` makes one; every reader reads it. */
export type Typed = {
  readonly at: Position;
  readonly type: ValueType;
  readonly unit?: Unit | undefined;
  /** The indicator by whose name the author wrote this. */
  readonly indicator?: { readonly name: string; readonly labels: Field['labels'] };
} & (
  | {
      readonly kind: 'literal';
      readonly value: string | number | boolean | null;
      readonly word?: 'month_start' | 'month_end';
    }
  | { readonly kind: 'field'; readonly source: 'field' | 'segment' | 'score'; readonly field: Field }
  | {
      readonly kind: 'membership';
      readonly of: 'tag' | 'audience';
      readonly name: string;
      readonly labels: Field['labels'];
      readonly period: number;
    }
  | { readonly kind: 'contacted'; readonly days: number; readonly after: string; readonly ledger: ContactLedger }
  | { readonly kind: 'negate'; readonly operand: Typed }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Typed; readonly right: Typed }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Typed[] }
  | { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly left: Typed; readonly right: Typed }
  | {
      readonly kind: 'between';
      readonly negated: boolean;
      readonly subject: Typed;
      readonly low: Typed;
      readonly high: Typed;
    }
  | { readonly kind: 'in'; readonly negated: boolean; readonly subject: Typed; readonly options: readonly Typed[] }
  | { readonly kind: 'like'; readonly negated: boolean; readonly subject: Typed; readonly pattern: string }
  | { readonly kind: 'missing'; readonly negated: boolean; readonly subject: Typed }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Typed[] }
  | { readonly kind: 'not'; readonly operand: Typed }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Typed; readonly then: Typed }[];
      readonly otherwise: Typed | undefined;
    }
);
export type TypedOf<K extends Typed['kind']> = Extract<Typed, { kind: K }>;

/** A checked rule: which customers. Asked of one month. */
export interface Rule {
  readonly kind: 'rule';
  readonly condition: Typed;
  readonly source: Syntax;
  readonly period: number;
}

/** A checked formula: how much, when, which text. */
export interface Formula {
  readonly kind: 'formula';
  readonly value: Typed;
  readonly source: Syntax;
  readonly period: number;
}
