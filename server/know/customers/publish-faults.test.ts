import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecords } from '#platform/records';
import { settleReplacements } from '#platform/replacements';
import { openWarehouse, statement } from '#platform/warehouse';
import { readPublishedFields } from './published-catalogue.ts';
import { finishPublishing } from './published-fields.ts';

const builder = fileURLToPath(new URL('./testing-builder.ts', import.meta.url));
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-build-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the builder; kills it `killAfterMs` after its first publication is done, or lets it end. */
async function run(tasks: readonly string[], killAfterMs?: number): Promise<number | null> {
  const child = spawn(process.execPath, [builder, directory, ...tasks], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => {
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

test(
  'publishing that is killed at any point leaves every month whole, with one meaning of the field',
  { timeout: 600_000 },
  async () => {
    expect(await run(['seed', 'once'])).toBe(0);
    for (const killAfterMs of [60, 240, 500]) {
      await run(['publish'], killAfterMs);
      const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
      const records = await openRecords({ dataDirectory: join(directory, 'records') });
      await settleReplacements({ db: records.db, warehouse });
      await finishPublishing({ db: records.db, warehouse });
      const [offered] = await readPublishedFields(records.db);
      const months = await warehouse.rows<{ period: number; n: number; each: number; known: number; meanings: number }>(
        statement(
          `select period, count() as n, uniqExact(customer_key) as each, count(score__versions) as known,
             uniqExact(score__versions) as meanings from customer_record where period >= 202609 group by period`,
        ),
      );
      for (const { period, ...month } of months)
        expect([period, month]).toEqual([period, { n: 1500, each: 1500, known: 1500, meanings: 1 }]);
      expect(offered).toMatchObject({ kind: 'score', id: 'versions' });
      await records.close();
      await warehouse.close();
    }
  },
);
