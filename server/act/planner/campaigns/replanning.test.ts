import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignFile } from '#contract';
import { run } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { statement, type Warehouse } from '#platform/warehouse';
import { campaignFile, freshWarehouse, openWorld, scheduleNow, testPorts, type World } from '#act/campaigns/testing';
import { planner } from '../feature.ts';
import { planUnserved } from '../plan-unserved.ts';
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
  readonly methods: readonly { readonly plan?: string }[];
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
  const away = (person: string, first: string, last: string) =>
    run(world.store.db, `insert into absence values ($1, $2, $3, 0, 'ill', 'test', now())`, [person, first, last]);

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
    await away('g1-a', '2026-11-01', '2026-12-01');
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

  const runs = file({
    campaign: 'runs',
    offers: [{ offer: 'tv', chance: 0.4 }],
    channels: [
      { channel: 'field', share: 0.5, minutes: 45 },
      { channel: 'call', share: 0.3, minutes: 25 },
      { channel: 'sms', share: 0.2, per_day: 3 },
    ],
    success: { order: 'tv', within_days: 9 },
    budget: { total: 1200, fixed: 0, per_contact: { field: 5, call: 2 }, reward_per_success: 5 },
    waves: [
      { share: 0.3, start: '2026-12-07', days: 3 },
      { share: 0.7, start: '2026-12-10', days: 5 },
    ],
  });
  const again = (given: typeof ports | Omit<typeof ports, 'touches'> = ports, stability = 1e6) =>
    scheduleNow(world, given, runs, 'again', { changes: { closedOffers: [], stability } });
  const { touches: _, ...wholly } = ports;
  const placesOfRuns = () =>
    ask<{ org_unit_id: string; status: string }>(
      `select * from campaign_target where campaign = 'runs' order by customer_key`,
    );
  const newest = async () => (await plansOf('runs')).at(-1)!;

  test('somebody falls ill while the campaign runs: only their grid is planned anew', async () => {
    await scheduleNow(world, ports, runs);
    await run(world.store.db, `update campaign set state = 'running' where id = 'runs'`, []);
    await run(world.store.db, `update campaign_wave set state = 'released' where campaign = 'runs' and wave = 1`, []);
    // The wave that went out is not the next plan's any more: the first change is planned whole.
    await again();
    const [whole, before] = [await newest(), await placesOfRuns()];
    await away('g1-b', '2026-12-10', '2026-12-12');
    await again();
    const [touched, after] = [await newest(), await placesOfRuns()];
    const moved = before.filter((row, i) => JSON.stringify(row) !== JSON.stringify(after[i]));
    const promised = moved.filter(({ status }) => status === 'scheduled');
    expect(promised.length).toBeGreaterThan(0);
    expect(new Set(promised.map(({ org_unit_id: unit }) => unit))).toEqual(new Set(['g1']));
    expect(touched).toMatchObject({ targets: whole.targets, violated: [], methods: [{ plan: whole.id }, {}, {}] });
    const { kept, broken, lost } = touched.replanned;
    expect(kept + broken + lost).toBe(whole.contacts);
    expect(broken).toBe(0);
    expect(touched.value).toBeLessThan(whole.value);
    expect(touched.bound).toBeLessThan(whole.price_bound);
  });

  test('after several such changes the plan is what planning everything anew makes of it, and the bound holds', async () => {
    await away('g2-a', '2026-12-11', '2026-12-11');
    await again();
    await run(world.store.db, `delete from absence where person_id = 'g1-b'`, []);
    await again();
    const touched = await newest();
    expect(touched.methods[0]!.plan).toBeDefined();
    const amounts = (plan: string) =>
      ask(
        `select kind, name, allowed, round(used, 3) as used from plan_price where plan = '${plan}' order by kind, name`,
      );
    const days = (plan: string) =>
      ask(`select person_id, org_unit_id, day, minutes from plan_day where plan = '${plan}' order by person_id, day`);
    await again(wholly);
    const same = await newest();
    expect(same.contacts).toBe(touched.contacts);
    expect(same.value).toBeCloseTo(touched.value, 2);
    expect(await amounts(same.id)).toEqual(await amounts(touched.id));
    expect(await days(same.id)).toEqual(await days(touched.id));
    expect(touched.bound).toBeLessThan(1.02 * same.bound);
    const [spent] = await ask<{ yuan: number }>(
      `select sum(cost) as yuan from plan_target where reason = '' and (plan = '${same.id}' or (plan = 'runs.1' and wave = 1))`,
    );
    expect(spent!.yuan).toBeLessThanOrEqual(1200);
    expect(spent!.yuan).toBeGreaterThan(0.98 * 1200);
    // No plan that keeps nothing is worth more than the bound said.
    await again(wholly, 0);
    expect((await newest()).value).toBeLessThanOrEqual(touched.bound);
  });

  test('an offer that was closed for one plan is open for the next, which is planned whole', async () => {
    await scheduleNow(world, ports, runs, 'again', { changes: { closedOffers: ['tv'], stability: 1e6 } });
    const closed = await newest();
    expect(closed.contacts).toBe(0);
    const { unserved } = await planUnserved(await world.context('planner'), closed.id);
    expect(unserved.find(({ crowdedBy }) => crowdedBy === 'limit')?.called?.en).toMatch(/^the limit of /);
    await away('g3-a', '2026-12-11', '2026-12-11');
    await again();
    expect((await newest()).contacts).toBeGreaterThan(100);
  });
});
