import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { statement, type Warehouse } from '#platform/warehouse';
import { oneRecordStore } from '#platform/records/testing';
import { recordContacts, refuse } from '#act/channels';
import type { CampaignFile } from '#contract';
import { changeState, createCampaign, submitCampaign } from './campaigns.ts';
import { readExclusions } from './campaign-reports.ts';
import { estimateCampaign } from './estimate.ts';
import type { DrawCounts } from './campaign-store.ts';
import { channelTurn } from './draw.ts';
import { scheduleTargets } from './schedule.ts';
import { atOnce, campaignFile, freshWarehouse, openWorld, testPorts, type World } from './testing/world.ts';

const customers = 4_000;

async function toSchedule(world: World, file: CampaignFile, ports = testPorts): Promise<DrawCounts> {
  const planner = await world.context('planner');
  await createCampaign(planner, testPorts, file);
  await submitCampaign(planner, testPorts, file.campaign);
  await changeState(await world.context('approver'), testPorts, file.campaign, 'approve');
  return again(world, file.campaign, ports);
}

async function again(world: World, campaign: string, ports = testPorts): Promise<DrawCounts> {
  return scheduleTargets(await world.context(), ports, { campaign, by: 'planner' }, atOnce);
}

describe.each(oneRecordStore())('drawing and scheduling on $name', ({ open }) => {
  let world: World;
  let warehouse: Warehouse;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ warehouse, remove } = await freshWarehouse());
  });
  afterAll(() => remove());
  beforeEach(async () => {
    for (const { name } of await ask<{ name: string }>(
      'select name from system.tables where database = currentDatabase()',
    )) {
      await warehouse.execute(`drop table ${name} sync`);
    }
    world = await openWorld(await open(), warehouse, customers);
    return () => world.close();
  });
  const ask = <T>(sql: string, params = {}) => warehouse.rows<T>(statement(sql, params));
  const count = async (sql: string, params = {}) =>
    (await ask<{ n: number }>(`select count() as n from ${sql}`, params))[0]?.n ?? -1;

  test('nobody is lost: audience = excluded + control + treated, treated = scheduled + unscheduled, each customer once', async () => {
    const counts = await toSchedule(world, campaignFile({ policy: { global_holdout: 0.05 } }));
    expect(counts.audience).toBe(await count(`customer_record where arpu >= 60`));
    expect(counts.audience).toBe(counts.excluded + counts.control + counts.treated);
    expect(counts.treated).toBe(counts.scheduled + counts.unscheduled);
    expect(
      await count('(select customer_key from campaign_target union all select customer_key from campaign_exclusion)'),
    ).toBe(counts.audience);
    expect(
      await count(
        '(select customer_key from campaign_target union distinct select customer_key from campaign_exclusion)',
      ),
    ).toBe(counts.audience);
    const { excluded, unscheduled } = await readExclusions(await world.context(), 'spring');
    expect(excluded.map((row) => row.reason).sort()).toEqual(['do-not-disturb', 'global-holdout']);
    expect(unscheduled.map((row) => row.reason)).toContain('no-person');
    expect(await count('campaign_candidate')).toBe(0);
  });

  test('what was foreseen is what is drawn: the same audience, the same exclusions, control within chance', async () => {
    const reached = await ask<{ customer_key: number; customer_id: string }>(
      'select customer_key, customer_id from customer_record where arpu >= 60 order by customer_key limit 40',
    );
    await warehouse.insert(
      { table: 'contact', columns: ['contact_id', 'customer_key', 'customer_id', 'happened_on'] },
      [reached.map((one) => `${JSON.stringify({ contact_id: `x${one.customer_key}`, ...one, happened_on: '2026-10-30' })}\n`).join('')], // prettier-ignore
      { format: 'JSONEachRow' },
    );
    const file = campaignFile({ policy: { global_holdout: 0.05, max_contacts: { per: '30d', count: 1 } } });
    const foreseen = await estimateCampaign(await world.context('planner'), testPorts, file);
    const counts = await toSchedule(world, file);
    const { excluded } = await readExclusions(await world.context(), 'spring');
    expect(foreseen.audience).toBe(counts.audience);
    const named = (rows: readonly { reason: string; count: number }[]) =>
      Object.fromEntries(rows.map((row) => [row.reason, Number(row.count)]));
    expect(named(foreseen.excluded)).toEqual(named(excluded));
    expect(foreseen.control + foreseen.treated).toBe(counts.control + counts.treated);
    expect(Math.abs(foreseen.control - counts.control)).toBeLessThan(0.05 * counts.audience);
    expect(foreseen.waves.reduce((sum, wave) => sum + wave.treated, 0)).toBeCloseTo(foreseen.treated, -1);
    expect(await count('campaign_candidate')).toBe(0);
  });

  test('offers go to the first whose rule holds; control stands beside them, on nobody’s day', async () => {
    await toSchedule(world, campaignFile());
    const joined = 'campaign_target as t inner join customer_record as r on r.customer_key = t.customer_key';
    expect(await count(`${joined} where offer != if(arpu < 100, 'data-10g', 'data-30g')`)).toBe(0);
    // Who compares with the simple rule later asks for the turn alone.
    const turns = await ask<{ channel: string; turn: number }>(
      `select toString(channel) as channel, ${channelTurn('campaign', 'customer_id')} as turn from campaign_target`,
    );
    expect(turns.length).toBeGreaterThan(100);
    const { channels } = campaignFile();
    const upTo = channels.map((_, i) => channels.slice(0, i + 1).reduce((sum, { share }) => sum + share, 0));
    for (const { channel, turn } of turns)
      expect(channel).toBe(channels[upTo.findIndex((end) => turn * upTo.at(-1)! < end)]!.channel);
    expect(
      await count(
        `campaign_target where (arm = 'control') != (status = 'control') or (arm = 'control' and (minutes > 0 or day != toDate(0)))`,
      ),
    ).toBe(0);
  });

  test('a customer for whom no offer is open is excluded', async () => {
    const counts = await toSchedule(
      world,
      campaignFile({ offers: [{ offer: 'tv', when: 'tenure_months > 30' }], success: { order: 'tv', within_days: 7 } }),
    );
    const without = await count('customer_record where arpu >= 60 and not dnd and tenure_months <= 30');
    expect(await count(`campaign_exclusion where reason = 'no-eligible-offer'`)).toBe(without);
    expect(counts.audience - counts.excluded).toBe(
      await count('customer_record where arpu >= 60 and not dnd and tenure_months > 30'),
    );
  });

  test('every stratum gives its share of control and arms to within one customer', async () => {
    await toSchedule(world, campaignFile());
    const strata = await ask<{ n: number; control: number; plain: number }>(
      `select count() as n, countIf(arm = 'control') as control, countIf(arm = 'plain') as plain from campaign_target group by stratum`,
    );
    expect(strata.length).toBe(12);
    for (const { n, control, plain } of strata) {
      expect(Math.abs(control - n * 0.1)).toBeLessThanOrEqual(1);
      expect(Math.abs(plain - n * 0.6)).toBeLessThanOrEqual(1);
    }
  });

  test('households stay together', async () => {
    await toSchedule(world, campaignFile({ experiment: { control: 0.3, unit: 'household' } }));
    expect(
      await count(`(select household_id from campaign_target as t inner join customer_record as r on r.customer_key = t.customer_key
        where household_id is not null group by household_id having uniqExact(arm) > 1 or uniqExact(drawn_wave) > 1)`),
    ).toBe(0);
  });

  test.each([
    ['grid', 'org_unit_id'],
    ['manager', 'manager_id'],
  ] as const)('all customers of a %s stay together, with control and treated both there', async (unit, field) => {
    await toSchedule(world, campaignFile({ experiment: { control: 0.4, unit, stratify_by: [] } }));
    const groups = await ask<{ arms: number; arm: string }>(
      `select uniqExact(t.arm = 'control') as arms, any(t.arm) as arm from campaign_target as t inner join customer_record as r on r.customer_key = t.customer_key
       where r.${field} is not null group by r.${field}`,
    );
    expect(groups.length).toBeGreaterThan(3);
    expect(groups.filter(({ arms }) => arms > 1)).toEqual([]);
    expect(new Set(groups.map(({ arm }) => arm === 'control')).size).toBe(2);
  });

  test('pairs have one treated and one control of the same wave, alike in what they were paired by; an odd one is left over', async () => {
    const experiment = { control: 0.5, pair_by: ['arpu'], arms: { plain: 1 } };
    const counts = await toSchedule(world, campaignFile({ experiment }));
    const pairs = await ask<{ n: number; control: number; waves: number; apart: number }>(
      `select count() as n, countIf(t.arm = 'control') as control, uniqExact(drawn_wave) as waves, max(arpu) - min(arpu) as apart
       from campaign_target as t inner join customer_record as r on r.customer_key = t.customer_key group by stratum`,
    );
    expect(pairs.length).toBe(counts.control);
    expect(pairs.every(({ n, control, waves }) => n === 2 && control === 1 && waves === 1)).toBe(true);
    // Of 140 whole yuan each has at least four customers a wave in the mean.
    expect(Math.max(...pairs.map(({ apart }) => apart))).toBeLessThanOrEqual(5);
    expect(pairs.reduce((sum, { apart }) => sum + apart, 0) / pairs.length).toBeLessThan(0.5);
    const left = await count(`campaign_exclusion where reason = 'no-pair'`);
    expect(left).toBeLessThanOrEqual(2);
    expect(counts.audience).toBe(counts.excluded + counts.control + counts.treated);
    const foreseen = await estimateCampaign(await world.context('planner'), testPorts, campaignFile({ campaign: 'spring', experiment })); // prettier-ignore
    expect(foreseen.excluded.find(({ reason }) => reason === 'no-pair')?.count ?? 0).toBe(left);
    // The order in which names were given is no reason to be treated.
    const [coin] = await ask<{ first: number; pairs: number }>(
      `select countIf(first = 'control') as first, count() as pairs from (select argMin(arm, customer_id) as first from campaign_target group by stratum)`,
    );
    expect(Math.abs((coin?.first ?? 0) - (coin?.pairs ?? 0) / 2)).toBeLessThan(5 * Math.sqrt((coin?.pairs ?? 0) / 4));
  });

  test('whole grids in pairs: of each two one is control, with all its customers', async () => {
    const waves = [{ share: 1, start: '2026-11-02', days: 20 }];
    const experiment = { control: 0.5, unit: 'grid', pair_by: ['arpu', 'tenure_months'] };
    await toSchedule(world, campaignFile({ waves, experiment }));
    const found = await ask<{ stratum: string; grids: number; control: number; both: number }>(
      `select stratum, uniqExact(org_unit_id) as grids, uniqExactIf(org_unit_id, arm = 'control') as control, uniqExact(org_unit_id, arm) as both
       from campaign_target group by stratum`,
    );
    expect(found).toHaveLength(2);
    for (const { grids: both, control, both: sides } of found) expect([both, control, sides]).toEqual([2, 1, 2]);
  });

  test('the same draw again gives the same targets, also when rows lie in another order; another campaign draws independently', async () => {
    await toSchedule(world, campaignFile());
    const fingerprint = () =>
      ask('select groupBitXor(cityHash64(*)) as hash, count() as n from campaign_target where campaign = {c:String}', {
        c: 'spring',
      });
    const first = await fingerprint();
    await warehouse.execute('create table shuffled as customer_record');
    await warehouse.execute('insert into shuffled select * from customer_record order by rand()');
    await warehouse.execute('truncate table customer_record');
    await warehouse.execute('insert into customer_record select * from shuffled');
    await again(world, 'spring');
    expect(await fingerprint()).toEqual(first);

    await toSchedule(
      world,
      campaignFile({
        campaign: 'other',
        offers: [{ offer: 'tv' }],
        success: { order: 'tv', within_days: 7 },
        experiment: { control: 0.5, stratify_by: [] },
      }),
    );
    const [both] = await ask<{ n: number; half: number }>(
      `select count() as n, countIf(o.arm = 'control') as half from campaign_target as s inner join campaign_target as o on o.customer_key = s.customer_key
       where s.campaign = 'spring' and o.campaign = 'other' and s.arm = 'control'`,
    );
    // Five standard deviations around one half.
    expect(Math.abs((both?.half ?? 0) - (both?.n ?? 0) / 2)).toBeLessThan(5 * Math.sqrt((both?.n ?? 0) / 4));
  });

  test('nobody’s day is overfilled, over all campaigns, nor the days of a grid together with its pool', async () => {
    await toSchedule(world, campaignFile({ waves: [{ share: 1, start: '2026-11-02', days: 6 }] }));
    await toSchedule(
      world,
      campaignFile({
        campaign: 'other',
        offers: [{ offer: 'tv' }],
        success: { order: 'tv', within_days: 7 },
        waves: [
          { share: 0.5, start: '2026-11-04', days: 2 },
          { share: 0.5, start: '2026-11-06', days: 3 },
        ],
      }),
    );
    const capacity = (grid: string) => (grid === 'g4' ? 0 : 660);
    const days = await ask<{ person_id: string; org_unit_id: string; total: number }>(
      `select person_id, org_unit_id, sum(minutes) as total from campaign_target where status = 'scheduled' and minutes > 0 group by person_id, org_unit_id, day`,
    );
    for (const day of days)
      expect(day.total).toBeLessThanOrEqual(
        day.person_id === '' ? capacity(day.org_unit_id) : day.person_id.endsWith('-a') ? 420 : 240,
      );
    const together = await ask<{ org_unit_id: string; total: number }>(
      `select org_unit_id, sum(minutes) as total from campaign_target where status = 'scheduled' and minutes > 0 group by org_unit_id, day`,
    );
    for (const grid of together) expect(grid.total).toBeLessThanOrEqual(capacity(grid.org_unit_id));
    expect(await count(`campaign_target where reason = 'no-capacity'`)).toBeGreaterThan(0);
    expect(
      await count(
        `campaign_target where status = 'scheduled' and campaign = 'other' and (wave < drawn_wave or day < if(wave = 1, toDate('2026-11-04'), toDate('2026-11-06')))`,
      ),
    ).toBe(0);
  });

  test('what has no place is tried again and never dropped', async () => {
    const before = await toSchedule(world, campaignFile({ waves: [{ share: 1, start: '2026-11-02', days: 2 }] }));
    expect(before.unscheduled).toBeGreaterThan(0);
    await world.store.execute(`update campaign set state = 'running'`);
    await world.store.execute(`update campaign_wave set state = 'released'`);
    const after = await again(world, 'spring');
    expect(after.treated).toBe(before.treated);
    expect(after.scheduled).toBeGreaterThan(before.scheduled);
    expect(
      await count(
        `campaign_target where wave = 2 and status = 'scheduled' and day between '2026-11-04' and '2026-11-05'`,
      ),
    ).toBe(after.scheduled - before.scheduled);
  });

  test('do-not-disturb of all channels excludes; of one channel leaves the others', async () => {
    const [one, two] = await ask<{ key: number; id: string }>(
      'select customer_key as key, customer_id as id from customer_record where arpu >= 60 and not dnd order by key limit 2',
    );
    if (!one || !two) throw new Error('no customers');
    const by = { at: world.now, by: 'x' };
    await world.store.db.transaction().execute(async (trx) => {
      await refuse(trx, { customerKey: one.key, customerId: one.id, channel: null, ...by });
      await refuse(trx, { customerKey: two.key, customerId: two.id, channel: 'field', ...by });
      await refuse(trx, { customerKey: two.key, customerId: two.id, channel: 'sms', ...by });
    });
    await toSchedule(
      world,
      campaignFile({ experiment: { control: 0, waiver: { by: 'boss', why: 'a test of the channels' } } }),
    );
    expect(await ask('select reason from campaign_exclusion where customer_key = {k:UInt32}', { k: one.key })).toEqual([
      { reason: 'do-not-disturb' },
    ]);
    expect(await ask('select channel from campaign_target where customer_key = {k:UInt32}', { k: two.key })).toEqual([
      { channel: 'call' },
    ]);
  });

  test('a second campaign counts the contacts of the first, and its promises', async () => {
    const file = campaignFile({ audience: 'arpu between 60 and 80', channels: [{ channel: 'sms', share: 1 }] });
    await toSchedule(world, file);
    const scheduled = await ask<{ key: number; id: string }>(
      `select customer_key as key, customer_id as id from campaign_target where status = 'scheduled' order by key`,
    );
    const kept = scheduled[0] ?? { key: 0, id: '' };
    const contact = {
      contactId: 'k',
      customerKey: kept.key,
      customerId: kept.id,
      orgUnitId: null,
      campaign: 'spring',
      workOrderId: null,
      channel: 'sms',
      personId: null,
      happenedAt: world.now,
      result: 'sent',
      claimedSuccess: false,
    };
    await world.store.db.transaction().execute((trx) => recordContacts(trx, [contact]));
    const second = {
      offers: [{ offer: 'tv' }],
      success: { order: 'tv', within_days: 7 },
      channels: [{ channel: 'sms', share: 1 }],
    };
    await toSchedule(
      world,
      campaignFile({ ...second, campaign: 'once', policy: { max_contacts: { per: '60d', count: 1 } } }),
    );
    expect(await count(`campaign_exclusion where campaign = 'once' and reason = 'contact-policy'`)).toBe(
      scheduled.length,
    );
    // The kept promise and the contact are one; two are allowed.
    await toSchedule(
      world,
      campaignFile({
        ...second,
        campaign: 'twice',
        offers: [{ offer: 'data-10g' }],
        success: { order: 'data-10g', within_days: 1 },
        policy: { max_contacts: { per: '60d', count: 2 } },
        waves: [{ share: 1, start: '2027-06-01', days: 5 }],
      }),
    );
    expect(await count(`campaign_exclusion where campaign = 'twice' and reason = 'contact-policy'`)).toBe(0);
  });

  test('rest days keep a distance from contacts of any kind', async () => {
    const [one] = await ask<{ key: number; id: string }>(
      'select customer_key as key, customer_id as id from customer_record where arpu >= 60 and not dnd order by key limit 1',
    );
    const contact = {
      contactId: 'k',
      customerKey: one?.key ?? 0,
      customerId: one?.id ?? '',
      orgUnitId: null,
      campaign: null,
      workOrderId: null,
      channel: 'hall',
      personId: null,
      happenedAt: new Date('2026-10-25T10:00:00Z'),
      result: 'considering',
      claimedSuccess: false,
    };
    await world.store.db.transaction().execute((trx) => recordContacts(trx, [contact]));
    const wave = { waves: [{ share: 1, start: '2026-11-04', days: 3 }] };
    await toSchedule(world, campaignFile({ ...wave, policy: { rest_days: 11 } }));
    expect(await count('campaign_exclusion where customer_key = {k:UInt32}', { k: one?.key ?? 0 })).toBe(1);
    await toSchedule(
      world,
      campaignFile({
        ...wave,
        campaign: 'later',
        offers: [{ offer: 'tv' }],
        success: { order: 'tv', within_days: 7 },
        policy: { rest_days: 10 },
        audience: `arpu >= 60 and customer_id = '${one?.id}'`,
      }),
    );
    expect(await count(`campaign_exclusion where campaign = 'later'`)).toBe(0);
  });

  test('who is in a campaign that would spoil the comparison is in no other; who is held out is held out of all', async () => {
    const first = await toSchedule(world, campaignFile({ policy: { global_holdout: 0.1 } }));
    const second = await toSchedule(world, campaignFile({ campaign: 'rival', policy: { global_holdout: 0.1 } }));
    expect(second.treated).toBe(0);
    expect(await count(`campaign_exclusion where campaign = 'rival' and reason = 'conflicting-campaign'`)).toBe(
      first.control + first.treated,
    );
    const heldOut = (campaign: string) =>
      ask(
        `select groupBitXor(cityHash64(customer_key)) as hash, count() as n from campaign_exclusion where reason = 'global-holdout' and campaign = {campaign:String}`,
        { campaign },
      );
    expect(await heldOut('rival')).toEqual(await heldOut('spring'));
  });

  test('what the operator holds out of all no campaign touches, whatever its file says', async () => {
    const ports = { ...testPorts, globalHoldout: 0.1 };
    const estimated = async (file: CampaignFile) =>
      (await estimateCampaign(await world.context('planner'), ports, file)).excluded.find(
        ({ reason }) => reason === 'global-holdout',
      )?.count;
    const campaigns = { silent: {}, less: { global_holdout: 0.01 }, more: { global_holdout: 0.2 } };
    const held = new Map<string, number>();
    for (const [campaign, policy] of Object.entries(campaigns)) {
      const file = campaignFile({ campaign, policy, waves: [{ share: 1, start: '2026-11-02', days: 5 }] });
      const foreseen = await estimated(file);
      await toSchedule(world, file, ports);
      held.set(
        campaign,
        await count(`campaign_exclusion where campaign = '${campaign}' and reason = 'global-holdout'`),
      );
      expect(foreseen).toBe(held.get(campaign));
    }
    expect(held.get('silent')).toBeGreaterThan(200);
    expect(held.get('less')).toBe(held.get('silent'));
    expect(held.get('more')).toBeGreaterThan(held.get('silent')! * 1.5);
    const touched = await count(
      `campaign_target where customer_key in (select customer_key from campaign_exclusion where campaign = 'silent' and reason = 'global-holdout')`,
    );
    expect(touched).toBe(0);
  });

  test('the global holdout stays the same for a quarter and is drawn anew for the next', async () => {
    const starting = (campaign: string, start: string) =>
      toSchedule(
        world,
        campaignFile({ campaign, policy: { global_holdout: 0.1 }, waves: [{ share: 1, start, days: 5 }] }),
      );
    await starting('autumn', '2026-11-02');
    await starting('advent', '2026-12-28');
    await starting('january', '2027-02-01');
    const both = (one: string, other: string) =>
      count(
        `campaign_exclusion as a inner join campaign_exclusion as b on b.customer_key = a.customer_key
         where a.campaign = {one:String} and b.campaign = {other:String} and a.reason = 'global-holdout' and b.reason = 'global-holdout'`,
        { one, other },
      );
    const held = await both('autumn', 'autumn');
    expect(held).toBeGreaterThan(200);
    expect(await both('autumn', 'advent')).toBe(held);
    // Drawn independently a tenth of them is held out again; five standard deviations around it.
    expect(Math.abs((await both('autumn', 'january')) - held / 10)).toBeLessThan(5 * Math.sqrt(0.09 * held));
  });
});
