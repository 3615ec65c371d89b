import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../bench/load/one-load.ts', import.meta.url));

/** Loads so many rows in a process of its own; gives by how much its memory went up. */
async function growthMb(directory: string, rows: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, join(directory, String(rows)), String(rows)]);
  const loaded = JSON.parse(stdout) as { kept: number; beforeMb: number; peakMb: number };
  expect(loaded.kept).toBe(rows);
  return loaded.peakMb - loaded.beforeMb;
}

// The engine works in blocks and goes to disk beyond 150 MB: what a million rows take is what five million take (`npm run bench load`).
test('the memory of a load does not grow with the file', { timeout: 600_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'load-memory-'));
  const few = await growthMb(directory, 200_000);
  const many = await growthMb(directory, 1_200_000);
  // Six times the rows fill the engine's blocks; the rows themselves, kept as texts, would take twice as much again.
  expect(many - few).toBeLessThan(450);
  await rm(directory, { recursive: true, force: true });
});
