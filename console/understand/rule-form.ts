import type { RecordField, Tag, Text2 } from '#contract';
import { factFields, textField, type FormGroup } from '#query';
import { createContext, useContext } from 'react';
import type { RuleMark } from './rule-check.ts';

/** What a row of the form may ask of: a field of the record, a fact, or a condition as text. */
export interface FormField {
  readonly name: string;
  readonly type: RecordField['type'] | 'tag' | 'audience' | 'days' | 'expression';
  readonly label: Text2;
  readonly unit: string | null;
  readonly family: RecordField['family'] | 'facts';
  readonly values: readonly string[] | undefined;
}

interface RuleForm {
  readonly fields: ReadonlyMap<string, FormField>;
  readonly tags: readonly Tag[];
  readonly audiences: readonly { readonly id: string; readonly name: string }[];
  readonly rows: ReadonlyMap<string, readonly RuleMark[]>;
  /** Of the conditions at the top, what share of everybody each keeps alone. */
  readonly keeps: readonly number[] | undefined;
}
export const RuleFormContext = createContext<RuleForm>({
  fields: new Map(),
  tags: [],
  audiences: [],
  rows: new Map(),
  keeps: undefined,
});
export const useRuleForm = (): RuleForm => useContext(RuleFormContext);

const factLabels: readonly (readonly [keyof typeof factFields, FormField['type'], Text2])[] = [
  ['~tag', 'tag', { en: 'has the tag', zh: '拥有标签' }],
  ['~audience', 'audience', { en: 'is in the audience', zh: '属于目标客户群' }],
  ['~contacted_within', 'days', { en: 'was contacted within', zh: '近期被接触' }],
];

/** The fields a row may name; those that the rule names and nobody knows are there too, so that they can be seen. */
export function formFields(
  fields: readonly RecordField[],
  group: FormGroup | undefined,
): ReadonlyMap<string, FormField> {
  const known = new Map<string, FormField>(
    fields.map(({ name, type, label, unit, family, values }) => [name, { name, type, label, unit, family, values }]),
  );
  const add = (name: string, type: FormField['type'], label: Text2): void =>
    void known.set(name, { name, type, label, unit: null, family: 'facts', values: undefined });
  for (const [name, type, label] of factLabels) add(name, type, label);
  add(textField, 'expression', { en: 'condition as text', zh: '文本条件' });
  for (const name of group ? namesIn(group) : []) {
    if (!known.has(name)) add(name, /^(?:score|indicator)\(/u.test(name) ? 'number' : 'text', { en: name, zh: name });
  }
  return known;
}

function namesIn(group: FormGroup): string[] {
  return group.rules.flatMap((part) => ('rules' in part ? namesIn(part) : part.field === '' ? [] : [part.field]));
}

const comparing = ['=', '!=', '<', '<=', '>', '>='] as const;
const missing = ['null', 'notNull'] as const;
const operators = {
  number: [...comparing, 'between', 'notBetween', 'in', 'notIn', ...missing],
  integer: [...comparing, 'between', 'notBetween', 'in', 'notIn', ...missing],
  date: [...comparing, 'between', 'notBetween', ...missing],
  boolean: ['=', '!=', ...missing],
  text: [
    '=',
    '!=',
    'in',
    'notIn',
    'contains',
    'doesNotContain',
    'beginsWith',
    'doesNotBeginWith',
    'endsWith',
    'doesNotEndWith',
    'like',
    'notLike',
    '<',
    '<=',
    '>',
    '>=',
    'between',
    'notBetween',
    ...missing,
  ],
  tag: ['='],
  audience: ['='],
  days: ['='],
  expression: ['expression'],
} as const satisfies Record<FormField['type'], readonly string[]>;

export type Operator = (typeof operators)[FormField['type']][number];
export const operatorsOf = (type: FormField['type']): readonly Operator[] => operators[type];
export const comparesFields = (operator: string): boolean => (comparing as readonly string[]).includes(operator);

/** Whether a fact; for a row of these the operator says nothing that the field has not said. */
export const isFact = (name: string): boolean => name === textField || Object.hasOwn(factFields, name);
