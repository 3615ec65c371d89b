import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRecords, run } from '#platform/records';
import { settleReplacements } from '#platform/replacements';
import { openWarehouse, statement } from '#platform/warehouse';
import { approveNow, campaignFile, openWorld, testPorts, visitWorld, type World } from '#act/campaigns/testing';
import { planner } from '../feature.ts';
import { planningScheduler } from './planning-scheduler.ts';

const customers = 3_000;
const scheduling = new URL('../testing/scheduling.ts', import.meta.url).pathname;
const ports = { ...testPorts, scheduler: planningScheduler };
/** After each of these words of the job a process is killed, a random moment later. */
const words = ['ready', 'excluding', 'planning', 'planning', 'writing the plan', 'writing the plan'] as const;
const longestMs = 250;

test(
  'a plan job that is killed at any point leaves no plan or a whole one; started again it comes to its end',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-plan-'));
    try {
      await inWorld(directory, 'new', (world) => approveNow(world, ports, file));
      for (const word of words) {
        await schedule(directory, word);
        const found = await inWorld(directory, 'old', whatStands);
        // Until the plan stands on record the campaign is not scheduled, and nobody is shown its targets.
        expect(found.state).toBe(found.plans.length === 0 ? 'approved' : 'scheduled');
        expect(found.published).toBe(found.plans.at(-1)?.contacts ?? 0);
        expectWhole(found);
      }
      expect(await schedule(directory)).toContain('done');
      const found = await inWorld(directory, 'old', whatStands);
      expectFollowed(found);
      await schedule(directory, 'writing the plan');
      expectWhole(await inWorld(directory, 'old', whatStands));
      expect(await schedule(directory)).toContain('done');
      const again = await inWorld(directory, 'old', whatStands);
      expectFollowed(again);
      expect(again.plans.length).toBeGreaterThan(found.plans.length);
      expect(again.plans.at(-1)!.value).toBeCloseTo(found.plans.at(-1)!.value, 6);
      await inWorld(directory, 'old', startAndFallIll);
      for (let time = 0; time < 2; time++) {
        await schedule(directory, 'writing the plan', 'anew');
        const stands = await inWorld(directory, 'old', whatStands);
        expectWhole(stands);
        expect(stands.published).toBe(stands.plans.at(-1)!.contacts);
      }
      expect(await schedule(directory, undefined, 'anew')).toContain('done');
      const last = await inWorld(directory, 'old', whatStands);
      expectFollowed(last, 'running');
      // Of a few grids alone: the other ways of planning were not compared again.
      expect(last.plans.some(({ methods }) => methods[0]?.plan !== undefined)).toBe(true);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  // A dozen processes and as many looks at what they left, one after the other, on a machine that may be busy.
  900_000,
);

type Found = Awaited<ReturnType<typeof whatStands>>;

/** Every plan on record has all its targets, prices and days. */
function expectWhole({ plans }: Found): void {
  for (const plan of plans) {
    expect(plan.contacts).toBeGreaterThan(0);
    expect(plan).toMatchObject({ targetsThere: plan.targets, contactsThere: plan.contacts });
    expect(plan.prices).toBeGreaterThan(0);
    expect(plan.days).toBeGreaterThan(0);
  }
}

/** What is published is the newest plan, and nothing unfinished lies about. */
function expectFollowed(found: Found, state = 'scheduled'): void {
  expectWhole(found);
  expect(found.state).toBe(state);
  expect(found.published).toBe(found.plans.at(-1)!.contacts);
  expect(found.unfinished).toBe(0);
}

const file = campaignFile({
  offers: [
    { offer: 'data-10g', chance: 0.3 },
    { offer: 'data-30g', chance: 0.2 },
  ],
});

async function whatStands({ store, warehouse }: World) {
  const count = async (from: string, params: { plan?: string } = {}) =>
    (await warehouse.rows<{ n: number }>(statement(`select toUInt32(count()) as n from ${from}`, params)))[0]!.n;
  const rows = await run<{
    id: string;
    value: number;
    contacts: number;
    targets: number;
    methods: readonly { plan?: string }[];
  }>(store.db, 'select id, value, contacts, targets, methods from plan order by number', []);
  const plans = [];
  for (const { id: plan, ...told } of rows)
    plans.push({
      ...told,
      targetsThere: await count('plan_target where plan = {plan:String}', { plan }),
      contactsThere: await count(`plan_target where plan = {plan:String} and reason = ''`, { plan }),
      prices: await count('plan_price where plan = {plan:String}', { plan }),
      days: await count('plan_day where plan = {plan:String}', { plan }),
    });
  const [campaign] = await run<{ state: string }>(store.db, 'select state from campaign', []);
  return {
    plans,
    state: campaign!.state,
    published: await count(`campaign_target where status = 'scheduled'`),
    unfinished: await count('campaign_target_next'),
  };
}

/** The campaign runs, and somebody falls ill. */
async function startAndFallIll({ store }: World): Promise<void> {
  await run(store.db, `update campaign set state = 'running'`, []);
  await run(store.db, `insert into absence values ('g1-b', '2026-11-01', '2026-11-30', 0, 'ill', 'test', now())`, []);
}

async function inWorld<T>(
  directory: string,
  age: 'new' | 'old',
  work: (world: ReturnType<typeof visitWorld>) => Promise<T>,
): Promise<T> {
  const store = await openRecords({ dataDirectory: join(directory, 'records') });
  const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
  try {
    if (age === 'new') return await work(await openWorld(store, warehouse, customers, ports, [planner]));
    // What the server does before anybody reads.
    await settleReplacements({ db: store.db, warehouse });
    return await work(visitWorld(store, warehouse, ports, [planner]));
  } finally {
    await store.close();
    await warehouse.close();
  }
}

/** Runs the planning process; with a word, kills it a random moment after it has said that. Resolves to all that it said. */
async function schedule(directory: string, killAfter?: string, anew?: 'anew'): Promise<string> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [scheduling, directory, 'spring', anew ?? ''], { stdio: [...stdio] });
  let said = '';
  let heard = () => {};
  const word = new Promise<void>((resolve) => (heard = resolve));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (killAfter !== undefined && said.includes(killAfter)) heard();
  });
  if (killAfter !== undefined) {
    await Promise.race([word, ended]);
    await pause(Math.random() * longestMs);
    child.kill('SIGKILL');
  }
  await ended;
  return said;
}
