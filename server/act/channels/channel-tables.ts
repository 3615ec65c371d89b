import type { ColumnType } from 'kysely';
import type { ChannelKind } from '#contract';
import type { TableDefinition } from '#platform/warehouse';

interface ContactTable {
  contact_id: string;
  customer_key: number;
  customer_id: string;
  org_unit_id: string | null;
  campaign: string | null;
  work_order_id: string | null;
  channel: string;
  person_id: string | null;
  happened_at: Date;
  result: string;
  claimed_success: boolean;
}
interface DoNotDisturbTable {
  customer_key: number;
  customer_id: string;
  channel: ChannelKind | null;
  at: Date;
  by: string;
  note: string | null;
}
interface MessageTable {
  campaign: string;
  customer_key: number;
  customer_id: string;
  org_unit_id: string | null;
  channel: ChannelKind;
  offer: string;
  arm: string;
  wave: number;
  day: string;
  state: ColumnType<MessageState, MessageState | undefined, MessageState>;
  cancelled_why: string | null;
  changed_at: Date;
}
export type MessageState = 'planned' | 'exported' | 'cancelled';

declare module '#platform/records' {
  interface Tables {
    contact: ContactTable;
    do_not_disturb: DoNotDisturbTable;
    message: MessageTable;
  }
}

/** Filled through the outbox only. */
export const channelTables: readonly TableDefinition[] = [
  {
    name: 'contact',
    columns: [
      { name: 'contact_id', type: 'String' },
      { name: 'customer_key', type: 'UInt32' },
      { name: 'customer_id', type: 'String' },
      { name: 'org_unit_id', type: 'LowCardinality(Nullable(String))' },
      { name: 'campaign', type: 'LowCardinality(String)', comment: "'' when it belongs to no campaign" },
      { name: 'work_order_id', type: 'String' },
      { name: 'channel', type: 'LowCardinality(String)' },
      { name: 'person_id', type: 'LowCardinality(String)' },
      { name: 'happened_at', type: "DateTime64(3, 'UTC')" },
      { name: 'happened_on', type: 'Date' },
      { name: 'result', type: 'LowCardinality(String)' },
      { name: 'claimed_success', type: 'Bool' },
    ],
    engine: { kind: 'merge-tree' },
    partitionBy: 'toYYYYMM(happened_on)',
    orderBy: ['customer_key', 'happened_at'],
    shardBy: 'customer_key',
  },
  {
    name: 'do_not_disturb',
    columns: [
      { name: 'customer_key', type: 'UInt32' },
      { name: 'channel', type: 'LowCardinality(String)', comment: "'' means all channels" },
      { name: 'at', type: "DateTime64(3, 'UTC')" },
    ],
    engine: { kind: 'merge-tree' },
    orderBy: ['customer_key'],
    shardBy: 'customer_key',
  },
];
