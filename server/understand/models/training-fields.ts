import { Problem, type ProblemDetail, type Text2 } from '#contract';
import type { CatalogueField } from '#know/customers';
import { column, nearest, print, scope, selectRecords } from '#query';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';

/** A field of the record as a model may learn from it: yes and no are 1 and 0. */
export interface TrainingField {
  readonly name: string;
  readonly label: Text2;
  readonly column: string;
  readonly type: 'number' | 'text';
}

/**
 * Where a customer lives and who serves them is no trait, a number of its own says nothing, and a day of the calendar
 * means another thing in every month: the record has its months as a number.
 */
export function fitsTraining(field: CatalogueField): boolean {
  if (field.personal || field.family === 'ownership' || field.type === 'date') return false;
  return field.column !== 'customer_id';
}

/** A text that has more values than this is a name or a number of its own. */
const mostValues = 50;

/** Leaves out the texts that have one value only, or very many, in the month. */
export async function withFewValues(
  { warehouse }: Pick<Context, 'warehouse'>,
  fields: readonly TrainingField[],
  period: number,
): Promise<TrainingField[]> {
  const texts = fields.filter(({ type }) => type === 'text');
  if (texts.length === 0) return [...fields];
  const columns = texts.map((field, i) => ({ expr: column(field.column), as: `f${i}` }));
  // Counts of values show no customer, and a model learns from the same fields whoever trains it.
  const rows = print(scope(selectRecords({ period, columns }), { kind: 'everything' }));
  const counts = texts.map((_, i) => `uniqUpTo(${mostValues + 1})(f${i}) as n${i}`);
  const [row] = await warehouse.rows<Record<string, number>>(
    statement(`select ${counts.join(', ')} from (${rows.sql})`, rows.params),
  );
  const unfit = new Set(
    texts
      .filter((_, i) => Number(row?.[`n${i}`] ?? 0) < 1 || Number(row?.[`n${i}`]) > mostValues)
      .map(({ name }) => name),
  );
  return fields.filter(({ name }) => !unfit.has(name));
}

/** @throws Problem (invalid) with every field that is not there or cannot be learnt from. */
export function chooseFields(
  catalogue: readonly CatalogueField[],
  asked: { readonly fields?: readonly string[] | undefined; readonly exclude: readonly string[] },
): TrainingField[] {
  const byName = new Map(catalogue.map((field) => [field.name, field]));
  const problems: ProblemDetail[] = [];
  const check = (names: readonly string[], place: string, mayLearn: boolean): void => {
    for (const [i, name] of names.entries()) {
      const field = byName.get(name);
      const at = `${place}.${i}`;
      if (!field) {
        const suggestion = nearest(name, [...byName.keys()]);
        problems.push({
          code: 'unknown-field',
          place: at,
          message: `There is no field ${name}.`,
          ...(suggestion !== undefined && { suggestion }),
        });
      } else if (mayLearn && !fitsTraining(field))
        problems.push({ code: 'unfit-field', place: at, message: `A model cannot learn from ${name}.` });
    }
  };
  check(asked.fields ?? [], 'fields', true);
  check(asked.exclude, 'exclude', false);
  if (problems.length > 0)
    throw new Problem('invalid', 'training-invalid', problems[0]?.message ?? 'Fields are wrong.', { problems });
  const left = new Set(asked.exclude);
  const wanted = asked.fields && new Set(asked.fields);
  const chosen = catalogue.filter(
    (field) => (wanted ? wanted.has(field.name) : fitsTraining(field)) && !left.has(field.name),
  );
  if (chosen.length === 0)
    throw new Problem('invalid', 'no-fields', 'No field is left to learn from.', {
      problems: [{ code: 'no-fields', place: 'fields', message: 'Name at least one field that is not excluded.' }],
    });
  return chosen.map(trainingField);
}

export const trainingField = ({ name, label, column, type }: CatalogueField): TrainingField => ({
  name,
  label,
  column,
  type: type === 'text' ? 'text' : 'number',
});
