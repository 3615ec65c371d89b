import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRecords, run } from '#platform/records';
import { freshDatabase } from '#platform/records/testing';
import { openWarehouse } from '#platform/warehouse';
import { createCampaign } from './campaigns.ts';
import { campaignFile, openWorld, putScheduled, testPorts, visitWorld } from './testing/world.ts';

const targets = 100_000;
const kills = 8;
/** A kill falls within so long of the releaser's start, or of its first batch: before, in and between batches. */
const longestMs = 200;
const releaser = new URL('./testing/releaser.ts', import.meta.url).pathname;

test.each(['pglite', 'postgres'] as const)(
  'on %s a release that is killed again and again releases each target exactly once',
  async (kind) => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-release-'));
    const database = kind === 'postgres' ? await freshDatabase() : undefined;
    const records = database ? { url: database.url } : { dataDirectory: join(directory, 'records') };
    const stores = { records, warehouse: join(directory, 'warehouse') };
    try {
      await inWorld(stores, 'new', async (world) => {
        await createCampaign(await world.context(), testPorts, campaignFile());
        await putScheduled(world, 'spring', targets, 5);
      });
      for (let kill = 0; kill < kills; kill++) await release(stores, kill % 2 === 0 ? 'ready' : 'batch');
      const torn = await inWorld(
        stores,
        'old',
        async ({ store }) =>
          (await run<{ key: number }>(store.db, 'select released_to_key as key from campaign_wave'))[0]?.key ?? 0,
      );
      expect(torn).toBeGreaterThan(0);
      expect(torn).toBeLessThan(targets);
      expect(await release(stores)).toContain('done');
      await inWorld(stores, 'old', async ({ store }) => {
        const [counts] = await run(
          store.db,
          `select (select count(*) from test_work_order) as orders, (select count(*) from message) as messages,
           (select count(*) from (select customer_key from test_work_order union select customer_key from message) as made) as customers,
           (select released from campaign_wave) as released, (select state from campaign_wave) as state, (select released_to_key from campaign_wave) as cursor`,
        );
        expect(counts).toEqual({
          orders: targets * 0.8,
          messages: targets * 0.2,
          customers: targets,
          released: targets,
          state: 'released',
          cursor: targets,
        });
      });
    } finally {
      await database?.drop();
      await rm(directory, { recursive: true, force: true });
    }
  },
  // Ten processes one after the other, on a machine that may be busy.
  900_000,
);

type Stores = { records: { url: string } | { dataDirectory: string }; warehouse: string };

async function inWorld<T>(
  { records, warehouse: dataDirectory }: Stores,
  age: 'new' | 'old',
  work: (world: ReturnType<typeof visitWorld>) => Promise<T>,
): Promise<T> {
  const store = await openRecords(records);
  const warehouse = await openWarehouse({ dataDirectory });
  try {
    return await work(age === 'new' ? await openWorld(store, warehouse, 1) : visitWorld(store, warehouse));
  } finally {
    await store.close();
    await warehouse.close();
  }
}

/** Runs the releaser; with a word, kills it a random moment after it has said that. Resolves to all that it said. */
async function release(stores: Stores, killAfter?: 'ready' | 'batch'): Promise<string> {
  const child = spawn(process.execPath, [releaser, JSON.stringify(stores), 'spring'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
