import { CampaignFile } from '#contract';
import { campaigns } from '#act/campaigns';
import { channels } from '#act/channels';
import { outboxMigrations } from '#platform/outbox';
import { migrate, run, type RecordStore } from '#platform/records';
import { organisation } from '#know/organisation';
import { workOrderPort } from './dispatch.ts';

/*
 * The record store with everything the worklist stands on, and two running campaigns, for its tests.
 */

const port = {
  workOrders: workOrderPort,
  measures: async () => ({}),
  readCatalogue: () => Promise.reject(new Error('not asked for')),
};
const file = CampaignFile.parse({
  campaign: 'october',
  owner: 'city',
  objective: { en: '', zh: '' },
  audience: 'true',
  offers: [{ offer: 'data-10g' }],
  channels: [{ channel: 'field' }],
  waves: [{ share: 1, start: '2026-10-01', days: 20 }],
  success: { order: 'data-10g', within_days: 14 },
  budget: { total: 0 },
  work_order: {
    feedback: [{ field: 'rival', label: { en: 'Rival', zh: '竞争对手' }, type: 'choice', choices: ['A', 'B'] }],
  },
});

export async function prepareWorklist(store: RecordStore, now: Date): Promise<void> {
  const of = (feature: { name: string; migrations?: URL }) =>
    feature.migrations ? [{ feature: feature.name, directory: feature.migrations }] : [];
  const worklist = { name: 'worklist', migrations: new URL('./migrations/', import.meta.url) };
  await migrate(store, [
    { feature: 'outbox', directory: outboxMigrations },
    ...[organisation, channels, campaigns(port), worklist].flatMap(of),
  ]);
  for (const id of ['october', 'november']) {
    await run(
      store.db,
      'insert into campaign (id, owner, state, file, version, created_by, created_at) values ($1, $2, $3, $4::text::jsonb, 1, $5, $6)',
      [id, 'city', 'running', JSON.stringify({ ...file, campaign: id }), 'planner', now],
    );
  }
}

/** A target as a release hands it over. */
export const target = (customerKey: number, personId: string | null, orgUnitId: string) => ({
  customerKey,
  customerId: `c${customerKey}`,
  orgUnitId,
  personId,
  channel: 'field' as const,
  offerId: 'data-10g',
  arm: 'standard',
  wave: 1,
  day: '2026-10-05',
  dueOn: '2026-10-12',
});
