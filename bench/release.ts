import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openRecords, run, type RecordStore } from '#platform/records';
import { workOrderPort, worklist } from '#act/worklist';
import { releaseTargets } from '../server/act/campaigns/release.ts';
import {
  atOnce,
  campaignFile,
  freshWarehouse,
  openWorld,
  putScheduled,
  testPorts,
  type World,
} from '../server/act/campaigns/testing/world.ts';
import { createCampaign } from '../server/act/campaigns/campaigns.ts';
import startServer from '../server/platform/records/testing-postgres.ts';

/*
 * `npm run bench release [targets]`: how many scheduled targets a second become work orders, read from the warehouse and
 * written in resumable batches, on PostgreSQL and on PGlite; beside it the same rows inserted one by one.
 */

const targets = Number(process.argv[2] ?? 300_000);
/** The worklist as the product has it; nothing of it stands in. */
const ports = { ...testPorts, workOrders: workOrderPort };
const naiveRows = 3_000;
const rounds = 3;
/** Of this process (on PGlite that is everything), so that a figure from a busy machine can be read, too. */
const cpuSeconds: number[] = [];
const wanted = { postgres: 20_000, pglite: 8_000 };

const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-release-'));
const server =
  process.env['DATABASE_URL'] === undefined
    ? await startOwnServer()
    : { url: process.env['DATABASE_URL'], stop: async () => undefined };
try {
  const results = [
    await bench('postgres', await openRecords({ url: server.url })),
    await bench('pglite', await openRecords({ dataDirectory: directory })),
  ];
  console.table(Object.fromEntries(results.map(({ store, ...figures }) => [store, figures])));
  process.exitCode = results.every((result) => result.enough) ? 0 : 1;
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

async function startOwnServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  let url = '';
  const provide = (key: string, value: unknown) => {
    if (key === 'recordsPostgresUrl') url = String(value);
  };
  const stop = await startServer({ provide } as unknown as Parameters<typeof startServer>[0]);
  return { url, stop };
}

async function bench(store: 'postgres' | 'pglite', records: RecordStore) {
  const { warehouse, remove } = await freshWarehouse();
  const world = await openWorld(records, warehouse, 1, ports);
  await migrate(records, [{ feature: 'worklist', directory: worklist.migrations as URL }]);
  try {
    const rates: number[] = [];
    for (let round = 1; round <= rounds; round++) rates.push(await releaseOnce(world, `round-${round}`));
    const perSecond = Math.round(rates.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0);
    const naive = Math.round(await oneByOne(world));
    return {
      store,
      targets,
      perSecond,
      wanted: wanted[store],
      perOwnCpuSecond: Math.round((targets * rounds) / cpuSeconds.splice(0).reduce((sum, of) => sum + of, 0)),
      naivePerSecond: naive,
      ratio: Math.round((10 * perSecond) / naive) / 10,
      enough: perSecond >= wanted[store],
    };
  } finally {
    await world.close();
    await remove();
  }
}

/** Work orders a second of one wave, from the first read to the last commit. */
async function releaseOnce(world: World, campaign: string): Promise<number> {
  const context = await world.context();
  await createCampaign(
    context,
    ports,
    campaignFile({ campaign, waves: [{ share: 1, start: '2026-11-02', days: 20 }] }),
  );
  await putScheduled(world, campaign, targets);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { released } = await releaseTargets(context, ports, { campaign, wave: 1, by: 'bench' }, atOnce);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  cpuSeconds.push((user + system) / 1e6);
  const [{ count } = { count: 0 }] = await run<{ count: number }>(
    world.store.db,
    'select count(*) as count from work_order where campaign_id = $1',
    [campaign],
  );
  if (released !== targets || Number(count) !== targets)
    throw new Error(`${released} released, ${count} written, ${targets} wanted`);
  return targets / seconds;
}

/** The same rows, each in a statement and a transaction of its own. */
async function oneByOne({ store: { db } }: World): Promise<number> {
  const began = performance.now();
  for (let i = 1; i <= naiveRows; i++) {
    await run(
      db,
      `insert into work_order (id, campaign_id, customer_key, customer_id, org_unit_id, person_id, channel, offer_id, wave, day, due_on, state, assigned_at, version)
       values ('naive.' || $1::text, 'naive', $1::int8, $2, $3, $4, 'field', 'data-10g', 1, '2026-11-02', '2026-11-09', 'released', now(), 1)`,
      [i, `customer-${i}`, `grid-${i % 182}`, `person-${i % 2000}`],
    );
  }
  return naiveRows / ((performance.now() - began) / 1000);
}
