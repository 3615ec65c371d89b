import type { TableDefinition } from '#platform/warehouse';

/** Every feedback of a month that was checked, with what it is doubted for and its chance to be drawn. */
export const truthTables: readonly TableDefinition[] = [
  {
    name: 'feedback_check',
    columns: [
      { name: 'month', type: 'UInt32' },
      { name: 'contact_id', type: 'String' },
      { name: 'customer_key', type: 'UInt32' },
      { name: 'customer_id', type: 'String' },
      { name: 'person_id', type: 'LowCardinality(String)' },
      { name: 'org_unit_id', type: 'LowCardinality(String)', comment: "'' when the customer has no grid" },
      { name: 'campaign', type: 'LowCardinality(String)' },
      { name: 'channel', type: 'LowCardinality(String)' },
      { name: 'happened_at', type: "DateTime64(3, 'UTC')" },
      { name: 'result', type: 'LowCardinality(String)' },
      { name: 'checks', type: 'Array(LowCardinality(String))' },
      { name: 'risk', type: 'Float64' },
      { name: 'chance', type: 'Float64', comment: 'to be drawn for verification' },
      { name: 'drawn', type: 'Bool' },
    ],
    engine: { kind: 'merge-tree' },
    partitionBy: 'month',
    orderBy: ['customer_key', 'contact_id'],
    shardBy: 'customer_key',
  },
];
