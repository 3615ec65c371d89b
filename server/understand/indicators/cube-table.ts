import type { TableDefinition } from '#platform/warehouse';

/**
 * Components of indicators, worked out after each build of the record: one number a component, month, org unit and value of
 * one dimension ('' for none). A copy on every node: it is small, and everything asks of it. Only the builds that the
 * record store names count.
 */
export const cubeTable: TableDefinition = {
  name: 'indicator_cube',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'build', type: 'LowCardinality(String)' },
    { name: 'dimension', type: 'LowCardinality(String)' },
    { name: 'component', type: 'LowCardinality(String)' },
    { name: 'value', type: 'LowCardinality(Nullable(String))', comment: 'of the dimension' },
    { name: 'org_unit_id', type: 'LowCardinality(Nullable(String))' },
    { name: 'number', type: 'Nullable(Float64)', codec: 'NONE' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: "concat(toString(period), '/', build)",
  orderBy: ['dimension', 'component'],
  shardBy: 'everywhere',
};
