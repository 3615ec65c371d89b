import { expect, test } from 'vitest';
import { oneRecordStore } from '#platform/records/testing';
import { statement } from '#platform/warehouse';
import { campaignFile, freshWarehouse, openWorld, scheduleNow, testPorts } from '#act/campaigns/testing';
import { planner } from '../feature.ts';
import { planningScheduler } from './planning-scheduler.ts';

const ports = { ...testPorts, scheduler: planningScheduler };
/** The offer's margin in yuan over its horizon in the world of the tests. */
const margin = 60;
const visitCost = 6;
const callEffect = 0.6;

test.each(oneRecordStore())(
  'a published uplift is what a contact is worth: margin by what the contact changes, and nothing for whom it would put off',
  async ({ open }) => {
    const { warehouse, remove } = await freshWarehouse();
    const world = await openWorld(await open(), warehouse, 800, ports, [planner]);
    try {
      const file = campaignFile({
        offers: [{ offer: 'tv', chance: 'lift' }],
        channels: [
          { channel: 'field', share: 0.5, minutes: 45 },
          { channel: 'call', share: 0.5, minutes: 25 },
        ],
        success: { order: 'tv', within_days: 9 },
        budget: { total: 1e9, per_contact: { field: visitCost } },
      });
      await scheduleNow(world, ports, file);
      const rows = await warehouse.rows<{ lift: number; gain: number; channel: string; reason: string }>(
        statement(
          `select r.score__lift as lift, t.gain as gain, toString(t.channel) as channel, toString(t.reason) as reason
           from plan_target as t inner join customer_record as r on r.customer_key = t.customer_key`,
        ),
      );
      const served = rows.filter(({ reason }) => reason === '');
      expect(served.length).toBeGreaterThan(50);
      for (const { lift, gain, channel } of served)
        expect(gain).toBeCloseTo(channel === 'field' ? lift * margin - visitCost : lift * callEffect * margin, 4);
      const putOff = rows.filter(({ lift }) => lift <= 0);
      expect(putOff.length).toBeGreaterThan(50);
      for (const { reason } of putOff) expect(['not-worth-cost', 'no-person']).toContain(reason);
      const mean = (of: typeof rows) => of.reduce((sum, { lift }) => sum + lift, 0) / of.length;
      const crowded = rows.filter(({ reason }) => reason === 'crowded-out');
      expect(crowded.length).toBeGreaterThan(0);
      expect(mean(served)).toBeGreaterThan(mean(crowded));
    } finally {
      await world.close();
      await remove();
    }
  },
);
