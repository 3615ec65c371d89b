import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freshDatabase } from '#platform/records/testing';

const loader = fileURLToPath(new URL('./testing-loader.ts', import.meta.url));
const rounds = 9;

interface Ended {
  code: number | null;
  /** The newest version the process has acknowledged. */
  version: number;
  errors: string;
}

/** Runs a loader; kills it so long after it has checked what it found, or lets it come to its end. */
async function run(args: readonly string[], killAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, [loader, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, version: 0, errors: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const [, version] of text.matchAll(/^loaded (\d+)$/gm)) ended.version = Number(version);
    if (text.includes('checked') && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  ended.code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return ended;
}

test.each([
  ['pglite', async () => ({ url: '', drop: async () => {} })],
  ['postgres', freshDatabase],
])(
  'on %s a load killed at any point loses nothing, doubles nothing and leaves no half state',
  { timeout: 1_200_000 },
  async (_, open) => {
    const directory = await mkdtemp(join(tmpdir(), 'load-faults-'));
    const { url, drop } = await open();
    let acknowledged = 0;
    for (let round = 0; round < rounds; round++) {
      // Short lives and long ones, spread so that they end in every part of a load.
      const { code, version, errors } = await run([directory, url, String(acknowledged)], 30 + ((round * 367) % 1400));
      expect({ round, code, errors }).toEqual({ round, code: null, errors: '' });
      acknowledged = Math.max(acknowledged, version);
    }
    const end = await run([directory, url, String(acknowledged), String(acknowledged + 2)]);
    expect({ ...end }).toEqual({ code: 0, version: acknowledged + 2, errors: '' });
    await drop();
    await rm(directory, { recursive: true, force: true });
  },
);
