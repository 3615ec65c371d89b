import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignFile } from '#contract';
import { run } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { statement, type Warehouse } from '#platform/warehouse';
import { campaignFile, freshWarehouse, openWorld, scheduleNow, testPorts, type World } from '#act/campaigns/testing';
import { planner } from '../feature.ts';
import { planningScheduler } from './planning-scheduler.ts';
import { touchedBy } from './touched.ts';

const customers = 1_200;
const ports = { ...testPorts, scheduler: planningScheduler, touches: touchedBy };
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

interface PlanRow {
  readonly id: string;
  readonly value: number;
  readonly bound: number;
  readonly price_bound: number;
  readonly contacts: number;
  readonly targets: number;
  readonly violated: readonly unknown[];
  readonly replanned: { readonly lost: number; readonly kept: number; readonly broken: number };
}

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

  const plansOf = (campaign: string) =>
    run<PlanRow>(world.store.db, `select * from plan where campaigns->>0 = $1 order by number`, [campaign]);

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
    const { lost, kept, broken } = (await plansOf('fair')).at(-1)!.replanned;
    expect(lost).toBeGreaterThan(0);
    expect(kept).toBeGreaterThan(0.95 * (kept + broken));
  });

  test('somebody falls ill while the campaign runs: only their grid is planned anew, and the whole adds up', async () => {
    const runs = file({
      campaign: 'runs',
      offers: [{ offer: 'tv', chance: 0.4 }],
      success: { order: 'tv', within_days: 9 },
      waves: [
        { share: 0.3, start: '2026-12-07', days: 3 },
        { share: 0.7, start: '2026-12-10', days: 5 },
      ],
    });
    await scheduleNow(world, ports, runs);
    await run(world.store.db, `update campaign set state = 'running' where id = 'runs'`, []);
    await run(world.store.db, `update campaign_wave set state = 'released' where campaign = 'runs' and wave = 1`, []);
    // The wave that went out is not the next plan's any more: the first change is planned whole.
    await scheduleNow(world, ports, runs, 'again', { changes: { closedOffers: [], stability: 1e6 } });
    const target = `select * from campaign_target where campaign = 'runs'`;
    const before = await ask<{ customer_key: number }>(`${target} order by customer_key`);
    await run(
      world.store.db,
      `insert into absence values ('g1-b', '2026-12-10', '2026-12-12', 0, 'ill', 'test', now())`,
      [],
    );
    await scheduleNow(world, ports, runs, 'again', { changes: { closedOffers: [], stability: 1e6 } });
    const after = await ask<{ customer_key: number; org_unit_id: string; person_id: string }>(
      `${target} order by customer_key`,
    );
    const moved = after.filter((row, i) => JSON.stringify(row) !== JSON.stringify(before[i]));
    expect(moved.length).toBeGreaterThan(0);
    expect(new Set(moved.map(({ org_unit_id: unit }) => unit))).toEqual(new Set(['g1']));
    const [whole, touched] = (await plansOf('runs')).slice(-2) as [PlanRow, PlanRow];
    expect(touched).toMatchObject({ targets: whole.targets, violated: [] });
    expect(touched.replanned.kept + touched.replanned.broken + touched.replanned.lost).toBe(whole.contacts);
    expect(touched.replanned.broken).toBe(0);
    expect(touched.value).toBeLessThan(whole.value);
    expect(touched.bound).toBeLessThan(whole.price_bound);
    const amounts = (plan: string) =>
      ask<{ used: number }>(
        `select kind, name, allowed, round(used, 3) as used from plan_price where plan = '${plan}' order by kind, name`,
      );
    const days = (plan: string) =>
      ask(`select person_id, org_unit_id, day, minutes from plan_day where plan = '${plan}' order by person_id, day`);
    // Nothing has changed since: everything planned anew is the same plan, and says the same of it.
    const { touches: _, ...wholly } = ports;
    await scheduleNow(world, wholly, runs, 'again', { changes: { closedOffers: [], stability: 1e6 } });
    const [same] = (await plansOf('runs')).slice(-1) as [PlanRow];
    expect(same.contacts).toBe(touched.contacts);
    expect(same.value).toBeCloseTo(touched.value, 2);
    expect(await amounts(same.id)).toEqual(await amounts(touched.id));
    expect(await days(same.id)).toEqual(await days(touched.id));
    expect(touched.bound).toBeGreaterThanOrEqual(same.value);
    expect(touched.bound).toBeLessThan(1.02 * same.bound);
    // No plan that keeps nothing is worth more than the bound said.
    await scheduleNow(world, wholly, runs, 'again', { changes: { closedOffers: [], stability: 0 } });
    expect((await plansOf('runs')).at(-1)!.value).toBeLessThanOrEqual(touched.bound);
  });
});
