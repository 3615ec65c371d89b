import { Problem, type Text2 } from '#contract';
import { asksElsewhere, columnsRead, readExpression, writeExpression, type Expr } from '#query';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';
import { readColumns, readPeriods } from './field-catalogue.ts';
import { periodText } from './month.ts';
import {
  monthFilled,
  readPublications,
  retirePublication,
  writePublication,
  type PublishedKind,
  type StoredPublication,
} from './published-field-store.ts';
import { existingColumns, withColumns } from './record-columns.ts';
import { fillMonth } from './record-month.ts';

/** A column that a later feature gives back to the customer record. */
export interface Publication {
  /** A segment is a text, `segment('id') = 'value'` in rules; a score is a number, `score('id') > 0.7`. */
  readonly kind: PublishedKind;
  readonly id: string;
  readonly labels: Text2;
  /** Over columns of the record, `period` and `customer_key` among them, and nothing else: it is worked out for every month that is built. */
  readonly expression: Expr;
  /** The values of a segment, where they are known beforehand. */
  readonly values?: readonly string[];
  /** What people call them, by value. */
  readonly valueNames?: Readonly<Record<string, Text2>>;
  readonly source: { readonly feature: string; readonly version: string };
}

interface Filling {
  /** The months to fill (YYYYMM); the newest, when none are given. */
  readonly periods?: readonly number[];
  readonly progress?: (fraction: number, message: string) => Promise<void>;
}

type Publisher = Pick<Context, 'db' | 'warehouse' | 'clock' | 'actor'>;

/**
 * Publishes a column of the customer record and fills it for some months, each in one step that readers see whole. Every
 * month that is built from now on has it. Publishing the same id again gives it the new meaning; its column stays.
 * Rules may name it as soon as its months are filled. Harmless to repeat; what a kill has left open the next start fills.
 * @returns the months that were filled, for `recordBuilt` and the like.
 * @throws Problem (invalid) for an expression over what the record does not have, or over itself; (missing) for a month.
 */
export async function publishField(
  context: Publisher,
  publication: Publication,
  filling: Filling = {},
): Promise<number[]> {
  const { db, warehouse } = context;
  const built = (await readPeriods(warehouse)).map(({ period }) => period);
  const periods = [...new Set(filling.periods ?? built.slice(-1))];
  const unbuilt = periods.filter((period) => !built.includes(period)).map(periodText);
  if (unbuilt.length > 0 || periods.length === 0)
    throw new Problem(
      'missing',
      'no-such-period',
      `There is no customer record of ${unbuilt.join(', ') || 'any month'}.`,
      {
        parameters: { periods: built.map(periodText) },
      },
    );
  const column = await columnOf(db, publication);
  const existing = await existingColumns(warehouse);
  refuseWrong(publication, column, existing, await readPublications(db));
  const type = publication.kind === 'score' ? ('number' as const) : ('text' as const);
  await warehouse.define([withColumns(existing, [{ column, type, fewValues: true }])]);
  await writePublication(db, {
    kind: publication.kind,
    id: publication.id,
    column_name: column,
    label_en: publication.labels.en,
    label_zh: publication.labels.zh,
    expression: writeExpression(publication.expression),
    known_values: publication.values ? [...publication.values] : null,
    value_names: publication.valueNames ?? null,
    feature: publication.source.feature,
    version: publication.source.version,
    published_at: context.clock.now(),
    published_by: context.actor.login,
    to_fill: periods,
  });
  await fillPublished(context, publication, { ...filling, periods });
  return periods;
}

/** Fills a published field for further months; those that read it are made anew with it. */
export async function fillPublished(
  { db, warehouse }: Pick<Context, 'db' | 'warehouse'>,
  { kind, id }: { readonly kind: PublishedKind; readonly id: string },
  { periods, progress }: Filling & { readonly periods: readonly number[] },
): Promise<void> {
  for (const [i, period] of periods.entries()) {
    await progress?.(i / periods.length, periodText(period));
    await fillMonth({ db, warehouse }, period, (row) => row.kind === kind && row.id === id);
    await monthFilled(db, { kind, id, period });
  }
}

export const hasUnfinished = async (db: Db): Promise<boolean> =>
  (await readPublications(db)).some((row) => row.to_fill !== null);

/** Fills what a kill has left open; for the start. */
export async function finishPublishing(context: Pick<Context, 'db' | 'warehouse'>): Promise<void> {
  const built = new Set((await readPeriods(context.warehouse)).map(({ period }) => period));
  for (const row of await readPublications(context.db)) {
    if (row.to_fill) await fillPublished(context, row, { periods: row.to_fill.filter((period) => built.has(period)) });
  }
}

/**
 * Takes a field back: no rule may name it any more. Its column stays in the record, as all do.
 * @throws Problem (missing) when there is none, (conflict) while another published field reads it.
 */
export async function unpublishField(
  { db }: Pick<Context, 'db'>,
  { kind, id }: { readonly kind: PublishedKind; readonly id: string },
): Promise<void> {
  const all = await readPublications(db);
  const own = all.find((row) => row.kind === kind && row.id === id);
  if (!own) throw new Problem('missing', 'no-such-publication', `There is no published ${kind} ${id}.`);
  const readers = all.filter((row) => row !== own && columnsRead(readExpression(row.expression)).has(own.column_name));
  if (readers.length > 0)
    throw new Problem(
      'conflict',
      'publication-in-use',
      `${nameOf(own)} is read by ${readers.map(nameOf).join(', ')}.`,
      {
        parameters: { readers: readers.map(nameOf) },
      },
    );
  await retirePublication(db, kind, id);
}

const nameOf = ({ kind, id }: Pick<StoredPublication, 'kind' | 'id'>): string => `${kind}('${id}')`;

/** The column it has had before, or a free one of its own. */
async function columnOf(db: Db, { kind, id }: Publication): Promise<string> {
  const old = await db
    .selectFrom('published_field')
    .select('column_name')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst();
  if (old) return old.column_name;
  const taken = new Set([...(await readColumns(db)).values()].map(({ column }) => column));
  let column = `${kind}__${id}`;
  while (taken.has(column)) column += '_';
  return column;
}

function refuseWrong(
  { kind, id, expression }: Publication,
  column: string,
  existing: ReadonlyMap<string, string>,
  published: readonly StoredPublication[],
): void {
  const read = columnsRead(expression);
  const strange = [...read].filter((name) => !existing.has(name) && name !== column);
  if (strange.length > 0 || asksElsewhere(expression)) {
    const what = strange.length > 0 ? `columns that the record does not have: ${strange.join(', ')}` : 'other tables';
    throw new Problem('invalid', 'publication-reads-elsewhere', `${nameOf({ kind, id })} reads ${what}.`, {
      parameters: { columns: strange },
    });
  }
  const reads = new Map(published.map((row) => [row.column_name, columnsRead(readExpression(row.expression))]));
  reads.set(column, read);
  const path = circleFrom(column, reads);
  if (path)
    throw new Problem('invalid', 'publication-circle', `These fields read each other: ${path.join(' → ')}.`, {
      parameters: { path },
    });
}

/** The way by which a column comes to read itself, if it does. */
function circleFrom(column: string, reads: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const seen = new Set<string>();
  const visit = (at: string, path: readonly string[]): string[] | undefined => {
    for (const next of reads.get(at) ?? []) {
      if (next === column) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = visit(next, [...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return visit(column, [column]);
}
