import type { TableDefinition } from '#platform/warehouse';

/** The warehouse table of the outbox tests. */
export const delivery = {
  name: 'delivery',
  columns: [
    { name: 'id', type: 'UInt64' },
    { name: 'day', type: 'Date' },
    { name: 'at', type: "Nullable(DateTime64(3, 'UTC'))" },
    { name: 'text', type: 'String' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: 'id % 3',
  orderBy: ['id'],
  shardBy: 'id',
} as const satisfies TableDefinition;
