import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openRecords, run } from '#platform/records';
import { freshDatabase } from '#platform/records/testing';
import { workOrderPort } from './dispatch.ts';
import { prepareWorklist, target } from './testing-world.ts';

const rounds = 8;
const ordersARound = 2000;
const longestLifeMs = 500;
const patienceMs = 600_000;

describe.each(['pglite', 'postgres'] as const)('killed at random while results come in, on %s', (kind) => {
  test(
    'every acknowledged result is there once, with its contact and its feedback, and no result is there in part',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'gridloop-worklist-faults-'));
      const database = kind === 'postgres' ? await freshDatabase() : undefined;
      const config = database ? { url: database.url } : { dataDirectory: directory };
      const prepared = await openRecords(config);
      await prepareWorklist(prepared, new Date('2026-10-01T00:00:00Z'));
      const orders = Array.from({ length: rounds * ordersARound + 10 }, (_, key) => target(key, 'li', 'g1'));
      await prepared.db
        .transaction()
        .execute((trx) =>
          workOrderPort.create(
            trx,
            { id: 'october', version: 1, releasedAt: new Date('2026-10-01T00:00:00Z') },
            orders,
          ),
        );
      await prepared.close();

      const acknowledged: string[] = [];
      for (let round = 0; round < rounds; round++)
        acknowledged.push(...(await sendUntilKilled(config, round * ordersARound)));

      const store = await openRecords(config);
      const rows = await run<{ id: string; state: string; contacts: number; shipped: number; feedback: number }>(
        store.db,
        `with shipped as (select topic, split_part(coalesce(payload ->> 'contact_id', payload ->> 'feedback_id'), ':', 1) as id, count(*) as n from outbox group by 1, 2),
           contacts as (select contact_id as id, count(*) as n from contact group by 1)
         select a.id, o.state, coalesce(c.n, 0) as contacts, coalesce(x.n, 0) as shipped, coalesce(f.n, 0) as feedback
         from client_action a join work_order o on o.id = a.work_order_id
           left join contacts c on c.id = a.id::text
           left join shipped x on x.id = a.id::text and x.topic = 'contact'
           left join shipped f on f.id = a.id::text and f.topic = 'entity_feedback'`,
      );
      const known = new Set(rows.map(({ id }) => id));
      expect(acknowledged.filter((id) => !known.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(rounds);
      expect(
        rows.filter(
          (row) =>
            row.state !== 'done' ||
            Number(row.contacts) !== 1 ||
            Number(row.shipped) !== 1 ||
            Number(row.feedback) !== 1,
        ),
      ).toEqual([]);
      const done = await run<{ n: number }>(store.db, `select count(*) as n from work_order where state = 'done'`);
      expect(Number(done[0]?.n)).toBe(rows.length);
      await store.close();
      await database?.drop();
      await rm(directory, { recursive: true });
    },
    patienceMs,
  );
});

/** The actions that the process had acknowledged when it was killed, at a random moment after the first. */
async function sendUntilKilled(config: object, first: number): Promise<string[]> {
  const script = fileURLToPath(new URL('./testing-phone.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(config), String(first), String(ordersARound)], {
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
  await Promise.race([begun, ended.then(() => expect.fail(`the phone ended by itself: ${complained}`))]);
  await pause(Math.random() * longestLifeMs);
  child.kill('SIGKILL');
  await ended;
  expect(complained).toBe('');
  const lines = said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  expect(lines.filter(([, status]) => status === 'refused')).toEqual([]);
  return lines.filter(([, status]) => status === 'applied').map(([id = '']) => id);
}
