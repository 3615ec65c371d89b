import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecords } from '#platform/records';
import { settleReplacements } from '#platform/replacements';
import { openWarehouse, statement } from '#platform/warehouse';

const builder = fileURLToPath(new URL('./testing-builder.ts', import.meta.url));
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-build-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the builder; kills it `killAfterMs` after its first build has begun, or lets it end. */
async function run(task: string, killAfterMs?: number): Promise<number | null> {
  const child = spawn(process.execPath, [builder, directory, task], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => {
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

test(
  'a build killed at any point leaves every month whole, and the next one puts everything right',
  { timeout: 600_000 },
  async () => {
    for (let round = 0; round < 8; round++) {
      expect(await run(round === 0 ? 'seed' : 'again', 150 + round * 480)).not.toBe(1);
      const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
      // What the server does before anybody reads.
      const records = await openRecords({ dataDirectory: join(directory, 'records') });
      await settleReplacements({ db: records.db, warehouse });
      await records.close();
      const months = await warehouse.rows<{ period: number; n: number; each: number; wrong: number }>(
        statement(
          'select period, count() as n, uniqExact(customer_key) as each, countIf(customer_key % 2 = 0) as wrong from customer_record group by period',
        ),
      );
      for (const { period, n, each, wrong } of months)
        expect([period, n, each, wrong]).toEqual([period, 1500, 1500, 0]);
      const [identities] = await warehouse.rows<{ n: number; groups: number }>(
        statement('select count() as n, uniqExact(unified_key) as groups from identity'),
      );
      expect([
        [0, 0],
        [3000, 1500],
      ]).toContainEqual([identities?.n, identities?.groups]);
      await warehouse.close();
    }
    expect(await run('once')).toBe(0);
    const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
    const rows = await warehouse.rows(
      statement('select period, count() as n, sum(arpu) as arpu from customer_record group by period order by period'),
    );
    expect(rows).toEqual([202608, 202609, 202610].map((period) => ({ period, n: 1500, arpu: (2999 * 3000) / 2 })));
    await warehouse.close();
  },
);
