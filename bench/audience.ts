import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  atRest,
  openDuckdb,
  openPostgres,
  openProduct,
  productEngine,
  threads,
  writeParquet,
} from './audience/engines.ts';
import type { Engine } from './audience/engines.ts';
import { measure } from './audience/measure.ts';
import type { Figure } from './audience/measure.ts';
import { questions } from './audience/questions.ts';
import { fieldCount, period, smallerPeriod } from './audience/world.ts';

/**
 * `npm run bench audience [-- --customers 10000000] [--runs 11]`: audiences of the product beside DuckDB on the same
 * customers, and beside PostgreSQL on the first million of them. Exit code 1 when a target is missed.
 */
const { values: wanted } = parseArgs({
  options: {
    customers: { type: 'string', default: '10000000' },
    runs: { type: 'string', default: '11' },
  },
});
const customers = Number(wanted.customers);
const runs = Number(wanted.runs);
if (!(Number.isSafeInteger(customers) && customers > 0 && Number.isSafeInteger(runs) && runs > 0)) {
  process.stderr.write('--customers and --runs take whole numbers above 0\n');
  process.exit(2);
}
const smaller = Math.min(customers, 1_000_000);

const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-audience-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(' ');
async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  say(`${title}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(1);
  });
}
try {
  process.exitCode = await bench();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<number> {
  say(
    `${customers.toLocaleString('en')} customers × ${fieldCount} fields; ${availableParallelism()} cores, ${threads} threads each engine; load average ${load()}`,
  );
  const warehouse = await step('generated in the warehouse', () => openProduct(directory, customers, smaller));
  await step('warehouse at rest', () => atRest(warehouse));
  const [large, small] = [join(directory, 'rows.parquet'), join(directory, 'smaller.parquet')];
  await step('written as parquet', async () => {
    await writeParquet(warehouse, period, large);
    await writeParquet(warehouse, smallerPeriod, small);
  });
  const duckdb = await step('read by DuckDB', () => openDuckdb(directory, large));
  const postgres = await step('read by PostgreSQL', () => openPostgres(directory, duckdb, small));
  await rm(large);
  await rm(small);
  try {
    await atRest(warehouse);
    const product = productEngine(`Gridloop ${await warehouse.version()}`, warehouse, period);
    const atAll = await measure([product, duckdb.engine], questions, runs, 'all');
    const some = productEngine('Gridloop', warehouse, smallerPeriod);
    const atSome = await measure([some, postgres.engine], questions, runs, 'some');
    print([product, duckdb.engine], customers, atAll);
    print([some, postgres.engine], smaller, atSome);
    say(`load average ${load()}`);
    return verdict(atAll);
  } finally {
    await postgres.close();
    duckdb.close();
    await warehouse.close();
  }
}

function print(engines: readonly Engine[], rows: number, figures: readonly Figure[]): void {
  const other = engines[1]?.name ?? '';
  say(
    `\n${rows.toLocaleString('en')} customers, median of ${runs} runs (least; processor time), ms; load average ${load()}`,
  );
  say(line('', engines[0]?.name ?? '', other, 'ratio', 'answer'));
  for (const { title, ms, leastMs, cpuMs, answer } of figures) {
    const [own = 0, theirs = 0] = ms;
    const times = ms.map((one, i) => {
      const cpu = cpuMs[i];
      return `${one.toFixed(1)} (${(leastMs[i] ?? 0).toFixed(1)}${cpu === undefined ? '' : `; ${cpu.toFixed(0)}`})`;
    });
    say(line(title, times[0] ?? '', times[1] ?? '', `${(theirs / own).toFixed(2)}×`, answer));
  }
}

function line(title: string, ...cells: readonly string[]): string {
  return title.padEnd(30) + cells.map((cell) => cell.padStart(24)).join('');
}

/** The two targets: the count is not slower than DuckDB's; tags on bitmaps are ten times faster than on fields. */
function verdict(figures: readonly Figure[]): number {
  const [count, , scan, bitmaps] = figures.map(({ ms }) => ms);
  const againstDuckdb = (count?.[1] ?? 0) / (count?.[0] ?? 1);
  const againstScan = (scan?.[0] ?? 0) / (bitmaps?.[0] ?? 1);
  say(
    `count: ${againstDuckdb.toFixed(2)} times as fast as DuckDB (wanted: 1) ${againstDuckdb >= 1 ? 'reached' : 'MISSED'}`,
  );
  say(
    `tags: bitmaps ${againstScan.toFixed(1)} times as fast as the scan (wanted: 10) ${againstScan >= 10 ? 'reached' : 'MISSED'}`,
  );
  return againstDuckdb >= 1 && againstScan >= 10 ? 0 : 1;
}
