import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lastPeriodFor } from './calendar.ts';
import { offers } from './catalogue.ts';
import { gridManagers } from './city.ts';
import { gridsGeoJson } from './outline.ts';
import { inSecondSystem } from './customer.ts';
import type { Defects } from './defects.ts';
import { demoLogins, type DemoLogin } from './logins.ts';
import { channelReach, groups } from './groups.ts';
import { writeManifests } from './manifests.ts';
import { writeMonth, type Written } from './month-feeds.ts';
import { buildOperator, type Operator, type OperatorOptions } from './operator.ts';
import { writeSnapshots } from './snapshot-feeds.ts';
import { truthFile, type Truth } from './truth.ts';

export interface GenerateOptions {
  readonly customers: number;
  readonly months?: number;
  readonly seed: number;
  /** Gets feeds/, truth/, organisation.json, offers.json, accounts.json and grids.geojson. */
  readonly directory: string;
  /** The newest month, `YYYY-MM`; unless given, the month before last (the demonstration campaign runs in the month after it). */
  readonly lastPeriod?: string;
  readonly threads?: number;
  /** From 0 to 1. */
  readonly onProgress?: (progress: number) => void;
}
export interface Generated {
  readonly operator: Operator;
  readonly feeds: string;
  readonly truthDirectory: string;
  readonly manifests: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
}
export type Task = 'customers' | 'contracts' | number;

/**
 *   options → city, people (small, in memory)
 *           → feeds: one task a month, two for the snapshots, on all cores; each derives its customers from the seed
 *           → manifests, truth
 */
export async function generateOperator(options: GenerateOptions): Promise<Generated> {
  const started = performance.now();
  const named: OperatorOptions = {
    customers: options.customers,
    months: options.months ?? 12,
    seed: options.seed,
    lastPeriod: options.lastPeriod ?? lastPeriodFor(new Date().toISOString().slice(0, 10)),
  };
  if (!Number.isInteger(named.customers) || named.customers < 1 || named.customers > 90_000_000)
    throw new RangeError(
      `The number of customers must be a whole number from 1 to 90,000,000, not ${named.customers}.`,
    );
  if (!Number.isInteger(named.months) || named.months < 1 || named.months > 120)
    throw new RangeError(`The number of months must be a whole number from 1 to 120, not ${named.months}.`);
  const operator = buildOperator(named);
  const feeds = join(options.directory, 'feeds');
  const truthDirectory = join(options.directory, 'truth');
  mkdirSync(feeds, { recursive: true });
  mkdirSync(truthDirectory, { recursive: true });

  const tasks: Task[] = ['contracts', 'customers', ...Array.from({ length: named.months }, (_, month) => month)];
  const written = await runTasks(operator, named, tasks, feeds, options);
  const manifests = writeManifests(named, feeds);
  writeCompanions(operator, options.directory);
  const rows = written.reduce((sum, one) => sum + one.rows, 0);
  const defects = written.flatMap((one) => one.defects);
  writeFileSync(join(truthDirectory, truthFile), JSON.stringify(truthOf(operator, named, defects, rows), null, 1));
  return {
    operator,
    feeds,
    truthDirectory,
    manifests,
    rows,
    bytes: written.reduce((sum, one) => sum + one.bytes, 0),
    ms: Math.round(performance.now() - started),
  };
}

/** Does one task; also what a worker thread calls. */
export function writeTask(operator: Operator, task: Task, feeds: string): Written {
  return typeof task === 'number' ? writeMonth(operator, task, feeds) : writeSnapshots(operator, task, feeds);
}

async function runTasks(
  operator: Operator,
  named: OperatorOptions,
  tasks: readonly Task[],
  feeds: string,
  options: GenerateOptions,
) {
  const results: Written[] = [];
  const queue = [...tasks.entries()];
  const done = ([place]: readonly [number, Task], result: Written) => {
    // By place, not by time of finishing: the truth must come out the same each time.
    results[place] = result;
    options.onProgress?.(results.filter((one) => one !== undefined).length / tasks.length);
  };
  const threads = Math.min(options.threads ?? availableParallelism(), tasks.length);
  // Starting threads costs more than a small operator does.
  if (threads < 2 || named.customers * named.months < 100_000) {
    for (const entry of queue) {
      done(entry, writeTask(operator, entry[1], feeds));
      await new Promise(setImmediate);
    }
    return results;
  }
  await Promise.all(Array.from({ length: threads }, () => runWorker(named, queue, feeds, done)));
  return results;
}

function runWorker(
  named: OperatorOptions,
  queue: (readonly [number, Task])[],
  feeds: string,
  done: (entry: readonly [number, Task], result: Written) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./generate-worker.ts', import.meta.url), { workerData: { named, feeds } });
    let entry = queue.shift();
    const next = () => {
      if (entry) worker.postMessage(entry[1]);
      else void worker.terminate().then(() => resolve(), reject);
    };
    worker.on('error', reject);
    worker.on('message', (result: Written) => {
      if (entry) done(entry, result);
      entry = queue.shift();
      next();
    });
    next();
  });
}

function truthOf(operator: Operator, named: OperatorOptions, defects: readonly Defects[], rows: number): Truth {
  let inBothSystems = 0;
  for (let index = 0; index < named.customers; index++) if (inSecondSystem(index)) inBothSystems++;
  return {
    ...named,
    groups,
    channels: channelReach,
    defects,
    inBothSystems,
    rows,
    inventors: operator.managers.filter((manager) => manager.invents).map((manager) => manager.id),
    growth: Object.fromEntries(operator.served.map((grid) => [grid.id, grid.growth])),
  };
}

/** What goes in through the API rather than as feeds. */
export function companionsOf(operator: Operator) {
  const people = [
    ...operator.managers.map(({ id, orgUnitId, name, role, dailyMinutes, active }) => ({
      id,
      orgUnitId,
      name,
      role,
      dailyMinutes,
      active,
    })),
    ...gridManagers(operator.seed),
  ];
  const accounts: DemoLogin[] = [
    ...demoLogins,
    ...people.map(({ id, name, role, orgUnitId }): DemoLogin => ({
      login: id,
      name,
      roles: [role === 'frontline' ? 'frontline' : 'grid-manager'],
      orgUnitId,
      personId: id,
    })),
  ];
  return { orgUnits: operator.city.orgUnits, people, offers, accounts, outlines: gridsGeoJson(operator.city) };
}

function writeCompanions(operator: Operator, directory: string): void {
  const { orgUnits, people, accounts, outlines } = companionsOf(operator);
  const write = (name: string, value: unknown) => writeFileSync(join(directory, name), JSON.stringify(value, null, 1));
  write('organisation.json', { orgUnits, people });
  write('offers.json', { items: offers });
  write('accounts.json', { accounts });
  write('grids.geojson', outlines);
}
