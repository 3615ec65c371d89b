import { lookUp } from './catalogue.ts';
import type { Catalogue, Field, FieldType } from './catalogue.ts';
import { daysBetween } from './calendar.ts';
import type { Cell, Customer } from './meaning.ts';
import type { ModelDocument } from './model-document.ts';
import { scoreRow } from './model-meaning.ts';
import type { ModelCell } from './model-meaning.ts';
import type { ModelProblem } from './model-problem.ts';
import { scoreExpression } from './model-sql.ts';
import { nearest } from './problem.ts';
import { call, column } from './sql.ts';
import type { Expr } from './sql.ts';

/** A model whose inputs have been found among the fields of a catalogue. */
export interface BoundModel {
  readonly model: ModelDocument;
  /** The field of each input. */
  readonly fields: readonly Field[];
}
export type Bound =
  | { readonly ok: true; readonly bound: BoundModel }
  | { readonly ok: false; readonly problems: readonly ModelProblem[] };

const takes: Readonly<Record<'number' | 'text', readonly FieldType[]>> = {
  // Yes counts as 1 and no as 0; a date as the days since 1970.
  number: ['number', 'integer', 'boolean', 'date'],
  text: ['text'],
};

/** Finds the field of each input by its name; every one that is not there, or of another type, is a problem. */
export function bindModel(model: ModelDocument, { fields, segments, scores }: Catalogue): Bound {
  const problems: ModelProblem[] = [];
  const found = model.inputs.map(({ name, type }, i) => {
    const field = lookUp(fields, name) ?? lookUp(segments, name) ?? lookUp(scores, name);
    const place = `inputs[${i}]`;
    if (!field) {
      const near = nearest(name, Object.keys(fields));
      problems.push({
        code: 'unknown-field',
        place,
        params: { name },
        ...(near === undefined ? {} : { suggestion: near }),
      });
    } else if (!takes[type].includes(field.type))
      problems.push({ code: 'field-type', place, params: { name, found: field.type, expected: type } });
    return field;
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, bound: { model, fields: found as Field[] } };
}

/** The score as a column of a select over the customer record. */
export const scoreOf = ({ model, fields }: BoundModel): Expr =>
  scoreExpression(
    model,
    fields.map((field) =>
      field.type === 'date' ? call('daysSinceEpoch', column(field.column)) : column(field.column),
    ),
  );

/** The same in memory, for one customer. */
export const scoreCustomer = ({ model, fields }: BoundModel, { values }: Customer): number =>
  scoreRow(
    model,
    fields.map((field) => cellOf(field, values[field.column] ?? null)),
  );

function cellOf({ type }: Field, cell: Cell): ModelCell {
  if (cell === null) return null;
  if (type === 'text') return String(cell);
  return type === 'date' ? daysBetween('1970-01-01', String(cell)) : Number(cell);
}

/** Lineage: the names of the fields the score depends on, sorted. */
export const fieldsOfModel = (model: ModelDocument): readonly string[] => {
  const asked = new Set<number>();
  if (model.kind === 'scorecard') for (const { input } of model.fields) asked.add(input);
  else for (const { nodes } of model.trees) for (const node of nodes) if ('input' in node) asked.add(node.input);
  return [...asked].map((input) => model.inputs[input]!.name).toSorted();
};
