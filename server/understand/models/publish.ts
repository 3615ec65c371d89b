import { Problem, type ProblemDetail, type Text2 } from '#contract';
import { publishField, readFields, readPublishedFields, unpublishField, type CatalogueField } from '#know/customers';
import { call, column, type Expr } from '#query';
import type { Context } from '#platform/context';
import type { StoredModel, StoredVersion } from './model-store.ts';
import {
  groupExpression,
  inputsOf,
  isUplift,
  scoreColumns,
  type ColumnOf,
  type ScoreDocument,
} from './score-document.ts';

const groupNames = ['persuadable', 'sure-thing', 'lost-cause', 'do-not-wake'] as const;
const groupLabels: Readonly<Record<(typeof groupNames)[number], Text2>> = {
  persuadable: { en: 'Persuadable', zh: '可说服' },
  'sure-thing': { en: 'Sure thing', zh: '自来客' },
  'lost-cause': { en: 'Lost cause', zh: '无望' },
  'do-not-wake': { en: 'Do not wake', zh: '勿扰' },
};

/**
 * Fills the score of a version into the newest month, for every customer, set by set; every month that is built from now
 * on has it. Rules name it score('id'); an uplift also has segment('id'), whom a contact changes.
 * @throws Problem (invalid) when the record lacks a field that the version reads.
 */
export async function publishScore(context: Context, model: StoredModel, version: StoredVersion): Promise<void> {
  const document = JSON.parse(version.document) as ScoreDocument;
  const columnOf = recordColumns(await readFields(context.db), document);
  const source = { feature: 'models', version: `${model.id} v${version.version}` };
  const columns = scoreColumns(model.id, document, columnOf);
  for (const { id, arm, expression } of columns)
    await publishField(context, {
      kind: 'score',
      id,
      labels: labelOf(model.name, arm, columns.length),
      expression,
      source,
    });
  if (!isUplift(document)) return;
  const score = (await readPublishedFields(context.db)).find(({ kind, id }) => kind === 'score' && id === model.id);
  if (!score) throw new Error(`The score ${model.id} was not published`);
  await publishField(context, {
    kind: 'segment',
    id: model.id,
    labels: model.name,
    expression: groupExpression(document, score.column, columnOf),
    values: [...groupNames],
    valueNames: groupLabels,
    source,
  });
}

const ownFields = async ({ db }: Pick<Context, 'db'>, id: string) =>
  (await readPublishedFields(db)).filter(
    (field) => field.source.feature === 'models' && (field.id === id || field.source.version.startsWith(`${id} v`)),
  );

/** By which names rules read what a model has published: 'score:m', of an uplift also 'score:m.arm' and 'segment:m'. */
export const namesOfScore = async (context: Pick<Context, 'db'>, id: string): Promise<string[]> =>
  (await ownFields(context, id)).map((field) => `${field.kind}:${field.id}`);

/** Takes a model's columns out of the catalogue. */
export async function withdrawScore(context: Context, id: string): Promise<void> {
  const own = await ownFields(context, id);
  // Groups read the score, so they go first.
  for (const kind of ['segment', 'score'] as const)
    for (const field of own.filter((one) => one.kind === kind)) await unpublishField(context, { kind, id: field.id });
}

const labelOf = (name: Text2, arm: string | null, arms: number): Text2 =>
  arm === null || arms === 1 ? name : { en: `${name.en}: ${arm}`, zh: `${name.zh}：${arm}` };

/** Where the record holds each input. @throws Problem 'fields-missing' naming all that it has not, or of another type. */
export function recordColumns(fields: readonly CatalogueField[], document: ScoreDocument): ColumnOf {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const problems = inputsOf(document).flatMap(({ name, type }): ProblemDetail[] => {
    const field = byName.get(name);
    if (!field || field.personal)
      return [
        {
          code: 'unknown-field',
          place: name,
          message: `The customer record has no field ${name}.`,
          parameters: { name, type },
        },
      ];
    if ((field.type === 'text') !== (type === 'text'))
      return [
        {
          code: 'wrong-type',
          place: name,
          message: `${name} is a ${field.type} in the record, the model wants a ${type}.`,
          parameters: { place: name, expected: type, found: field.type, type },
        },
      ];
    return [];
  });
  if (problems.length > 0)
    throw new Problem('invalid', 'fields-missing', problems[0]?.message ?? 'Fields are missing.', { problems });
  return (name) => inputExpression(byName.get(name)!);
}

/** A field as the model reads it: a date is the days since 1970. */
function inputExpression(field: CatalogueField): Expr {
  return field.type === 'date' ? call('daysSinceEpoch', column(field.column)) : column(field.column);
}
