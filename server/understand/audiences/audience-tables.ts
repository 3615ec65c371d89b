import type { TableDefinition } from '#platform/warehouse';

export type MembersKind = 'audience' | 'tag';

/** One bitmap a month and tag; '' is everybody. A copy on every node, so that a shard can look into it by itself. */
export const tagTable: TableDefinition = {
  name: 'tag_bitmap',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'tag', type: 'String' },
    // Bitmaps are packed already; packing them again doubles the time to read them.
    { name: 'customers', type: 'AggregateFunction(groupBitmap, UInt32)', codec: 'NONE' },
  ],
  engine: { kind: 'aggregating' },
  partitionBy: "concat(toString(period), '/', tag)",
  orderBy: ['period', 'tag'],
  shardBy: 'everywhere',
};

export const memberTable: TableDefinition = {
  name: 'audience_member',
  columns: [
    { name: 'audience', type: 'LowCardinality(String)' },
    { name: 'period', type: 'UInt32' },
    { name: 'customer_key', type: 'UInt32' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: "concat(toString(period), '/', audience)",
  orderBy: ['audience', 'period', 'customer_key'],
  shardBy: 'customer_key',
};

/** The name of the partition that holds one month of one audience or tag. */
export const partitionName = (period: number, id: string): string => `${period}/${id}`;
