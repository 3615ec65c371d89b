import type { Column, Table } from './table.ts';

/** Why nothing can be learnt from a table: a sentence that helps, and the field it is about. */
export interface Refusal {
  readonly code:
    | 'too-few-rows'
    | 'missing-target'
    | 'one-class'
    | 'constant-target'
    | 'no-usable-field'
    | 'determines-target';
  readonly field?: string;
  readonly message: string;
  /** What fills the sentence of its code in another language. */
  readonly parameters?: Readonly<Record<string, number | string>>;
}

const fewestRows = 20;
const fewestOfClass = 5;

/**
 * Everything that stands against learning the target from the table, at once; nothing where it can be learnt.
 * @param kind whether the target is yes (1) or no (0), or any number
 */
export function refusalsOf(table: Table, target: Float64Array, kind: 'yes-no' | 'number' = 'yes-no'): Refusal[] {
  const found: Refusal[] = [];
  const unknown = target.filter((value) => !Number.isFinite(value)).length;
  if (unknown > 0)
    found.push({
      code: 'missing-target',
      message: `The target is missing in ${unknown} rows; leave them out.`,
      parameters: { rows: unknown },
    });
  if (table.rows < fewestRows)
    found.push({
      code: 'too-few-rows',
      message: `There are ${table.rows} rows with a target; a model needs at least ${fewestRows}.`,
      parameters: { rows: table.rows, least: fewestRows },
    });
  const varies = target.some((value) => value !== target[0]);
  if (kind === 'yes-no') found.push(...classRefusals(target, varies));
  else if (!varies && table.rows > 0)
    found.push({
      code: 'constant-target',
      message: `The target is ${target[0]} in every row: there is nothing to learn.`,
      parameters: { value: target[0]! },
    });
  if (!table.columns.some(hasTwoValues))
    found.push({
      code: 'no-usable-field',
      message: 'No field is left to learn from: each has only one value, or a value of its own in every row.',
    });
  if (varies && table.rows >= fewestRows)
    for (const column of table.columns) if (determines(column, target)) found.push(determinesRefusal(column.name));
  return found;
}

function classRefusals(target: Float64Array, varies: boolean): Refusal[] {
  if (target.length === 0) return [];
  const positives = target.reduce((sum, value) => sum + value, 0);
  if (!varies)
    return [
      {
        code: 'one-class',
        message: `Every row is ${target[0] === 1 ? 'positive' : 'negative'}: a model needs rows of both kinds.`,
      },
    ];
  const rarer = Math.min(positives, target.length - positives);
  if (rarer >= fewestOfClass) return [];
  return [
    {
      code: 'too-few-rows',
      message: `Only ${rarer} rows are ${positives <= target.length / 2 ? 'positive' : 'negative'}; a model needs at least ${fewestOfClass}.`,
      parameters: { rows: rarer, least: fewestOfClass },
    },
  ];
}

const determinesRefusal = (field: string): Refusal => ({
  code: 'determines-target',
  field,
  message: `${field} tells the target of every row: it is the target by another name, or was written down after the outcome. Leave it out.`,
  parameters: { field },
});

/** The key of a row's value; what is missing is a value too. */
const keyOf = (column: Column): ((row: number) => number) =>
  column.type === 'number' ? (row) => column.values[row]! : (row) => column.codes[row]!;

export function hasTwoValues(column: Column): boolean {
  const key = keyOf(column);
  const rows = column.type === 'number' ? column.values.length : column.codes.length;
  for (let row = 1; row < rows; row++) if (!Object.is(key(row), key(0))) return true;
  return false;
}

/**
 * Whether the value of the column fixes the target of every row, and not merely because hardly any value comes twice:
 * the rows of a value are ten on average, or one of the two targets has always the same value (missing, say).
 */
function determines(column: Column, target: Float64Array): boolean {
  const key = keyOf(column);
  const targetOf = new Map<number, number>();
  for (let row = 0; row < target.length; row++) {
    const before = targetOf.get(key(row));
    if (before !== undefined && before !== target[row]) return false;
    targetOf.set(key(row), target[row]!);
  }
  if (targetOf.size < 2) return false;
  if (target.length >= 10 * targetOf.size) return true;
  const valuesOf = new Map<number, number>();
  for (const of of targetOf.values()) valuesOf.set(of, (valuesOf.get(of) ?? 0) + 1);
  return valuesOf.size === 2 && [...valuesOf.values()].includes(1);
}
