import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SeedResult {
  readonly seed: number;
  /** The true average effect over the campaign's targets. */
  readonly planted: number;
  /** The report's lift with its 95% interval. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly targets: number;
  readonly seconds: number;
}

const run = promisify(execFile);
const script = new URL('./seed.ts', import.meta.url).pathname;

/** Runs each seed in a process of its own, so many at a time; all begin with copies of one empty data directory. */
export async function runSeeds(
  seeds: readonly number[],
  atOnce: number,
  onResult: (result: SeedResult) => void = () => {},
): Promise<SeedResult[]> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-template-'));
  const template = join(directory, 'data');
  const queue = [...seeds];
  const results: SeedResult[] = [];
  const worker = async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const { stdout } = await run(process.execPath, [script, String(seed), template], { maxBuffer: 1 << 26 });
      const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SeedResult;
      results.push(result);
      onResult(result);
    }
  };
  try {
    await run(process.execPath, [script, 'template', template]);
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return results.toSorted((a, b) => a.seed - b.seed);
}

export const covers = ({ low, high }: SeedResult, value: number): boolean => low <= value && value <= high;
