import { describe, expect, test } from 'vitest';
import type { CampaignFile } from '#contract';
import { run } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { refuse } from '#act/channels';
import { atOnce, campaignFile, scheduleNow, testPorts } from '#act/campaigns/testing';
import { readPlan } from '../plan-reports.ts';
import { planUnserved } from '../plan-unserved.ts';
import { listAbsences, replanPlan } from '../plans.ts';
import { plannerJobs, type WhatIfPlanned } from '../what-if-job.ts';
import { plannedWorld } from '../testing/planned-world.ts';
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
  readonly seconds: number;
  readonly solve_seconds: number;
  readonly targets: number;
  readonly violated: readonly unknown[];
  readonly closed: readonly unknown[];
  readonly methods: readonly { readonly contacts: number; readonly value: number; readonly plan?: string }[];
  readonly replanned: { readonly lost: number; readonly kept: number; readonly broken: number } | null;
}

describe.each(oneRecordStore())('planning anew', ({ open }) => {
  const at = plannedWorld(open, ports, customers);
  const { ask, count } = at;
  const away = (person: string, first: string, last: string) =>
    run(at.world.store.db, `insert into absence values ($1, $2, $3, 0, 'ill', 'test', now())`, [person, first, last]);

  const plansOf = (campaign: string) =>
    run<PlanRow>(at.world.store.db, `select * from plan where campaigns->>0 = $1 order by number`, [campaign]);

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
    await scheduleNow(at.world, ports, homesFile);
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'homes'`, []);
    await run(
      at.world.store.db,
      `update campaign_wave set state = 'released' where campaign = 'homes' and wave = 1`,
      [],
    );
    const homes = `campaign_target as t inner join campaign_choice as c on c.campaign = t.campaign and c.customer_key = t.customer_key
      where t.campaign = 'homes' and household_id is not null`;
    const served = `(select household_id from ${homes} and status = 'scheduled' group by household_id having count() > 1)`;
    const waiting = `${homes} and wave = 2 and status = 'unscheduled' and household_id in (select household_id from ${homes} and status = 'scheduled' and wave = 1)`;
    const before = await count(waiting);
    expect(before).toBeGreaterThan(0);
    await scheduleNow(at.world, ports, homesFile, 'again', { changes: { stability: 1e6 } });
    expect(await count(served)).toBe(0);
    expect(await count(waiting)).toBe(before);
    expect(await count(`${waiting} and reason = 'household'`)).toBe(before);
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
    await scheduleNow(at.world, ports, asked);
    await away('g1-a', '2026-11-01', '2026-12-01');
    await scheduleNow(at.world, ports, asked, 'again', { changes: { stability: 1e6 } });
    const loads = await ask<{ person: string; total: number }>(
      `select toString(person_id) as person, sum(minutes) as total from plan_target where plan = 'fair.2' and reason = '' and person_id != ''
       group by person order by person`,
    );
    const mean = loads.reduce((sum, { total }) => sum + Number(total), 0) / 5;
    expect(loads.map(({ person }) => person)).toEqual(['g1-b', 'g2-a', 'g2-b', 'g3-a', 'g3-b']);
    for (const { total } of loads) expect(Number(total)).toBeLessThanOrEqual(1.1 * mean);
    const { lost, kept, broken } = (await plansOf('fair')).at(-1)!.replanned!;
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
    scheduleNow(at.world, given, runs, 'again', { changes: { stability } });
  const { touches: _, ...wholly } = ports;
  const placesOfRuns = () =>
    ask<{ org_unit_id: string; status: string }>(
      `select * from campaign_target where campaign = 'runs' order by customer_key`,
    );
  const newest = async () => (await plansOf('runs')).at(-1)!;

  test('somebody falls ill while the campaign runs: only their grid is planned anew', async () => {
    await scheduleNow(at.world, ports, runs);
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'runs'`, []);
    await run(
      at.world.store.db,
      `update campaign_wave set state = 'released' where campaign = 'runs' and wave = 1`,
      [],
    );
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
    expect(touched.solve_seconds).toBeGreaterThan(0);
    expect(touched.solve_seconds).toBeLessThan(touched.seconds);
    const { kept, broken, lost } = touched.replanned!;
    expect(kept + broken + lost).toBe(whole.contacts);
    expect(broken).toBe(0);
    expect(touched.value).toBeLessThan(whole.value);
    expect(touched.bound).toBeLessThan(whole.price_bound);
  });

  test('after several such changes the plan is what planning everything anew makes of it, and the bound holds', async () => {
    await away('g2-a', '2026-12-11', '2026-12-11');
    await again();
    await run(at.world.store.db, `delete from absence where person_id = 'g1-b'`, []);
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

  test('an offer that is closed stays closed, plan after plan, until it is opened again', async () => {
    const context = await at.world.context('planner');
    const change = (body: { closedOffers?: string[]; openedOffers?: string[] }) =>
      replanPlan(context, 'runs.1', { absent: [], closedOffers: [], openedOffers: [], stability: 1e6, ...body });
    await change({ closedOffers: ['tv'] });
    await again();
    const closed = await newest();
    expect(closed).toMatchObject({ contacts: 0, closed: [{ campaign: 'runs', offer: 'tv' }] });
    const { unserved } = await planUnserved(context, closed.id);
    expect(unserved.find(({ crowdedBy }) => crowdedBy === 'limit')?.called?.en).toMatch(/^the limit of /);
    expect(await readPlan(context, 'runs.1')).toMatchObject({
      closed: [],
      newer: closed.id,
      closedNow: [{ campaign: 'runs', offer: 'tv', by: 'planner' }],
    });
    await away('g3-a', '2026-12-11', '2026-12-11');
    await again();
    const ill = await newest();
    // Nothing but somebody's days has changed since: the others were not planned again.
    expect(ill).toMatchObject({ contacts: 0, methods: [{ plan: closed.id }, {}, {}] });
    const tools = { ...atOnce, signal: context.signal, step: <T>(_: string, work: () => Promise<T>) => work() };
    const told = await plannerJobs[0]!.run(context, { plan: closed.id, changes: [], by: 'planner' }, tools);
    expect((told as WhatIfPlanned).before.contacts).toBe(0);
    await change({ openedOffers: ['tv'] });
    await again();
    const open = await newest();
    expect(open.contacts).toBeGreaterThan(100);
    // Nothing was promised, so there was nothing to keep: planned as if for the first time.
    expect(open.replanned).toBeNull();
    expect(await readPlan(context, open.id)).toMatchObject({ closed: [], closedNow: [], newer: null });
  });

  test('what no campaign of the plan has cannot be closed, and what is not closed cannot be opened; nothing is noted then', async () => {
    const context = await at.world.context('planner');
    const before = await listAbsences(context, { limit: 100, offset: 0 });
    const refused = replanPlan(context, 'runs.1', {
      absent: [{ personId: 'g3-b', firstOn: '2026-12-14', lastOn: '2026-12-14', minutes: 0, why: null }],
      closedOffers: ['data-10g'],
      openedOffers: ['tv'],
      stability: 0,
    });
    await expect(refused).rejects.toMatchObject({
      code: 'offer-not-in-campaign',
      problems: [
        { code: 'offer-not-in-campaign', place: 'closedOffers.0' },
        { code: 'offer-not-closed', place: 'openedOffers.0' },
      ],
    });
    await run(at.world.store.db, `update campaign set state = 'completed' where id = 'runs'`, []);
    await expect(
      replanPlan(context, 'runs.1', { absent: [], closedOffers: ['tv'], openedOffers: [], stability: 0 }),
    ).rejects.toMatchObject({ kind: 'conflict' });
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'runs'`, []);
    expect((await readPlan(context, 'runs.1')).closedNow).toEqual([]);
    expect(await listAbsences(context, { limit: 100, offset: 0 })).toEqual(before);
  });

  test('an offer that the catalogue makes inactive is planned out of what stands, however few of it were allowed', async () => {
    const most = file({
      campaign: 'most',
      offers: [{ offer: 'tv', chance: 0.4, most: 150 }],
      success: { order: 'tv', within_days: 9 },
      waves: [{ share: 1, start: '2027-01-04', days: 5 }],
    });
    const setActive = (active: boolean) =>
      run(at.world.store.db, `update offer set active = $1 where id = 'tv'`, [active]);
    await scheduleNow(at.world, ports, most);
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'most'`, []);
    const last = async () => (await plansOf('most')).at(-1)!;
    expect((await last()).contacts).toBeGreaterThan(100);
    await setActive(false);
    await away('g3-b', '2027-01-05', '2027-01-05');
    await scheduleNow(at.world, ports, most, 'again', { changes: { stability: 1e6 } });
    await setActive(true);
    expect(await last()).toMatchObject({ contacts: 0, closed: [{ campaign: 'most', offer: 'tv' }] });
  });

  const compared = file({
    campaign: 'compared',
    waves: [{ share: 1, start: '2027-02-01', days: 5 }],
    // Two ways that take nobody's time: each target can get what it would.
    channels: [
      { channel: 'push', share: 0.2 },
      { channel: 'sms', share: 0.8 },
    ],
  });
  test('what other methods would bring does not depend on what was planned before', async () => {
    await scheduleNow(at.world, ports, compared);
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'compared'`, []);
    const planAgain = async () => {
      await scheduleNow(at.world, { ...testPorts, scheduler: planningScheduler }, compared, 'again', {
        changes: { stability: 1e6 },
      });
      return (await plansOf('compared')).at(-1)!;
    };
    const [first] = await plansOf('compared');
    expect((await planAgain()).methods).toEqual(first!.methods);
    const context = await at.world.context('planner');
    await replanPlan(context, 'compared.1', {
      absent: [],
      closedOffers: ['data-10g'],
      openedOffers: [],
      stability: 1e6,
    });
    const simple = (await planAgain()).methods[0]!;
    // Whoever would have got the first offer gets the second now.
    expect(simple.contacts).toBe(first!.methods[0]!.contacts);
    expect(simple.value).toBeLessThan(first!.methods[0]!.value);
  });

  test('who has come to refuse every contact gets none', async () => {
    const theirs = `campaign_target where campaign = 'compared' and status = 'scheduled'`;
    const [one] = await ask<{ key: number; id: string }>(
      `select customer_key as key, customer_id as id from ${theirs} order by customer_key limit 1`,
    );
    await at.world.store.db
      .transaction()
      .execute((trx) =>
        refuse(trx, { customerKey: one!.key, customerId: one!.id, channel: null, at: at.world.now, by: 'planner' }),
      );
    await scheduleNow(at.world, { ...testPorts, scheduler: planningScheduler }, compared, 'again', {
      changes: { stability: 1e6 },
    });
    expect(await count(`${theirs} and customer_key = ${one!.key}`)).toBe(0);
    expect(
      await count(
        `campaign_target where campaign = 'compared' and customer_key = ${one!.key} and reason = 'no-channel'`,
      ),
    ).toBe(1);
    expect((await plansOf('compared')).at(-1)!.replanned).toMatchObject({ lost: 1, broken: 0 });
  });

  test('promises of campaigns planned together are known again, each as its own newest plan has them', async () => {
    const push = [{ channel: 'push', share: 1, per_day: 30 }] as const;
    const long = file({ campaign: 'long', channels: [...push], waves: [{ share: 1, start: '2027-03-01', days: 10 }] });
    const late = file({
      campaign: 'late',
      offers: [{ offer: 'tv', chance: 0.4 }],
      channels: [...push],
      success: { order: 'tv', within_days: 9 },
      waves: [{ share: 1, start: '2027-03-04', days: 10 }],
    });
    const more = { changes: { stability: 1e6 } };
    await scheduleNow(at.world, ports, long);
    await scheduleNow(at.world, ports, late, 'new', { together: ['long'] });
    await run(at.world.store.db, `update campaign set state = 'running' where id in ('long', 'late')`, []);
    const planTogether = async () => {
      await scheduleNow(at.world, ports, late, 'again', { ...more, together: ['long'] });
      const [plan] = await run<PlanRow>(at.world.store.db, `select * from plan order by number desc limit 1`, []);
      return plan!;
    };
    const first = await planTogether();
    expect(first.contacts).toBeGreaterThan(300);
    expect(first.replanned).toEqual({ lost: 0, broken: 0, kept: first.contacts });
    const ofLong = await count(`campaign_target where campaign = 'long' and status = 'scheduled'`);
    expect(ofLong).toBeGreaterThan(50);
    const { id } = (await plansOf('late')).at(-1)!;
    const context = await at.world.context('planner');
    await replanPlan(context, id, { absent: [], closedOffers: ['tv'], openedOffers: [], stability: 1e6 });
    await scheduleNow(at.world, ports, late, 'again', more);
    expect((await plansOf('late')).at(-1)!.contacts).toBe(0);
    // The plan of both would still promise what the plan of the one has taken back.
    const { replanned } = await planTogether();
    expect(replanned).toEqual({ lost: 0, broken: 0, kept: ofLong });
  });

  test('what found no place and is tried again leaves the promises to all others standing', async () => {
    const tried = file({ campaign: 'tried', waves: [{ share: 1, start: '2027-04-05', days: 5 }] });
    await scheduleNow(at.world, ports, tried);
    await run(at.world.store.db, `update campaign set state = 'running' where id = 'tried'`, []);
    await scheduleNow(at.world, ports, tried, 'again');
    const [all, again] = await plansOf('tried');
    expect(again!.targets).toBeLessThan(all!.targets);
    await scheduleNow(at.world, ports, tried, 'again', { changes: { stability: 1e6 } });
    const { kept, broken, lost } = (await plansOf('tried')).at(-1)!.replanned!;
    expect(kept + lost).toBe(all!.contacts + again!.contacts);
    expect(broken).toBe(0);
    // What anybody of a grid may do has a person again, who may have no room for what was tried since.
    expect(kept).toBeGreaterThanOrEqual(all!.contacts);
  });

  test('a campaign that has not begun keeps who is drawn for what; only scheduling it again draws anew', async () => {
    const waits = file({ campaign: 'waits', waves: [{ share: 1, start: '2027-06-07', days: 5 }] });
    const first = await scheduleNow(at.world, ports, waits);
    const drawn = () =>
      ask(`select customer_key, arm from campaign_target where campaign = 'waits' order by customer_key`);
    const before = await drawn();
    const [spared] = await ask<{ key: number; id: string }>(
      `select customer_key as key, customer_id as id from campaign_target where campaign = 'waits' and arm = 'control' order by customer_key limit 1`,
    );
    const refusal = {
      customerKey: spared!.key,
      customerId: spared!.id,
      channel: null,
      at: at.world.now,
      by: 'planner',
    };
    await at.world.store.db.transaction().execute((trx) => refuse(trx, refusal));
    await away('g1-a', '2027-06-08', '2027-06-08');
    const changed = await scheduleNow(at.world, ports, waits, 'again', { changes: { stability: 1e6 } });
    expect(await drawn()).toEqual(before);
    expect(changed).toMatchObject({ audience: first.audience, excluded: first.excluded, control: first.control });
    const [whole, touched] = await plansOf('waits');
    // As in one that runs: only the grid of who is away was planned anew.
    expect(touched!.methods[0]!.plan).toBe(whole!.id);
    const states = await run(at.world.store.db, `select state from campaign where id = 'waits'`, []);
    expect(states).toEqual([{ state: 'scheduled' }]);
    const again = await scheduleNow(at.world, ports, waits, 'again');
    expect(again).toMatchObject({ audience: first.audience, excluded: first.excluded + 1 });
  });
});
