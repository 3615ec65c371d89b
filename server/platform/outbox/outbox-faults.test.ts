import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { migrate, openRecords } from '#platform/records';
import { freshDatabase } from '#platform/records/testing';
import { openWarehouse, statement } from '#platform/warehouse';
import { lag, outboxMigrations, startShipper } from './index.ts';
import { delivery } from './testing-table.ts';

const ROUNDS = 8;
const LONGEST_LIFE_MS = 600;

/** Opening both stores twenty times takes long on a busy machine. */
const PATIENCE_MS = 600_000;

describe.each(['pglite', 'postgres'] as const)('killed at random while publishing and shipping, on %s', (kind) => {
  test(
    'every acknowledged row is in the warehouse once, and none is there twice',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'gridloop-outbox-faults-'));
      const database = kind === 'postgres' ? await freshDatabase() : undefined;
      const config = database ? { url: database.url } : { dataDirectory: directory };
      const prepared = await openRecords(config);
      await migrate(prepared, [{ feature: 'outbox', directory: outboxMigrations }]);
      await prepared.close();

      const acknowledged: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        acknowledged.push(...(await publishUntilKilled(config, directory, round * 1_000_000)));
      }

      const store = await openRecords(config);
      const warehouse = await openWarehouse({ dataDirectory: directory });
      const shipper = await startShipper({
        store,
        warehouse,
        tables: [delivery],
        onError: (error) => expect.fail(String(error)),
      });
      await shipper.flush();
      await shipper.stop();
      const rows = await warehouse.rows<{ id: number; copies: number }>(
        statement('select id, count() as copies from delivery group by id', {}),
      );
      expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
      const ids = new Set(rows.map(({ id }) => id));
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(ROUNDS);
      expect((await lag(store)).rows).toBe(0);

      await warehouse.close();
      await store.close();
      await database?.drop();
      await rm(directory, { recursive: true });
    },
    PATIENCE_MS,
  );
});

/** The ids the process had acknowledged when it was killed, at a random moment after the first. */
async function publishUntilKilled(config: object, directory: string, firstId: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./testing-publisher.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(config), directory, String(firstId)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) =>
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    }),
  );
  await Promise.race([begun, ended.then(() => expect.fail(`the publisher ended by itself: ${complained}`))]);
  await pause(Math.random() * LONGEST_LIFE_MS);
  child.kill('SIGKILL');
  await ended;
  expect(complained).toBe('');
  const ranges = said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').map(Number));
  return ranges.flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
