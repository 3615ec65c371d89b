import { Problem, type RecordField } from '#contract';
import { emptyCatalogue, type Catalogue, type Field } from '#query';
import { listPeople } from '#know/organisation';
import type { Context } from '#platform/context';
import { insertMany, type Db } from '#platform/records';
import { statement, type Warehouse } from '#platform/warehouse';
import { periodText } from './month.ts';
import { readPublishedFields, ruleFieldsOf } from './published-catalogue.ts';
import type { ColumnedField } from './record-sql.ts';
import type { Family, RecordType } from './standard-fields.ts';

interface RecordFieldTable {
  name: string;
  ordinal: number;
  column_name: string;
  type: RecordType;
  unit: string | null;
  label_en: string;
  label_zh: string;
  family: Family;
  definition: string;
  source: string;
  personal: boolean;
  filled: boolean;
  known_values: string[] | null;
  values_period: number | null;
}
declare module '#platform/records' {
  interface Tables {
    record_field: RecordFieldTable;
  }
}

/** A field of the catalogue with what only the server needs to know. */
export interface CatalogueField extends RecordField {
  readonly personal: boolean;
}

/** What a build has found in a column: whether it holds a value, and its values when they are few. */
export interface FoundInColumn {
  readonly filled: boolean;
  readonly values: readonly string[] | null;
}

/** The customer's own number: of the record itself, and so of every catalogue. */
const customerIdField: CatalogueField = {
  name: 'customer_id',
  column: 'customer_id',
  type: 'text',
  unit: null,
  label: { en: 'Customer number', zh: '客户编号' },
  family: 'identity',
  definition: 'customer: first(customer_id)',
  source: 'customer',
  personal: false,
};

/** In the order of the catalogue; only fields that have held a value, the rest are columns in waiting. */
export async function readFields(db: Db): Promise<CatalogueField[]> {
  const rows = await db
    .selectFrom('record_field')
    .selectAll()
    .where('filled', '=', true)
    .orderBy('ordinal')
    .orderBy('name')
    .execute();
  const fields = rows.map((row): CatalogueField => ({
    name: row.name,
    column: row.column_name,
    type: row.type,
    unit: row.unit,
    label: { en: row.label_en, zh: row.label_zh },
    family: row.family,
    definition: row.definition,
    source: row.source,
    ...(row.known_values && { values: row.known_values }),
    personal: row.personal,
  }));
  return fields.length === 0 ? [] : [customerIdField, ...fields];
}

/** The same for a viewer: known values that name units or people leave out those of other territories. */
export async function readFieldsFor(context: Pick<Context, 'db' | 'actor'>): Promise<CatalogueField[]> {
  const fields = await readFields(context.db);
  if (context.actor.scope.kind === 'everything') return fields;
  const people = (await listPeople(context, {})).items.map(({ id }) => id);
  const mine = new Set([...context.actor.scope.units, ...people]);
  return fields.map((field) =>
    field.family === 'ownership' && field.values
      ? { ...field, values: field.values.filter((value) => mine.has(value)) }
      : field,
  );
}

/** The columns of a few fields; names that are no fields are left out. A page of a list needs no more of the catalogue. */
export async function readColumnsOf(db: Db, names: readonly string[]): Promise<{ name: string; column: string }[]> {
  const rows = await db
    .selectFrom('record_field')
    .select(['name', 'column_name'])
    .where('filled', '=', true)
    .where('name', 'in', [...names, ''])
    .execute();
  const { name, column } = customerIdField;
  return [
    ...(names.includes(name) ? [{ name, column }] : []),
    ...rows.map((row) => ({ name: row.name, column: row.column_name })),
  ];
}

/** The columns that fields have got so far, by name: a field keeps its column for as long as its type stays. */
export async function readColumns(db: Db): Promise<Map<string, { column: string; type: RecordType }>> {
  const rows = await db.selectFrom('record_field').select(['name', 'column_name', 'type']).execute();
  return new Map(rows.map((row) => [row.name, { column: row.column_name, type: row.type }]));
}

/**
 * Writes what a build of a month has found. Once filled, a field stays in the catalogue: a rule saved over it stays valid.
 * Known values are those of the newest month that was built.
 */
export async function writeFields(
  db: Context['db'],
  fields: readonly ColumnedField[],
  period: number,
  found: ReadonlyMap<string, FoundInColumn>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('record_field')
      .select(['name', 'filled', 'known_values', 'values_period'])
      .execute();
    const known = new Map(before.map((row) => [row.name, row]));
    const rows = fields.map((field, ordinal) => {
      const old = known.get(field.name);
      const now = found.get(field.column);
      const newer = (old?.values_period ?? 0) <= period;
      return [
        field.name,
        ordinal,
        field.column,
        field.type,
        field.unit,
        field.label.en,
        field.label.zh,
        field.family,
        field.definition,
        field.source,
        field.personal,
        (now?.filled ?? false) || (old?.filled ?? false),
        jsonText(newer ? (now?.values ?? null) : (old?.known_values ?? null)),
        newer ? period : (old?.values_period ?? null),
      ];
    });
    await trx
      .deleteFrom('record_field')
      .where('name', 'in', ['', ...fields.map(({ name }) => name)])
      .execute();
    await insertMany(trx, { table: 'record_field', columns: recordFieldColumns }, rows);
  });
}

const recordFieldColumns = {
  name: 'text',
  ordinal: 'integer',
  column_name: 'text',
  type: 'text',
  unit: 'text',
  label_en: 'text',
  label_zh: 'text',
  family: 'text',
  definition: 'text',
  source: 'text',
  personal: 'boolean',
  filled: 'boolean',
  known_values: 'jsonb',
  values_period: 'integer',
};

const jsonText = (values: readonly string[] | null): string | null => values && JSON.stringify(values);

/** The months that have been built, oldest first, with their customers. */
export async function readPeriods(
  warehouse: Pick<Warehouse, 'rows'>,
): Promise<{ period: number; customers: number }[]> {
  return warehouse.rows(
    statement('select period, count() as customers from customer_record group by period order by period'),
  );
}

/**
 * What a rule may name, asked of a month (the newest that was built, when none is given), published segments and scores
 * included. Tags and audiences are added by the feature that owns them.
 * @throws Problem (unavailable) as long as no customer record has been built, (missing) for a month that has not been.
 */
export async function readCatalogue(
  context: Pick<Context, 'db' | 'warehouse' | 'actor'>,
  period?: number,
): Promise<Catalogue> {
  const [fields, periods] = [await readFieldsFor(context), await readPeriods(context.warehouse)];
  const newest = periods.at(-1)?.period;
  if (newest === undefined) {
    throw new Problem('unavailable', 'no-record', 'No customer record has been built yet: load feeds first.');
  }
  const month = period ?? newest;
  if (!periods.some((built) => built.period === month)) {
    throw new Problem('missing', 'no-such-period', `There is no customer record of ${periodText(month)}.`, {
      parameters: { period: periodText(month), periods: periods.map((built) => periodText(built.period)) },
    });
  }
  const published = await readPublishedFields(context.db);
  return {
    ...emptyCatalogue(month),
    segments: ruleFieldsOf(published, 'segment'),
    scores: ruleFieldsOf(published, 'score'),
    fields: Object.fromEntries(
      fields.filter((field) => !field.personal).map((field) => [field.name, queryField(field)]),
    ),
    contacts: { table: 'contact', keyColumn: 'customer_key', dateColumn: 'happened_on' },
  };
}

export const queryField = ({ name, column, type, unit, label, values }: RecordField): Field => ({
  name,
  column,
  type,
  ...(unit !== null && { unit }),
  labels: label,
  ...(values && { values }),
  ...(column === 'customer_id' && { nullable: false }),
});
