import {
  printExpression,
  readFormula,
  emptyCatalogue,
  nearest,
  valueOf,
  type Catalogue,
  type Field,
  type FieldType as RuleType,
} from '#query';
import type { FieldType } from '#contract';
import { quoteIdentifier, quoteText, serialiseParameter, type ParamValue } from '#platform/warehouse';
import { FileRefused } from '#platform/files';
import { convert, isPresent } from './column-sql.ts';
import { requiredFields } from './plan-feed.ts';
import type { FeedField, FeedPlan, RowCheck } from './feed-plan.ts';
import { inlineParameters } from './inline-parameters.ts';

/** Why `0bad` is n: the field and the reason at n - 1. */
export interface RowReason {
  readonly field: string;
  readonly reason: 'wrong-type' | 'missing-key' | 'not-null' | 'out-of-range' | 'not-one-of';
}
export interface RowSelect {
  /** Reads the intake table; one row a record: `0file, 0line, fields…, 0bad, 0value`. */
  readonly sql: string;
  readonly reasons: readonly RowReason[];
}

interface Test extends RowReason {
  readonly condition: string;
  /** The cell to show. */
  readonly shown: string;
}

/**
 * The select that converts and checks one row by itself, one select around the other, so that each name stands for what
 * has been worked out and not for its whole expression again:
 *
 *   cells as text `0` … `n-1` ─► fields of columns ─► fields of formulas ─► 0bad: the first test that fails, or 0 ─► 0value
 */
export function rowSelect(plan: FeedPlan, columns: readonly string[], rawTable: string, file: string): RowSelect {
  const cells = plan.fields.map((field, index) => cellOf(field, index, plan, columns, file));
  const tests = [...cells.flatMap((cell) => cell.tests), ...requiredTests(plan, cells), ...checkTests(plan, cells)];
  const texts = [...new Set(cells.flatMap((cell) => cell.texts))].map(
    (index) => `nullIf(\`${index}\`, '') as \`${index}t\``,
  );
  const named = ({ field, sql }: CellSql): string => `${sql} as ${quoteIdentifier(field.name)}`;
  const converted = [...texts, ...cells.filter((cell) => !isFormula(cell)).map(named)];
  const formulas = cells.filter(isFormula).map(named);
  const conditions = tests.map(({ condition }, index) => `${condition}, ${index + 1}`);
  const bad = `toUInt16(${tests.length === 0 ? '0' : `multiIf(${conditions.join(', ')}, 0)`}) as \`0bad\``;
  const shown = `arrayElement([${tests.map((test) => `toString(${test.shown})`).join(', ')}], \`0bad\`)`;
  const value = tests.length === 0 ? "''" : `if(\`0bad\` = 0, '', substring(${shown}, 1, 200))`;
  const from = [converted, formulas, [bad]].reduce(around, quoteIdentifier(rawTable));
  const names = plan.fields.map((field) => quoteIdentifier(field.name)).join(', ');
  return {
    sql: `select \`0file\`, \`0line\`, ${names}, \`0bad\`, ${value} as \`0value\` from ${from}`,
    reasons: tests.map(({ field, reason }) => ({ field, reason })),
  };
}

const around = (from: string, added: readonly string[]): string =>
  added.length === 0 ? from : `(select *, ${added.join(', ')} from ${from})`;
const isFormula = ({ field }: CellSql): boolean => 'formula' in field.from;

interface CellSql {
  readonly field: FeedField;
  readonly sql: string;
  readonly shown: string;
  readonly tests: readonly Test[];
  /** Columns that a formula reads as text, missing when empty. */
  readonly texts: readonly number[];
}

function cellOf(field: FeedField, index: number, plan: FeedPlan, columns: readonly string[], file: string): CellSql {
  const trim = field.name.endsWith('_id');
  if ('column' in field.from) {
    const raw = `\`${columns.indexOf(field.from.column)}\``;
    const text = withoutMissing(raw, field.missing);
    const sql = convert(field.type, text, `0${index}`, { trim, keepEmpty: field.keepEmpty });
    const wrong = `isNull(${quoteIdentifier(field.name)}) and ${isPresent(text)}`;
    const tests: Test[] =
      field.type === 'text' ? [] : [{ field: field.name, reason: 'wrong-type', condition: wrong, shown: raw }];
    return { field, sql, shown: raw, tests, texts: [] };
  }
  const formula = formulaSql(field, field.from.formula, plan, columns, file);
  const shown = `ifNull(toString(${quoteIdentifier(field.name)}), '')`;
  if (formula.type !== 'text' || field.type === 'text') {
    return { field, sql: cast(field.type, formula), shown, tests: [], texts: formula.texts };
  }
  const text = `ifNull(${formula.sql}, '')`;
  const wrong = `isNull(${quoteIdentifier(field.name)}) and ${isPresent(text)}`;
  const sql = convert(field.type, text, `0${index}`, { trim, keepEmpty: false });
  return {
    field,
    sql,
    shown: text,
    tests: [{ field: field.name, reason: 'wrong-type', condition: wrong, shown: text }],
    texts: formula.texts,
  };
}

function withoutMissing(raw: string, missing: readonly string[]): string {
  return missing.length === 0 ? raw : `if(${raw} in (${missing.map(quoteText).join(', ')}), '', ${raw})`;
}

interface FormulaSql {
  readonly sql: string;
  readonly type: RuleType;
  readonly texts: readonly number[];
}

const ruleType: Readonly<Partial<Record<FieldType, RuleType>>> = {
  text: 'text',
  decimal: 'number',
  integer: 'integer',
  boolean: 'boolean',
  date: 'date',
};

/** A formula over the feed's own fields (typed) and the source's columns (texts). Its literals are quoted into the view's definition, which takes no parameters. */
function formulaSql(
  field: FeedField,
  formula: string,
  plan: FeedPlan,
  columns: readonly string[],
  file: string,
): FormulaSql {
  const catalogue = formulaCatalogue(field, plan, columns);
  const checked = readFormula(formula, catalogue);
  if (!checked.ok) {
    const [problem] = checked.problems;
    const name = String(problem?.params['name'] ?? '');
    const near =
      problem?.code === 'unknown-name' ? nearest(name, [...columns, ...Object.keys(catalogue.fields)]) : undefined;
    const what =
      problem?.code === 'unknown-name'
        ? `there is no column or field “${name}”${near === undefined ? '' : `; did you mean “${near}”?`}`
        : `${problem?.code ?? 'it is wrong'} at character ${(problem?.at.from ?? 0) + 1}`;
    throw new FileRefused(
      'unknown-column',
      { file, line: 1, column: name || field.name },
      `The formula of “${field.name}” (${field.place}) cannot be used: ${what}.`,
    );
  }
  const { sql, params } = printExpression(valueOf(checked.rule));
  const type = checked.rule.value.type;
  const used = columns.flatMap((_, index) => (sql.includes(`\`${index}t\``) ? [index] : []));
  return {
    sql: `(${inlineParameters({ sql, params })})`,
    type: type === 'unknown' || type === 'null' ? 'text' : type,
    texts: used,
  };
}

function formulaCatalogue(field: FeedField, plan: FeedPlan, columns: readonly string[]): Catalogue {
  const texts = columns.map((name, index): [string, Field] => [name, { name, column: `${index}t`, type: 'text' }]);
  const fields = plan.fields.flatMap((other): [string, Field][] => {
    const type = ruleType[other.type];
    // Fields made by formulas are not read by others: so no circle can come about.
    return other.name === field.name || !('column' in other.from) || type === undefined
      ? []
      : [[other.name, { name: other.name, column: other.name, type }]];
  });
  return {
    ...emptyCatalogue(plan.period === 0 ? 200001 : plan.period),
    fields: Object.fromEntries([...texts, ...fields]),
  };
}

function cast(type: FieldType, { sql }: FormulaSql): string {
  switch (type) {
    case 'text':
      return `nullIf(toString(${sql}), '')`;
    case 'decimal':
      return `accurateCastOrNull(${sql}, 'Float64')`;
    case 'integer':
      return `accurateCastOrNull(${sql}, 'Int64')`;
    case 'boolean':
      return `cast(${sql}, 'Nullable(Bool)')`;
    case 'date':
      return `cast(${sql}, 'Nullable(Date32)')`;
    case 'instant':
      return `cast(${sql}, 'Nullable(DateTime64(3, \\'UTC\\'))')`;
  }
}

function requiredTests(plan: FeedPlan, cells: readonly CellSql[]): Test[] {
  return requiredFields(plan.entity).map((field) => ({
    field,
    reason: 'missing-key',
    condition: `ifNull(${quoteIdentifier(field)}, '') = ''`,
    shown: shownOf(cells, field),
  }));
}

const shownOf = (cells: readonly CellSql[], field: string): string =>
  cells.find((cell) => cell.field.name === field)?.shown ?? "''";

function checkTests(plan: FeedPlan, cells: readonly CellSql[]): Test[] {
  return plan.checks.flatMap((check): Test[] => {
    const condition = conditionAgainst(check, plan);
    if (condition === undefined || !('field' in check)) return [];
    const reason = check.kind === 'not-null' ? 'not-null' : check.kind === 'range' ? 'out-of-range' : 'not-one-of';
    return [{ field: check.field, reason, condition, shown: shownOf(cells, check.field) }];
  });
}

/** When a row fails the check; a missing value fails only `not_null`. */
function conditionAgainst(check: RowCheck, plan: FeedPlan): string | undefined {
  if (check.kind === 'unique' || check.kind === 'references') return undefined;
  const name = quoteIdentifier(check.field);
  if (check.kind === 'not-null') return `isNull(${name})`;
  if (check.kind === 'range') {
    const low = check.low === null ? [] : [`${name} < ${float(check.low)}`];
    const high = check.high === null ? [] : [`${name} > ${float(check.high)}`];
    return low.length + high.length === 0 ? undefined : `ifNull(${[...low, ...high].join(' or ')}, 0)`;
  }
  const type = plan.fields.find((field) => field.name === check.field)?.type;
  if (type === 'boolean') {
    const wanted = check.values.map((value) => (value === true || value === 'true' ? 'true' : 'false'));
    return `ifNull(${name} not in (${wanted.join(', ')}), 0)`;
  }
  const wanted = check.values.map((value) => quoteText(String(value))).join(', ');
  return type === 'text' ? `ifNull(${name} not in (${wanted}), 0)` : `ifNull(toString(${name}) not in (${wanted}), 0)`;
}

const float = (value: number): string =>
  `toFloat64(${quoteText(serialiseParameter('Float64', value satisfies ParamValue))})`;
