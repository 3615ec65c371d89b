import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeRowsFile } from './testing-rows-file.ts';

const script = fileURLToPath(new URL('./testing-one-load.ts', import.meta.url));

/** Loads so many rows in a process of its own; gives the most memory it had. */
async function peakMb(directory: string, rows: number): Promise<number> {
  const there = join(directory, String(rows));
  await writeRowsFile(there, rows);
  const { stdout } = await promisify(execFile)(process.execPath, [script, there]);
  const loaded = JSON.parse(stdout) as { kept: number; peakMb: number };
  expect(loaded.kept).toBe(rows);
  return loaded.peakMb;
}

// The engine works in blocks and goes to disk beyond 150 MB: its blocks are full with a million rows, and what those take
// is what five million take (`npm run bench load`).
test('the memory of a load does not grow with the file', { timeout: 600_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'load-memory-'));
  const few = await peakMb(directory, 1_200_000);
  const many = await peakMb(directory, 2_000_000);
  // Two measures of the same differ by up to 100 MB here; 800,000 rows kept as texts of twelve fields take 400 and more.
  expect(many - few).toBeLessThan(250);
  await rm(directory, { recursive: true, force: true });
});
