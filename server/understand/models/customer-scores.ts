import type { modelRoutes, Reply, ScoreReason } from '#contract';
import {
  customerKeyOf,
  periodText,
  readFields,
  readPeriods,
  readPublishedFields,
  type CatalogueField,
} from '#know/customers';
import { binary, call, column, float, print, scope, selectRecords, word } from '#query';
import type { Context } from '#platform/context';
import { contributionsOf } from './contributions.ts';
import type { Table } from './learners/table.ts';
import { findVersion, readModels, type StoredModel, type StoredVersion } from './model-store.ts';
import { reasonsInWords } from './reason-words.ts';
import { groupsOf, inputsOf, isUplift, scoresOf, type ScoreDocument } from './score-document.ts';
import { trainingField } from './training-fields.ts';
import { drawMonth } from './training-set.ts';

type Scores = Reply<(typeof modelRoutes)['customerScores']>;
type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor'> & Partial<Pick<Context, 'signal'>>;

/** A customer's scores by all champions, with their reasons. @throws Problem (missing) for a customer outside the viewer's territory. */
export async function customerScores(context: Context, customerId: string): Promise<Scores> {
  const key = await customerKeyOf(context, customerId);
  const period = (await readPeriods(context.warehouse)).at(-1)?.period ?? 0;
  const champions = (await readModels(context.db)).filter(({ champion }) => champion !== null);
  const fields = new Map((await readFields(context.db)).map((field) => [field.name, field]));
  const items: Scores['items'] = [];
  for (const model of champions) {
    const scored = await scoreCustomers(context, model, { period, fields, keys: [key] });
    const one = scored.get(key);
    if (one) items.push({ ...one, rank: await rankOf(context, model.id, period, one.score) });
  }
  return { period: periodText(period), items };
}

type Scored = Omit<Scores['items'][number], 'rank'>;

interface Asked {
  readonly period: number;
  readonly fields: ReadonlyMap<string, CatalogueField>;
  readonly keys: readonly number[];
}

/** Some customers of the viewer's territory scored by a model's champion, with reasons. For a page of them, not for an audience. */
async function scoreCustomers(
  context: Viewer,
  model: StoredModel,
  { period, fields, keys }: Asked,
): Promise<Map<number, Scored>> {
  const version = await findVersion(context.db, model.id, model.champion ?? 0);
  if (!version) return new Map();
  const document = documentOf(version);
  const inputs = inputsOf(document).flatMap(({ name }) => fields.get(name) ?? []);
  // A field that has gone: the months to come are told by the monitoring, and there is nothing to say of a customer.
  if (inputs.length < inputsOf(document).length) return new Map();
  const { table, keys: found } = await drawMonth(context, {
    period,
    fields: inputs.map(trainingField),
    scope: context.actor.scope,
    keys: Uint32Array.from(keys),
  });
  const scores = scoresOf(document, table);
  const groups = isUplift(document) ? groupsOf(document, table) : undefined;
  const reasons = contributionsOf(document, table);
  return new Map(
    Array.from(found, (key, row) => [
      key,
      {
        model: model.id,
        name: model.name,
        version: version.version,
        kind: version.target?.kind ?? 'imported',
        score: scores[row]!,
        group: groups?.[row] ?? null,
        reasons: reasonsInWords(
          reasons[row] ?? [],
          (field) => valueAt(table, fields.get(field), field, row),
          (field) => fields.get(field) ?? { label: { en: field, zh: field }, unit: null, type: 'number' },
        ),
      },
    ]),
  );
}

/** Documents never change and phones ask often: the last few are kept read. */
const kept = new Map<string, { readonly text: string; readonly document: ScoreDocument }>();
const mostKept = 16;

function documentOf({ model, version, document: text }: StoredVersion): ScoreDocument {
  const name = `${model}/${version}`;
  const found = kept.get(name);
  if (found?.text === text) return found.document;
  const document = JSON.parse(text) as ScoreDocument;
  kept.set(name, { text, document });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return document;
}

function valueAt(table: Table, field: CatalogueField | undefined, name: string, row: number): ScoreReason['value'] {
  const of = table.columns.find((one) => one.name === name);
  if (!of) return null;
  if (of.type === 'text') return of.values[of.codes[row]!] ?? null;
  const number = of.values[row]!;
  if (Number.isNaN(number)) return null;
  return field?.type === 'boolean' ? number === 1 : number;
}

/** The share of the viewer's customers with a lower score. */
async function rankOf(context: Viewer, id: string, period: number, score: number): Promise<number | null> {
  const published = (await readPublishedFields(context.db)).find((field) => field.kind === 'score' && field.id === id);
  if (!published) return null;
  const select = selectRecords({
    period,
    columns: [
      { expr: call('count', column(published.column)), as: 'n' },
      {
        expr: call('countIf', call('ifNull', binary(column(published.column), '<', float(score)), word('0'))),
        as: 'lower',
      },
    ],
  });
  const [row] = await context.warehouse.rows<{ n: number; lower: number }>(
    print(scope(select, context.actor.scope)),
    context.signal ? { signal: context.signal } : {},
  );
  return row && Number(row.n) > 0 ? Number(row.lower) / Number(row.n) : null;
}

/** A reason for a work order: what the model says of the customer. */
export interface WhyCustomer {
  readonly id: string;
  readonly model: StoredModel['name'];
  readonly reasons: readonly ScoreReason[];
}

/**
 * Why these customers, by the champions named (those that a campaign's rule reads): of each customer the reasons that
 * raise the score. Customers outside the viewer's territory are not in the answer.
 */
export async function whyCustomers(
  context: Viewer,
  keys: readonly number[],
  models: readonly string[],
): Promise<Map<number, WhyCustomer[]>> {
  const why = new Map<number, WhyCustomer[]>();
  if (keys.length === 0 || models.length === 0) return why;
  const period = (await readPeriods(context.warehouse)).at(-1)?.period;
  if (period === undefined) return why;
  const fields = new Map((await readFields(context.db)).map((field) => [field.name, field]));
  // An uplift of several arms has a score for each: score('id.arm').
  const isRead = ({ id, champion }: StoredModel): boolean =>
    champion !== null && models.some((name) => name === id || name.startsWith(`${id}.`));
  for (const model of (await readModels(context.db)).filter(isRead)) {
    for (const [key, scored] of await scoreCustomers(context, model, { period, fields, keys })) {
      const reasons = scored.reasons.filter(({ contribution }) => contribution > 0);
      if (reasons.length > 0) why.set(key, [...(why.get(key) ?? []), { id: model.id, model: model.name, reasons }]);
    }
  }
  return why;
}
