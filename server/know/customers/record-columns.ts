import { statement, type TableDefinition, type Warehouse } from '#platform/warehouse';
import { packed, recordTable } from './customer-tables.ts';
import type { FoundInColumn } from './field-catalogue.ts';
import { recordType, type PlannedField } from './record-plan.ts';
import { columnType, type ColumnedField } from './record-sql.ts';
import type { RecordType } from './standard-fields.ts';

const reserved: ReadonlySet<string> = new Set(['period', 'customer_key', 'customer_id']);
const mostValues = 50;
const columnsPerQuery = 200;

/** The columns of the customer record as they are now, in order: name → ClickHouse type. */
export async function existingColumns(warehouse: Pick<Warehouse, 'rows'>): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ name: string; type: string }>(
    statement(
      `select name, type from system.columns where database = currentDatabase() and table = 'customer_record' order by position`,
    ),
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/**
 * Gives each field its column: the name with `__` for the dot. A field whose type has changed, or whose name falls
 * together with another's column, gets a column of its own; a column never changes its type.
 */
export function assignColumns(
  fields: readonly PlannedField[],
  kept: ReadonlyMap<string, { readonly column: string; readonly type: RecordType }>,
  existing: ReadonlyMap<string, string>,
  /** Columns of published fields. */
  published: readonly string[] = [],
): ColumnedField[] {
  const planned = new Set(fields.map(({ name }) => name));
  const taken = new Set<string>([...reserved, ...published]);
  for (const [name, { column }] of kept) if (!planned.has(name)) taken.add(column);
  const result = new Map<string, ColumnedField>();
  const fits = (column: string, field: PlannedField): boolean => {
    const type = existing.get(column);
    return !taken.has(column) && (type === undefined || recordType(type) === field.type);
  };
  const give = (field: PlannedField, column: string): void => {
    taken.add(column);
    const type = existing.get(column);
    // Whether a text column is LowCardinality was settled when it was made.
    result.set(field.name, {
      ...field,
      column,
      fewValues: type === undefined ? field.fewValues : type.startsWith('LowCardinality'),
    });
  };
  for (const field of fields) {
    const old = kept.get(field.name);
    if (old && fits(old.column, field)) give(field, old.column);
  }
  for (const field of fields) {
    if (result.has(field.name)) continue;
    const base = field.name.replaceAll('.', '__');
    const candidates = [base, `${base}__${field.type}`];
    for (let i = 2; !candidates.some((column) => fits(column, field)); i++)
      candidates.push(`${base}__${field.type}_${i}`);
    give(field, candidates.find((column) => fits(column, field)) ?? base);
  }
  return fields.flatMap(({ name }) => result.get(name) ?? []);
}

/** The record's table with the columns of these fields added; those it has already keep their place and type. */
export function withColumns(
  existing: ReadonlyMap<string, string>,
  fields: readonly Pick<ColumnedField, 'column' | 'type' | 'fewValues'>[],
): TableDefinition {
  const columns = new Map(existing.size > 0 ? existing : recordTable.columns.map(({ name, type }) => [name, type]));
  for (const field of fields)
    if (!columns.has(field.column)) columns.set(field.column, columnType(field.type, field.fewValues));
  return { ...recordTable, columns: [...columns].map(([name, type]) => packed({ name, type })) };
}

/** Looks through a built month, some columns at a time: which hold a value, and which texts have few. */
export async function inspectColumns(
  warehouse: Pick<Warehouse, 'rows'>,
  table: string,
  period: number,
  fields: readonly ColumnedField[],
): Promise<Map<string, FoundInColumn>> {
  const found = new Map<string, FoundInColumn>();
  for (let start = 0; start < fields.length; start += columnsPerQuery) {
    const part = fields.slice(start, start + columnsPerQuery);
    const columns = part.flatMap(({ column, type, personal }, i) => {
      const name = quote(column);
      const few =
        type === 'text' && !personal
          ? [`groupUniqArray(${mostValues + 1})(ifNull(toString(${name}), '')) as v${i}`]
          : [];
      return [`count(${name}) > 0 as f${i}`, ...few];
    });
    const [row] = await warehouse.rows<Record<string, unknown>>(
      statement(`select ${columns.join(', ')} from ${quote(table)} where period = {period:UInt32}`, { period }),
    );
    for (const [i, { column }] of part.entries()) {
      const values = row?.[`v${i}`];
      const few =
        Array.isArray(values) && values.length <= mostValues
          ? values.map(String).filter((value) => value !== '')
          : null;
      found.set(column, { filled: Boolean(row?.[`f${i}`]), values: few && few.length > 0 ? few.toSorted() : null });
    }
  }
  return found;
}

const quote = (name: string): string => `\`${name.replace(/[`\\]/g, '\\$&')}\``;
