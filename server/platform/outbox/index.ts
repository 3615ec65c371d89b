import type { ColumnType, Generated } from 'kysely';

export { openEvents, type Event, type Events } from './events.ts';
export { holdShipping, outboxAsBackedUp } from './hold.ts';
export { publish } from './publish.ts';
export { lag, ship, type ShipTarget } from './ship.ts';
export { startShipper, type Shipper } from './shipper.ts';

export const outboxMigrations = new URL('./migrations/', import.meta.url);

/**
 * The events that later features and live screens hear of, by type; each feature declares its own:
 * `declare module '#platform/outbox' { interface EventMap { 'campaign.released': { campaignId: string } } }`.
 * Declared (not re-exported) here because only then do those declarations merge with it.
 */
// oxlint-disable-next-line no-empty-interface -- filled by declaration merging
export interface EventMap {}

export interface OutboxTable {
  id: Generated<number>;
  transaction_id: ColumnType<string, never, never>;
  /** The name of the warehouse table. */
  topic: string;
  payload: Record<string, unknown>;
  created_at: Generated<Date>;
  /** The shipment the row belongs to; null until it is stamped. */
  batch: number | null;
}

declare module '#platform/records' {
  interface Tables {
    outbox: OutboxTable;
  }
}
