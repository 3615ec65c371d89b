import type { Syntax, SyntaxOf } from './syntax.ts';
import { toText } from './to-text.ts';

export type FormValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** One row of a form: react-querybuilder's RuleType. */
export interface FormRule {
  readonly field: string;
  readonly operator: string;
  readonly value: FormValue;
  readonly valueSource?: 'value' | 'field';
}

/** The fields of a form that are no field of the record. */
export const textField = '~text';
export const factFields = { '~tag': 'tag', '~audience': 'audience', '~contacted_within': 'contacted_within' } as const;

/** The text functions that a form writes as operators, and their negations. */
export const textOperators = {
  contains: ['contains', 'doesNotContain'],
  starts_with: ['beginsWith', 'doesNotBeginWith'],
  ends_with: ['endsWith', 'doesNotEndWith'],
} as const;
const isTextFunction = (name: string): name is keyof typeof textOperators => Object.hasOwn(textOperators, name);

/** Whether a form writes the negation of this part in the same row (doesNotContain). */
export const negatesInRow = (operand: Syntax): boolean =>
  operand.kind === 'call' && writeTextOperator(operand, true) !== undefined;

/** One condition as a row of a form; what no row can hold is kept as text. */
export const writeRow = (tree: Syntax): FormRule =>
  writePlain(tree) ?? { field: textField, operator: 'expression', value: toText(tree) };

function writePlain(tree: Syntax): FormRule | undefined {
  switch (tree.kind) {
    case 'name':
      return row(tree, '=', true);
    case 'call':
      return writeFact(tree) ?? writeTextOperator(tree, false);
    case 'not':
      return tree.operand.kind === 'call' ? writeTextOperator(tree.operand, true) : undefined;
    case 'missing':
      return row(tree.subject, tree.negated ? 'notNull' : 'null', null);
    case 'like':
      return tree.pattern.kind === 'text' && tree.pattern.value !== ''
        ? row(tree.subject, tree.negated ? 'notLike' : 'like', tree.pattern.value)
        : undefined;
    case 'between': {
      const values = literals([tree.low, tree.high]);
      return values && row(tree.subject, tree.negated ? 'notBetween' : 'between', values);
    }
    case 'in': {
      const values = literals(tree.options);
      return values && row(tree.subject, tree.negated ? 'notIn' : 'in', values);
    }
    case 'comparison':
      return writeComparison(tree);
    default:
      return undefined;
  }
}

function writeComparison({ operator, left, right }: SyntaxOf<'comparison'>): FormRule | undefined {
  if (right.kind === 'name') {
    const compared = row(left, operator, right.name);
    return compared && { ...compared, valueSource: 'field' };
  }
  const value = literal(right);
  // A row "= yes" is the boolean field alone, so `dnd = true` stays as text.
  return value === undefined || (operator === '=' && value === true) ? undefined : row(left, operator, value);
}

function writeFact({ name, args }: SyntaxOf<'call'>): FormRule | undefined {
  const field = Object.entries(factFields).find(([, fact]) => fact === name)?.[0];
  const value = args.length === 1 ? literal(args[0]!) : undefined;
  return field === undefined || value === undefined ? undefined : { field, operator: '=', value };
}

function writeTextOperator(
  { name, args: [subject, text, more] }: SyntaxOf<'call'>,
  negated: boolean,
): FormRule | undefined {
  if (!isTextFunction(name) || !subject || text?.kind !== 'text' || text.value === '' || more) return undefined;
  return row(subject, textOperators[name][negated ? 1 : 0], text.value);
}

function row(subject: Syntax, operator: string, value: FormValue): FormRule | undefined {
  const field = fieldText(subject);
  return field === undefined ? undefined : { field, operator, value };
}

export const factPattern = /^(?:segment|score|indicator)\('/u;
function fieldText(subject: Syntax): string | undefined {
  if (subject.kind === 'name')
    return subject.name.startsWith('~') || factPattern.test(subject.name) ? undefined : subject.name;
  const isFact =
    subject.kind === 'call' &&
    (subject.name === 'segment' || subject.name === 'score' || subject.name === 'indicator') &&
    subject.args.length === 1 &&
    subject.args[0]!.kind === 'text';
  return isFact ? toText(subject) : undefined;
}

/** An empty text in a row means that nothing was filled in, so a comparison with '' stays as text. */
function literal(s: Syntax): string | number | boolean | undefined {
  return s.kind === 'number' || s.kind === 'boolean' || (s.kind === 'text' && s.value !== '') ? s.value : undefined;
}
function literals(parts: readonly Syntax[]): readonly (string | number | boolean)[] | undefined {
  const values = parts.map(literal);
  return values.every((v) => v !== undefined) ? values : undefined;
}
