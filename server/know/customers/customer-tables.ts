import type { ColumnDefinition, TableDefinition } from '#platform/warehouse';

/**
 * A column of the record as it is stored, for counting quickly (bench/audience.ts). Whole numbers and days lie in a narrow
 * range, and T64 leaves out the bits they do not use: a third of the bytes to read. Measures do not pack, and unpacking
 * them is most of what a count costs: they lie as they are, at twice the disk.
 */
export function packed(column: ColumnDefinition): ColumnDefinition {
  if (/^(Nullable\()?(U?Int\d+|Date32)\b/.test(column.type)) return { ...column, codec: 'T64, LZ4' };
  return /^(Nullable\()?Float64\b/.test(column.type) ? { ...column, codec: 'NONE' } : column;
}

/** The analytic record: one row a unified customer and month. Columns of fields are added as the catalogue grows. */
export const recordTable: TableDefinition = {
  name: 'customer_record',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'customer_key', type: 'UInt32' },
    { name: 'customer_id', type: 'String' },
    { name: 'org_unit_id', type: 'LowCardinality(Nullable(String))' },
  ].map(packed),
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['customer_key'],
  shardBy: 'customer_key',
  // Hundreds of columns are written at once; their buffers grow with what is in them instead of starting at a megabyte each.
  settings: { min_columns_to_activate_adaptive_write_buffer: 16 },
};

/** Every source number, the unified customer it belongs to, and, where it was joined, by which evidence and to whom. */
export const identityTable: TableDefinition = {
  name: 'identity',
  columns: [
    { name: 'customer_id', type: 'String' },
    { name: 'customer_key', type: 'UInt32' },
    { name: 'unified_key', type: 'UInt32' },
    { name: 'evidence', type: 'LowCardinality(Nullable(String))' },
    { name: 'joined_with', type: 'Nullable(String)' },
  ],
  engine: { kind: 'merge-tree' },
  orderBy: ['customer_key'],
  shardBy: 'customer_key',
};

/** A working copy of a table under another name. */
export const asTable = (table: TableDefinition, name: string): TableDefinition => ({ ...table, name });
