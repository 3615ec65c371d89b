import { execFile } from 'node:child_process';
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

/** Runs each seed in a process of its own, so many at a time. */
export async function runSeeds(
  seeds: readonly number[],
  atOnce: number,
  onResult: (result: SeedResult) => void = () => {},
): Promise<SeedResult[]> {
  const queue = [...seeds];
  const results: SeedResult[] = [];
  const script = new URL('./coverage-seed.ts', import.meta.url).pathname;
  const worker = async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const { stdout } = await run(process.execPath, [script, String(seed)], { maxBuffer: 1 << 26 });
      const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SeedResult;
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.toSorted((a, b) => a.seed - b.seed);
}

export const covers = ({ low, high }: SeedResult, value: number): boolean => low <= value && value <= high;
