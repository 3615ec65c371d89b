import type { TableDefinition } from '#platform/warehouse';

/** The work orders behind each person's points: of every run, never changed. */
export const appraisalTables: readonly TableDefinition[] = [
  {
    name: 'appraisal_evidence',
    columns: [
      { name: 'run', type: 'UInt32' },
      { name: 'person_id', type: 'LowCardinality(String)' },
      { name: 'customer_key', type: 'UInt32' },
      { name: 'customer_id', type: 'String' },
      { name: 'campaign', type: 'LowCardinality(String)' },
      { name: 'offer', type: 'LowCardinality(String)' },
      { name: 'day', type: 'Date' },
      { name: 'contacted', type: 'Bool' },
      { name: 'claimed', type: 'Bool' },
      { name: 'success', type: 'Bool' },
      { name: 'expected', type: 'Float64', comment: 'chance of a success of such customers, whoever owns them' },
    ],
    engine: { kind: 'merge-tree' },
    partitionBy: 'run',
    orderBy: ['person_id', 'customer_key'],
    shardBy: 'customer_key',
  },
];
