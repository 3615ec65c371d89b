import { describe, expect, test } from 'vitest';
import { plannerRoutes, type CampaignFile } from '#contract';
import { run } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { atOnce, campaignFile, scheduleNow, testPorts } from '#act/campaigns/testing';
import { planCalendar } from '../plan-calendar.ts';
import { planPrices } from '../plan-prices.ts';
import { listPlans, planContacts, planPlaces, readPlan } from '../plan-reports.ts';
import { planUnserved } from '../plan-unserved.ts';
import { planWhatIf } from '../plans.ts';
import { plannerJobs, type WhatIfPlanned } from '../what-if-job.ts';
import { plannedWorld } from '../testing/planned-world.ts';
import { planningScheduler } from './planning-scheduler.ts';

/** The list's query with the defaults of the contract. */
const asking = (query: object = {}) => plannerRoutes.listPlans.query.parse(query);
const customers = 1_200;
const ports = { ...testPorts, scheduler: planningScheduler };
const planned = (changes: Parameters<typeof campaignFile>[0] = {}): CampaignFile =>
  campaignFile({
    offers: [
      { offer: 'data-10g', when: 'arpu < 100', chance: 0.3 },
      { offer: 'data-30g', chance: 0.2 },
    ],
    channels: [
      { channel: 'field', share: 0.5, minutes: 45 },
      { channel: 'call', share: 0.4, minutes: 25 },
      { channel: 'sms', share: 0.1, per_day: 3 },
    ],
    waves: [
      { share: 0.3, start: '2026-11-02', days: 3 },
      { share: 0.7, start: '2026-11-05', days: 4 },
    ],
    ...changes,
  });

describe.each(oneRecordStore())('the planner as scheduler', ({ open }) => {
  const at = plannedWorld(open, ports, customers);
  const { ask, count } = at;

  test('treated targets get the offer, channel, person and day of the plan; limits hold; the plan is recorded with its proof', async () => {
    const counts = await scheduleNow(at.world, ports, planned());
    expect(counts.treated).toBe(counts.scheduled + counts.unscheduled);
    expect(counts.scheduled).toBeGreaterThan(100);
    expect(counts.unscheduled).toBeGreaterThan(0);
    const mine = `campaign_target where campaign = 'spring' and status = 'scheduled'`;
    const days = await ask<{ total: number; person: string }>(
      `select toString(person_id) as person, sum(minutes) as total from ${mine} and person_id != '' group by person, day`,
    );
    for (const { person, total } of days) expect(total).toBeLessThanOrEqual(person.endsWith('-a') ? 420 : 240);
    expect(await count(`(select day, count() as n from ${mine} and channel = 'sms' group by day having n > 3)`)).toBe(
      0,
    );
    expect(
      await count(`${mine} and (wave != drawn_wave or day < if(wave = 1, toDate('2026-11-02'), toDate('2026-11-05')))`),
    ).toBe(0);
    const joined = mine.replace(
      ' where',
      ' as t inner join customer_record as r on r.customer_key = t.customer_key where',
    );
    expect(await count(`${joined} and offer = 'data-10g' and not arpu < 100`)).toBe(0);
    const [plan] = await run<{
      value: number;
      bound: number;
      violated: unknown[];
      contacts: number;
      methods: { value: number }[];
    }>(at.world.store.db, 'select value, bound, violated, contacts, methods from plan', []);
    expect(plan).toMatchObject({ violated: [], contacts: counts.scheduled });
    expect(plan!.value).toBeLessThanOrEqual(plan!.bound);
    expect((plan!.bound - plan!.value) / plan!.bound).toBeLessThan(0.01);
    for (const { value } of plan!.methods) expect(value).toBeLessThanOrEqual(plan!.value);
    expect(await count('plan_target')).toBe(counts.treated);
    expect(await count(`plan_target where reason = 'crowded-out' and crowded_by = ''`)).toBe(0);
  });

  test('what people see of a plan adds up to it', async () => {
    const context = await at.world.context('planner');
    const [plan] = (await listPlans(context, asking())).items;
    const { id, contacts, targets } = plan!;
    expect(plan!.solveSeconds).toBeGreaterThan(0);
    expect(plan!.solveSeconds).toBeLessThan(plan!.seconds);
    const page = { limit: 50, offset: 0 };
    const calendar = await planCalendar(context, id, { ...page, sort: 'price' });
    expect(calendar.total).toBe(6);
    expect(calendar.days).toHaveLength(7);
    const cells = calendar.items.flatMap((person) => person.cells);
    for (const { minutes, used } of cells) expect(used).toBeLessThanOrEqual(minutes);
    expect(Math.max(...cells.map(({ hourPrice }) => hourPrice))).toBeGreaterThan(0);
    const listed = await planContacts(context, id, { ...page, personId: 'g1-a' });
    expect(listed.total).toBe(calendar.items.find(({ personId }) => personId === 'g1-a')!.contacts);
    const { items: prices } = await planPrices(context, id, page);
    expect(prices[0]!.price).toBeGreaterThan(0);
    expect(prices.find(({ kind, price }) => kind === 'person' && price > 0)!.advice.en).toMatch(/^One more hour of /);
    for (const { price, used, allowed, sense } of prices)
      if (price > 0 && sense === 'at-most') expect(used).toBeGreaterThan(0.8 * allowed);
    const { unserved } = await planUnserved(context, id);
    expect(contacts + unserved.reduce((sum, { count: of }) => sum + of, 0)).toBe(targets);
    const { items: places } = await planPlaces(context, id);
    expect(places.reduce((sum, place) => sum + place.contacts, 0)).toBe(contacts);
    await expect(readPlan(await at.world.context('other', 'b1'), id)).rejects.toMatchObject({ code: 'no-plan' });
    const answer = await planWhatIf(context, id, { changes: [{ name: prices[0]!.name, by: 1 }], replan: false });
    expect(answer.byPrices).toBeCloseTo(prices[0]!.price, 6);
    expect(answer.atMost).toBeGreaterThanOrEqual(answer.byPrices);
    await expect(
      planWhatIf(context, id, { changes: [{ name: 'nothing', by: 1 }], replan: false }),
    ).rejects.toMatchObject({ code: 'unknown-limit' });
  });

  test('plans are found by campaign, sorted by what they bring, paged, and kept apart by territory', async () => {
    const context = await at.world.context('planner');
    const [plan] = (await listPlans(context, asking())).items;
    const copy = (number: number) =>
      run(
        at.world.store.db,
        `insert into plan (id, owners, campaigns, made_at, made_by, first_on, last_on, value, bound, price_bound, contacts, targets, candidates, people,
           seconds, peak_mb, violated, contradiction, methods, replanned)
         select 'copy-' || $2::text, owners, '["copied"]', made_at, made_by, first_on, last_on, value * $2::float8, bound * $2::float8, price_bound, contacts,
           targets, candidates, people, seconds, peak_mb, violated, contradiction, methods, replanned from plan where id = $1`,
        [plan!.id, number],
      );
    await copy(2);
    await copy(3);
    const ids = async (query: object, viewer = context) => {
      const { total, items } = await listPlans(viewer, asking(query));
      return [total, ...items.map(({ id }) => id)];
    };
    expect(await ids({})).toEqual([3, 'copy-3', 'copy-2', plan!.id]);
    expect(await ids({ sort: 'value', order: 'up' })).toEqual([3, plan!.id, 'copy-2', 'copy-3']);
    expect(await ids({ text: 'COPIED', sort: 'value', limit: 1, offset: 1 })).toEqual([2, 'copy-2']);
    expect(await ids({}, await at.world.context('other', 'b1'))).toEqual([0]);
    await run(at.world.store.db, `delete from plan where id like 'copy-%'`, []);
  });

  test('a what-if planned anew lies within what the prices allow', async () => {
    const context = await at.world.context('planner');
    const [plan] = (await listPlans(context, asking())).items;
    const { items } = await planPrices(context, plan!.id, { limit: 1, offset: 0, kind: 'person' });
    const changes = [{ name: items[0]!.name, by: 2 }];
    const answer = await planWhatIf(context, plan!.id, { changes, replan: true });
    const [job] = plannerJobs;
    const tools = { ...atOnce, signal: context.signal, step: <T>(_: string, work: () => Promise<T>) => work() };
    const planned = (await job!.run(await at.world.context(), at.world.enqueued.at(-1)!.input, tools)) as WhatIfPlanned;
    expect(planned.before.value).toBeCloseTo(plan!.value, 3);
    expect(planned.difference).toBeGreaterThanOrEqual(0);
    expect(planned.difference).toBeLessThanOrEqual(answer.atMost + 1e-6);
  });

  test('the same question gives the same schedule; the draw is not the planner’s to change', async () => {
    const fingerprint = () => ask(`select groupBitXor(cityHash64(*)) as hash, count() as n from campaign_target`);
    const first = await fingerprint();
    await scheduleNow(at.world, ports, planned(), 'again');
    expect(await fingerprint()).toEqual(first);
    await scheduleNow(at.world, testPorts, planned(), 'again');
    const drawn = `select groupBitXor(cityHash64(customer_key, arm, drawn_wave, stratum)) as hash, count() as n from campaign_target`;
    const simple = await ask(drawn);
    await scheduleNow(at.world, ports, planned(), 'again');
    expect(await ask(drawn)).toEqual(simple);
  });

  test('two campaigns in one plan share days, and a customer gets one contact of both', async () => {
    const other = planned({
      campaign: 'tv',
      offers: [{ offer: 'tv', chance: 0.4 }],
      success: { order: 'tv', within_days: 9 },
    });
    await scheduleNow(at.world, ports, other, 'new', { together: ['spring'] });
    const both = `campaign_target where status = 'scheduled'`;
    expect(await count(`(select customer_key from ${both} group by customer_key having count() > 1)`)).toBe(0);
    for (const campaign of ['spring', 'tv'])
      expect(await count(`${both} and campaign = '${campaign}'`)).toBeGreaterThan(20);
    expect(
      await count(
        `(select person_id, day, sum(minutes) as total from ${both} and person_id != '' group by person_id, day having total > if(endsWith(person_id, '-a'), 420, 240))`,
      ),
    ).toBe(0);
  });

  test('somebody falls ill: their contacts go, nearly all others stay as they were', async () => {
    await run(
      at.world.store.db,
      `insert into absence values ('g1-a', '2026-11-01', '2026-12-01', 0, 'ill', 'test', now())`,
      [],
    );
    await scheduleNow(at.world, ports, planned(), 'again', {
      together: ['tv'],
      changes: { stability: 1e6 },
    });
    expect(await count(`campaign_target where status = 'scheduled' and person_id = 'g1-a'`)).toBe(0);
    const [{ replanned }] = (await run(
      at.world.store.db,
      'select replanned from plan order by number desc limit 1',
      [],
    )) as [{ replanned: { lost: number; kept: number; broken: number } }];
    expect(replanned.lost).toBeGreaterThan(0);
    expect(replanned.kept).toBeGreaterThan(0.95 * (replanned.kept + replanned.broken));
  });
});
