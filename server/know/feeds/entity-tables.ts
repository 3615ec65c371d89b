import { entities, type EntityName, type FieldType } from '#contract';
import { quoteIdentifier, type ColumnDefinition, type TableDefinition } from '#platform/warehouse';
import { columnType } from './column-sql.ts';
import { entityOf } from './plan-feed.ts';

export const entityNames = Object.keys(entities) as EntityName[];
export const entityTable = (entity: EntityName): string => `entity_${entity}`;
export const hasCustomer = (entity: EntityName): boolean => Object.hasOwn(entityOf(entity).fields, 'customer_id');

/** The partition of a load, as `replacePartition` names it. */
export const partitionOf = (feed: string, period: number): string => `${feed} ${period}`;

export interface ExtraField {
  readonly name: string;
  readonly type: FieldType;
}

/** The table of an entity with its standard fields and those that feeds have added; `name` for a stage of the same shape. */
export function entityDefinition(
  entity: EntityName,
  extra: readonly ExtraField[],
  name = entityTable(entity),
): TableDefinition {
  const standard = Object.entries(entityOf(entity).fields).map(([field, { type }]) => ({ name: field, type }));
  const columns = [...standard, ...extra].map((field): ColumnDefinition => ({
    name: field.name,
    type: columnType(field.type, field.name),
  }));
  const key = entityOf(entity).key.map((field) => `ifNull(${quoteIdentifier(field)}, '')`);
  return {
    name,
    columns: [
      { name: 'feed', type: 'LowCardinality(String)' },
      { name: 'period', type: 'UInt32', comment: 'YYYYMM; 0 for a load without a period' },
      ...(hasCustomer(entity) ? [{ name: 'customer_key', type: 'UInt32' }] : []),
      ...columns,
    ],
    engine: { kind: 'merge-tree' },
    // One value, so that a load's partition can be named; both columns still prune by their least and greatest value.
    partitionBy: "concat(feed, ' ', toString(period))",
    orderBy: hasCustomer(entity) ? ['customer_key'] : key,
    shardBy: hasCustomer(entity) ? 'customer_key' : 'everywhere',
  };
}

/** The registry of customers: dense keys from 1, given at load. */
export const customerKeyTable: TableDefinition = {
  name: 'customer_key',
  columns: [
    { name: 'customer_id', type: 'String' },
    { name: 'customer_key', type: 'UInt32' },
  ],
  engine: { kind: 'merge-tree' },
  orderBy: ['customer_id'],
  shardBy: 'cityHash64(customer_id)',
};

export const quarantineTable: TableDefinition = {
  name: 'quarantine',
  columns: [
    { name: 'load', type: 'String' },
    { name: 'feed', type: 'LowCardinality(String)' },
    { name: 'period', type: 'UInt32' },
    { name: 'file', type: 'LowCardinality(String)' },
    { name: 'line', type: 'UInt64' },
    { name: 'column', type: 'LowCardinality(String)' },
    { name: 'value', type: 'String' },
    { name: 'reason', type: 'LowCardinality(String)' },
  ],
  engine: { kind: 'merge-tree' },
  orderBy: ['load', 'file', 'line'],
  shardBy: 'cityHash64(load)',
};

export const feedTables: readonly TableDefinition[] = [
  ...entityNames.map((name) => entityDefinition(name, [])),
  customerKeyTable,
  quarantineTable,
];
