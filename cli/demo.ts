import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { createClient, routes } from '#contract';
import { withConnection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts, DemoPort, StartedServer } from './ports.ts';
import { reportText } from './report-text.ts';
import { table } from './table.ts';

interface DemoCommand {
  readonly customers: string;
  readonly months: string;
  readonly seed: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function demoCommands(program: Command, ports: CliPorts): void {
  program
    .command('demo')
    .description('generate the demonstration operator, load it, run the whole loop headless, print the report')
    .option('--customers <n>', 'how many customers', '20000')
    .option('--months <m>', 'how many months of history', '12')
    .option('--seed <s>', 'the same seed gives the same operator', '1')
    .addOption(
      new Option(
        '--data <dir>',
        'an empty data directory to keep it in (default: a temporary one, removed at the end)',
      ),
    )
    .action(async (options: DemoCommand) => demo(ports, options));
  program
    .command('simulate')
    .description('play frontline people and customers of the demonstration operator against the running server')
    .requiredOption('--campaign <id>', 'the campaign whose work orders they do')
    .option('--days <d>', 'how many days from the first wave (default: up to yesterday)')
    .action(async (options: { campaign: string; days?: string; data: string; json?: boolean }) =>
      simulate(ports, options),
    );
}

async function demo(ports: CliPorts, options: DemoCommand): Promise<void> {
  const output = createOutput(options.json === true);
  const size = {
    customers: whole('--customers', options.customers, 100, 100_000_000),
    months: whole('--months', options.months, 6, 120),
    seed: whole('--seed', options.seed, 0, 2 ** 31),
  };
  const kept = options.data === undefined ? undefined : resolve(options.data);
  if (kept !== undefined && existsSync(kept) && readdirSync(kept).length > 0) {
    throw new UsageError(
      `${kept} is not empty: the demonstration needs a directory of its own. Name another one with --data, or leave it out.`,
    );
  }
  const data = kept ?? mkdtempSync(join(tmpdir(), 'gridloop-demo-'));
  const started = performance.now();
  try {
    const server = await ports.startServer({ dataDirectory: data, port: 0, host: '127.0.0.1' });
    try {
      const port = await ports.demo();
      const run = await port.runDemo({
        ...playing(port, server),
        ...size,
        directory: join(data, 'demo'),
        onProgress: output.progress,
      });
      const seconds = (performance.now() - started) / 1000;
      output.result({ ...run, seconds }, () => demoText(run, seconds));
    } finally {
      await server.close();
    }
  } finally {
    if (kept === undefined) rmSync(data, { recursive: true, force: true });
  }
}

function playing(port: DemoPort, { url, token }: StartedServer) {
  return { administrator: createClient(routes, { url, token: () => token }), connect: port.connectTo(url) };
}

function demoText(run: Awaited<ReturnType<DemoPort['runDemo']>>, seconds: number): string {
  const { low, high } = run.report.lift.absolute;
  const percent = (x: number | null) => (x === null ? '–' : `${(x * 100).toFixed(2)}%`);
  const covered = low !== null && high !== null && run.planted.absolute >= low && run.planted.absolute <= high;
  return [
    reportText(run.report),
    `Planted: the true effect over these targets is ${percent(run.planted.absolute)}; the interval ${percent(low)} to ${percent(high)} ${covered ? 'covers' : 'does not cover'} it.`,
    table(
      ['step', 'seconds'],
      Object.entries(run.timings).map(([step, time]) => [step, time.toFixed(1)]),
    ),
    `${seconds.toFixed(0)} s in all, at most ${run.peakRssMb.toLocaleString('en-US')} MB of memory.`,
  ].join('\n\n');
}

async function simulate(
  ports: CliPorts,
  options: { campaign: string; days?: string; data: string; json?: boolean },
): Promise<void> {
  const output = createOutput(options.json === true);
  const data = resolve(options.data);
  const directory = join(data, 'demo');
  if (!existsSync(join(directory, 'truth')))
    throw new Error(
      `${data} holds no demonstration operator: its truth is missing. Make one with gridloop demo --data DIR, or npm start.`,
    );
  const days = options.days === undefined ? {} : { days: whole('--days', options.days, 1, 366) };
  const port = await ports.demo();
  const played = await withConnection(ports, { data }, ({ clientAs }) =>
    port.simulate({
      connect: async (login) => clientAs(login),
      directory,
      campaign: options.campaign,
      ...days,
      onProgress: output.progress,
    }),
  );
  output.result(played, () =>
    table(
      ['played', ''],
      Object.entries(played).flatMap(([name, value]) =>
        typeof value === 'number' || typeof value === 'string' ? [[name, value] as const] : [],
      ),
    ),
  );
}

/** The size that `npm start` shows. */
const shown = { customers: 200_000, months: 12, seed: 1 };

/**
 * Before the server opens an empty directory for the demonstration, marks it; a directory that was marked and never
 * became ready holds half an operator and nothing else, and is emptied.
 */
export function clearHalfMade(data: string): void {
  const directory = join(data, 'demo');
  if (existsSync(join(directory, 'preparing')) && !existsSync(join(directory, 'ready')))
    rmSync(data, { recursive: true });
  if (existsSync(data) && readdirSync(data).length > 0) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'preparing'), '');
}

/** Loads the demonstration operator at the first start, and says who can log in. A directory with data of its own is left as it is. */
export async function prepareDemonstration(
  ports: CliPorts,
  server: StartedServer,
  data: string,
  output: Output,
): Promise<void> {
  const port = await ports.demo();
  const done = join(data, 'demo', 'ready');
  if (!existsSync(join(data, 'demo', 'preparing'))) return;
  if (!existsSync(done)) {
    output.note(
      `Making the demonstration operator: ${shown.customers.toLocaleString('en-US')} customers, ${shown.months} months (once, about a minute) …`,
    );
    await port.prepareLiveOperator({
      ...playing(port, server),
      ...shown,
      directory: join(data, 'demo'),
      onProgress: output.progress,
    });
    await port.beginLaterParts({ ...playing(port, server), months: shown.months });
    writeFileSync(done, new Date().toISOString());
    output.note(
      'Earlier months, groups of customers and a model of churn come while you look around: trends grow for some minutes.',
    );
  }
  output.note(
    [
      '',
      table(
        ['login', 'who', ''],
        port.demoLogins.map((login) => [login.login, login.roles.join(', '), `${login.name.en} ${login.name.zh}`]),
      ),
      `The password of all: ${port.demoPassword}`,
      '',
      'Next: log in as planner, open Understand › Audiences, and type',
      '  arpu >= 90 and tenure_months > 24 and data_gb.trend3 < -0.1 and not dnd',
      '',
    ].join('\n'),
  );
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, not “${text}”.`);
}
