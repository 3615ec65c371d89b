import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, routes } from '#contract';
import { connectTo, runDemo } from '#demo';
import { readConfig, startServer } from '#server';

/**
 * `seed.ts SEED TEMPLATE`: a small operator through the whole loop on a server of its own (chDB keeps one data
 * directory a process, so each seed has a process). Prints one line of JSON: the interval of the lift, and what was
 * planted. `seed.ts template TEMPLATE` makes the empty data directory that all of them begin with.
 */
const [what = '', template = ''] = process.argv.slice(2);
const open = (dataDirectory: string) => startServer(readConfig({}, { dataDirectory, port: 0, logLevel: 'error' }));

if (what === 'template') await (await open(template)).close();
else await runSeed(Number(what));

async function runSeed(seed: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-coverage-'));
  const started = performance.now();
  await cp(template, join(directory, 'data'), { recursive: true });
  const server = await open(join(directory, 'data'));
  try {
    const { report, planted, counts, timings } = await runDemo({
      administrator: createClient(routes, { url: server.url, token: () => server.token }),
      connect: connectTo(server.url),
      directory: join(directory, 'operator'),
      customers: 3000,
      months: 1,
      seed,
      // Nearly everybody, and a large control group: the most that so few customers can tell.
      audience: 'data_gb > 0 and not dnd',
      control: 0.4,
    });
    const seconds = (performance.now() - started) / 1000;
    const line = {
      seed,
      planted: planted.absolute,
      ...report.lift.absolute,
      targets: counts.targets,
      seconds,
      timings,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}
