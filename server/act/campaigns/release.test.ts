import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { statement, type Warehouse } from '#platform/warehouse';
import { refuse } from '#act/channels';
import { changeState, createCampaign, releaseWave, scheduleCampaign, submitCampaign } from './campaigns.ts';
import { readCampaign } from './campaign-reports.ts';
import { messagesCsv, targetsCsv } from './exports.ts';
import type { Measures } from './gate.ts';
import type { CampaignPorts } from './ports.ts';
import { releaseTargets } from './release.ts';
import { scheduleTargets } from './schedule.ts';
import { simpleScheduler } from './simple-scheduler.ts';
import {
  atOnce,
  campaignFile,
  freshWarehouse,
  openWorld,
  putScheduled,
  testPorts,
  type World,
} from './testing/world.ts';

describe.each(recordStores())('releasing on $name', ({ open }) => {
  let world: World;
  let warehouse: Warehouse;
  let remove: () => Promise<void>;
  let measured: Measures;
  const ports: CampaignPorts = { ...testPorts, measures: async () => measured };
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
    world = await openWorld(await open(), warehouse, 3_000, ports);
    measured = {};
    return () => world.close();
  });
  const ask = <T>(sql: string, params = {}) => warehouse.rows<T>(statement(sql, params));
  const count = async (from: string) =>
    Number((await run<{ n: number }>(world.store.db, `select count(*) as n from ${from}`))[0]?.n);
  const release = async (wave: number, campaign = 'spring') =>
    releaseTargets(await world.context(), ports, { campaign, wave, by: 'runner' }, atOnce);
  const change = async (name: 'pause' | 'resume' | 'close', why?: string) =>
    changeState(await world.context(), ports, 'spring', name, why);

  async function scheduled(changes: Parameters<typeof campaignFile>[0] = {}): Promise<void> {
    const file = campaignFile(changes);
    await createCampaign(await world.context('planner'), ports, file);
    await submitCampaign(await world.context('planner'), ports, file.campaign);
    await changeState(await world.context('approver'), ports, file.campaign, 'approve');
    await scheduleTargets(await world.context(), ports, { campaign: file.campaign, by: 'planner' }, atOnce);
  }

  test('each scheduled target of the wave becomes one work order or one message, as it was scheduled; once', async () => {
    await scheduled();
    const first = await release(1);
    expect(await release(1)).toEqual(first);
    const planned = await ask<{ channel: string; n: number }>(
      `select channel, count() as n from campaign_target where wave = 1 and status = 'scheduled' group by channel order by channel`,
    );
    const made = await run<{ channel: string; n: number }>(
      world.store.db,
      `select channel, count(*) as n from (select channel from test_work_order union all select channel from message) as made group by channel order by channel`,
    );
    expect(made.map((row) => ({ ...row, n: Number(row.n) }))).toEqual(planned);
    const [order] = await run<{ customer_key: number; day: string; due_on: string; person_id: string; offer: string }>(
      world.store.db,
      'select * from test_work_order order by customer_key limit 1',
    );
    expect(
      await ask(
        'select toString(t.day) as day, person_id, offer, toString(t.day + 7) as due_on from campaign_target as t where customer_key = {k:UInt32}',
        { k: order?.customer_key ?? 0 },
      ),
    ).toEqual([{ day: order?.day, person_id: order?.person_id, offer: order?.offer, due_on: order?.due_on }]);
    const campaign = await readCampaign(await world.context(), ports, 'spring');
    expect(campaign.state).toBe('running');
    expect(campaign.counts.released).toBe(first.released);
    expect(campaign.waves.map((wave) => wave.state)).toEqual(['released', 'planned']);
  });

  test('waves go out in order', async () => {
    await scheduled();
    await expect(release(2)).rejects.toMatchObject({ code: 'earlier-wave-open' });
    await expect(release(3)).rejects.toMatchObject({ code: 'no-wave' });
    await expect(releaseWave(await world.context(), 'spring', 3)).rejects.toMatchObject({ code: 'no-wave' });
  });

  test('who asks for peace between the schedule and the release gets nothing, on that channel or on all', async () => {
    await scheduled({
      channels: [
        { channel: 'call', share: 0.5 },
        { channel: 'sms', share: 0.5 },
      ],
    });
    const targets = await ask<{ key: number; id: string; channel: string }>(
      `select customer_key as key, customer_id as id, channel from campaign_target where wave = 1 and status = 'scheduled' order by key`,
    );
    const [a, b] = targets.filter((target) => target.channel === 'call');
    const [c] = targets.filter((target) => target.channel === 'sms');
    if (!a || !b || !c) throw new Error('the world is too small');
    const by = { at: world.now, by: 'x' };
    await world.store.db.transaction().execute(async (trx) => {
      await refuse(trx, { customerKey: a.key, customerId: a.id, channel: null, ...by });
      await refuse(trx, { customerKey: b.key, customerId: b.id, channel: 'sms', ...by });
      await refuse(trx, { customerKey: c.key, customerId: c.id, channel: 'sms', ...by });
    });
    expect(await release(1)).toEqual({ released: targets.length - 2, refused: 2, stopped: null });
    expect(await count(`test_work_order where customer_key = ${b.key}`)).toBe(1);
    expect(
      await count(
        `(select customer_key from test_work_order union all select customer_key from message) as made where customer_key in (${a.key}, ${c.key})`,
      ),
    ).toBe(0);
  });

  test('a pause stops between two batches; going on continues where it stopped, and asks for the job', async () => {
    await createCampaign(await world.context(), ports, campaignFile());
    await putScheduled(world, 'spring', 20_000, 4);
    let batches = 0;
    const pausing = {
      ...ports,
      workOrders: {
        ...ports.workOrders,
        create: (...input: Parameters<typeof ports.workOrders.create>) => (
          batches++,
          ports.workOrders.create(...input)
        ),
      },
    };
    const tools = {
      ...atOnce,
      progress: async () => void (batches === 2 && (await change('pause', 'too many calls'))),
    };
    const stopped = await releaseTargets(
      await world.context(),
      pausing,
      { campaign: 'spring', wave: 1, by: 'runner' },
      tools,
    );
    expect(stopped).toEqual({ released: 10_000, refused: 0, stopped: 'not running' });
    await expect(release(1)).rejects.toMatchObject({ code: 'not-in-this-state' });
    await change('resume');
    expect(world.enqueued.at(-1)).toMatchObject({ name: 'release-wave', input: { campaign: 'spring', wave: 1 } });
    expect(await release(1)).toEqual({ released: 20_000, refused: 0, stopped: null });
    expect(await count('test_work_order')).toBe(15_000);
  });

  test('a gate that fails or cannot be known pauses the campaign with the reason; one that holds lets the wave go', async () => {
    await scheduled({
      waves: [
        { share: 0.5, start: '2026-11-02', days: 5, gate: 'lift.low > 0' },
        { share: 0.5, start: '2026-11-12', days: 20, gate: 'contacted >= 10' },
      ],
    });
    await release(1);
    const outcome = async () => {
      const { stopped } = await release(2);
      const campaign = await readCampaign(await world.context(), ports, 'spring');
      return [stopped, campaign.state, campaign.waves[1]?.state, campaign.history.at(-1)?.why];
    };
    measured = { 'lift.low': null, contacted: 50 };
    expect(await outcome()).toEqual([
      'gate',
      'paused',
      'held',
      'The gate of wave 2 cannot be known yet: lift.low > 0 (lift.low = unknown)',
    ]);
    await change('resume');
    measured = { 'lift.low': 0.02, contacted: 9 };
    expect(await outcome()).toEqual([
      'gate',
      'paused',
      'held',
      'The gate of wave 2 does not hold: contacted >= 10 (contacted = 9)',
    ]);
    await change('resume');
    measured = { 'lift.low': 0.02, contacted: 10 };
    expect((await outcome()).slice(0, 3)).toEqual([null, 'running', 'released']);
  });

  test('closing cancels what is open: work orders and planned messages', async () => {
    await createCampaign(await world.context(), ports, campaignFile());
    await putScheduled(world, 'spring', 1_000, 4);
    await release(1);
    await change('close', 'enough');
    expect(await count(`test_work_order where state = 'cancelled'`)).toBe(750);
    expect(await count(`message where state = 'cancelled'`)).toBe(250);
    await expect(scheduleCampaign(await world.context(), 'spring')).rejects.toMatchObject({
      code: 'not-in-this-state',
    });
  });

  test('a campaign that is being scheduled releases nothing', async () => {
    await scheduled();
    await run(world.store.db, 'update campaign set scheduling = true');
    await expect(release(1)).rejects.toMatchObject({ code: 'being-scheduled' });
  });

  test('what can be seen as scheduled can be released: both become so in one step', async () => {
    await scheduled();
    const seen: unknown[] = [];
    const watching: CampaignPorts = {
      ...ports,
      scheduler: async (...given) => {
        await simpleScheduler(...given);
        return {
          whenPublished: async (trx) => void seen.push(...(await run(trx, 'select state, scheduling from campaign'))),
        };
      },
    };
    await scheduleTargets(await world.context(), watching, { campaign: 'spring', by: 'planner' }, atOnce);
    expect(seen).toEqual([{ state: 'scheduled', scheduling: false }]);
  });

  test('targets and messages leave as CSV; a message handed out is a contact, once', async () => {
    await scheduled({ channels: [{ channel: 'sms', share: 1 }], waves: [{ share: 1, start: '2026-11-02', days: 5 }] });
    const { released } = await release(1);
    const lines = async (csv: AsyncIterable<string>) => {
      let text = '';
      for await (const chunk of csv) text += chunk;
      return text.trimEnd().split('\r\n');
    };
    const context = await world.context();
    const { counts } = await readCampaign(context, ports, 'spring');
    const targets = await lines(targetsCsv(context, 'spring'));
    expect(targets.length).toBe(1 + (counts.control ?? 0) + (counts.treated ?? 0));
    const messages = await lines(messagesCsv(context, 'spring', 'sms'));
    expect(messages[0]).toBe('customer_id,org_unit_id,channel,offer,arm,wave,day');
    expect(messages.length).toBe(1 + released);
    expect(await lines(messagesCsv(context, 'spring', 'sms'))).toEqual(messages);
    await context.outbox.flush();
    expect(await count('contact')).toBe(released);
    expect(
      await ask(`select count() as n, uniqExact(contact_id) as contacts from contact where result = 'sent'`),
    ).toEqual([{ n: released, contacts: released }]);
  });

  test('nobody outside the owner’s territory becomes a target', async () => {
    await scheduled({ owner: 'b1' });
    const outside = await ask<{ n: number }>(
      `select count() as n from (select org_unit_id from campaign_target) where org_unit_id is null or org_unit_id not in ('g1', 'g2')`,
    );
    expect(outside).toEqual([{ n: 0 }]);
    expect((await readCampaign(await world.context(), ports, 'spring')).counts.audience).toBeGreaterThan(0);
  });
});
