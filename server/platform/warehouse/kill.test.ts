import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openWarehouse, replacePartition, settleInsert, statement } from './index.ts';
import type { Warehouse } from './index.ts';
import { blocks, blockRows, jsonLines, lines, tables, wholeRows } from './testing/writer-plan.ts';

const rounds = 20;

test(
  'a killed process leaves every acknowledged insert once, no half block and no half partition',
  { timeout: 300_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-kill-'));
    let next = 0;
    let replaced = -1;
    let killedMidStep = 0;
    for (let round = 0; round < rounds; round++) {
      // Kills spread over a step's whole length, beginning with the very start.
      const { begun, done } = await writeUntilKilled(directory, next, 15 * round);
      if (begun > done) killedMidStep++;
      if (done >= next) replaced = done;
      const warehouse = await openWarehouse({ dataDirectory: directory });
      await expectWhole(warehouse, { begun, done, replaced });
      // The step under way is repeated with its token and settled: what was there stays single, what was not comes.
      await warehouse.insert({ table: 'blocks', columns: ['period', 'step', 'k'] }, lines(begun, blockRows), {
        deduplicationToken: `step ${begun}`,
      });
      await settleInsert(warehouse, { table: blocks, lines: jsonLines(begun, blockRows) });
      await warehouse.execute('truncate table staging');
      await warehouse.insert({ table: 'staging', columns: ['period', 'step', 'k'] }, lines(begun, wholeRows));
      await replacePartition(warehouse, { from: 'staging', to: 'whole', partition: 202610 });
      expect(await stepsOf(warehouse, 'whole')).toEqual([{ step: begun, rows: wholeRows, distinct: wholeRows }]);
      replaced = begun;
      expect(await stepsOf(warehouse, 'blocks')).toEqual(
        Array.from({ length: begun + 1 }, (_, step) => ({ step, rows: blockRows, distinct: blockRows })),
      );
      await warehouse.close();
      next = begun + 1;
    }
    expect(killedMidStep).toBeGreaterThan(rounds / 2);
    await rm(directory, { recursive: true, force: true });
  },
);

async function writeUntilKilled(
  directory: string,
  firstStep: number,
  afterMs: number,
): Promise<{ begun: number; done: number }> {
  const script = fileURLToPath(new URL('testing/writer.ts', import.meta.url));
  const child = spawn(process.execPath, [script, directory, String(firstStep)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      resolve();
    });
  });
  await Promise.race([begun, once(child, 'exit')]);
  await pause(afterMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
  const last = (word: string): number =>
    Number([...said.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? firstStep - 1);
  return { begun: last('begun'), done: last('done') };
}

/** All blocks up to `done` are there, and the partition as step `replaced` or a later one left it. */
async function expectWhole(
  warehouse: Warehouse,
  { begun, done, replaced }: { begun: number; done: number; replaced: number },
): Promise<void> {
  await warehouse.define(tables);
  const blocks = await stepsOf(warehouse, 'blocks');
  const acknowledged = Array.from({ length: done + 1 }, (_, step) => step);
  expect(blocks.map((block) => block.step).filter((step) => step <= done)).toEqual(acknowledged);
  for (const block of blocks) expect(block).toEqual({ step: block.step, rows: blockRows, distinct: blockRows });
  const whole = await stepsOf(warehouse, 'whole');
  if (replaced < 0 && whole.length === 0) return;
  for (const one of whole) expect(one).toEqual({ step: one.step, rows: wholeRows, distinct: wholeRows });
  // Killed within its replacement, the engine may have the old beside the new, each whole: `#platform/replacements`
  // settles that at the next start, and so does repeating the step.
  const steps = whole.map(({ step }) => step);
  expect([[replaced], [begun], [replaced, begun]]).toContainEqual([...new Set(steps)]);
}

async function stepsOf(
  warehouse: Warehouse,
  table: 'blocks' | 'whole',
): Promise<{ step: number; rows: number; distinct: number }[]> {
  return await warehouse.rows(
    statement(`select step, count() as rows, uniqExact(k) as distinct from ${table} group by step order by step`),
  );
}
