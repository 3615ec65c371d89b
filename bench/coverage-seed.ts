import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, routes } from '#contract';
import { connectTo, runDemo } from '#demo';
import { readConfig, startServer } from '#server';

/**
 * One seed: a small operator through the whole loop on a server of its own (chDB keeps one data directory a process,
 * so each seed has a process). Prints one line of JSON: the interval of the lift, and what was planted.
 */
const seed = Number(process.argv[2]);
const directory = await mkdtemp(join(tmpdir(), 'gridloop-coverage-'));
const started = performance.now();
const server = await startServer(
  readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }),
);
try {
  const run = await runDemo({
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
  const { estimate, low, high } = run.report.lift.absolute;
  const line = {
    seed,
    planted: run.planted.absolute,
    estimate,
    low,
    high,
    targets: run.counts.targets,
    seconds: (performance.now() - started) / 1000,
    timings: run.timings,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} finally {
  await server.close();
  await rm(directory, { recursive: true, force: true });
}
