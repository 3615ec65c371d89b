import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignFile } from '#contract';
import { run } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { statement, type Warehouse } from '#platform/warehouse';
import { campaignFile, freshWarehouse, openWorld, scheduleNow, testPorts, type World } from '#act/campaigns/testing';
import { planner } from '../feature.ts';
import { planningScheduler } from './planning-scheduler.ts';

const customers = 1_200;
const ports = { ...testPorts, scheduler: planningScheduler };
const file = (changes: Parameters<typeof campaignFile>[0]): CampaignFile =>
  campaignFile({
    offers: [
      { offer: 'data-10g', when: 'arpu < 100', chance: 0.3 },
      { offer: 'data-30g', chance: 0.2 },
    ],
    channels: [
      { channel: 'field', share: 0.5, minutes: 45 },
      { channel: 'call', share: 0.5, minutes: 25 },
    ],
    waves: [{ share: 1, start: '2026-11-02', days: 5 }],
    ...changes,
  });

describe.each(oneRecordStore())('planning anew', ({ open }) => {
  let world: World;
  let warehouse: Warehouse;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ warehouse, remove } = await freshWarehouse());
    world = await openWorld(await open(), warehouse, customers, ports, [planner]);
  });
  afterAll(async () => {
    await world.close();
    await remove();
  });
  const ask = <T>(sql: string, params = {}) => warehouse.rows<T>(statement(sql, params));
  const count = async (from: string) => (await ask<{ n: number }>(`select count() as n from ${from}`))[0]!.n;
  const away = (person: string) =>
    run(world.store.db, `insert into absence values ($1, '2026-11-01', '2026-12-01', 0, 'ill', 'test', now())`, [
      person,
    ]);

  const replanned = async () => {
    const rows = await run<{ replanned: { lost: number; kept: number; broken: number } }>(
      world.store.db,
      'select replanned from plan order by number desc limit 1',
      [],
    );
    return rows[0]!.replanned;
  };

  test('a household that was contacted in a wave gone out gets no other contact', async () => {
    const waves = [
      { share: 0.5, start: '2026-11-02', days: 3 },
      { share: 0.5, start: '2026-11-05', days: 4 },
    ];
    // Messages take nobody's time: everybody whose household has nothing yet gets one at least.
    const channels = [
      { channel: 'field', share: 0.5, minutes: 45 },
      { channel: 'sms', share: 0.5 },
    ] as const;
    const homesFile = file({ campaign: 'homes', waves, channels: [...channels] });
    await scheduleNow(world, ports, homesFile);
    await run(world.store.db, `update campaign set state = 'running' where id = 'homes'`, []);
    await run(world.store.db, `update campaign_wave set state = 'released' where campaign = 'homes' and wave = 1`, []);
    const homes = `campaign_target as t inner join campaign_choice as c on c.campaign = t.campaign and c.customer_key = t.customer_key
      where t.campaign = 'homes' and household_id is not null`;
    const served = `(select household_id from ${homes} and status = 'scheduled' group by household_id having count() > 1)`;
    const waiting = `${homes} and wave = 2 and status = 'unscheduled' and household_id in (select household_id from ${homes} and status = 'scheduled' and wave = 1)`;
    const before = await count(waiting);
    expect(before).toBeGreaterThan(0);
    await scheduleNow(world, ports, homesFile, 'again', { changes: { closedOffers: [], stability: 1e6 } });
    expect(await count(served)).toBe(0);
    expect(await count(waiting)).toBe(before);
    expect(
      await count(`plan_target where plan = 'homes.2' and reason = 'crowded-out' and crowded_by = 'household'`),
    ).toBeGreaterThanOrEqual(before);
  });

  test('a fair plan stays fair when somebody falls ill', async () => {
    const asked = file({
      campaign: 'fair',
      offers: [{ offer: 'tv', chance: 0.4 }],
      success: { order: 'tv', within_days: 9 },
      waves: [{ share: 1, start: '2026-11-16', days: 5 }],
      schedule: { fairness: 1.1 },
    });
    await scheduleNow(world, ports, asked);
    await away('g1-a');
    await scheduleNow(world, ports, asked, 'again', { changes: { closedOffers: [], stability: 1e6 } });
    const loads = await ask<{ person: string; total: number }>(
      `select toString(person_id) as person, sum(minutes) as total from plan_target where plan = 'fair.2' and reason = '' and person_id != ''
       group by person order by person`,
    );
    const mean = loads.reduce((sum, { total }) => sum + Number(total), 0) / 5;
    expect(loads.map(({ person }) => person)).toEqual(['g1-b', 'g2-a', 'g2-b', 'g3-a', 'g3-b']);
    for (const { total } of loads) expect(Number(total)).toBeLessThanOrEqual(1.1 * mean);
    const { lost, kept, broken } = await replanned();
    expect(lost).toBeGreaterThan(0);
    expect(kept).toBeGreaterThan(0.95 * (kept + broken));
  });
});
