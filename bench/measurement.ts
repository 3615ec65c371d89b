import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance, version as duckdbVersion } from '@duckdb/node-api';
import type { ExperimentAnalysis } from '#contract';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { analyse } from '../server/learn/measurement/experiment/analyse.ts';
import { clusterSize, duckdbQueries, experimentOf, metricCount, unitsSql } from './measurement/experiment.ts';

/**
 * `npm run bench measurement [-- --units 10000000] [--runs 3]`: an experiment of 10 million units with 20 metrics, CUPED
 * and clusters, beside DuckDB doing the same sums over the same rows. Exit code 1 past 30 s, or where the sums differ.
 */
const { values: wanted } = parseArgs({
  options: { units: { type: 'string', default: '10000000' }, runs: { type: 'string', default: '3' } },
});
const [units, runs] = [Number(wanted.units), Number(wanted.runs)];
if (!(Number.isSafeInteger(units) && units >= 1000 && Number.isSafeInteger(runs) && runs > 0)) {
  process.stderr.write('--units takes a whole number from 1000, --runs one from 1\n');
  process.exit(2);
}
const threads = 2;
const targetSeconds = 30;
const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-measurement-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(1);
  });
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const load = () =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(' ');

interface Figure {
  readonly seconds: number;
  readonly cpuSeconds: number;
}
async function timed<T>(work: () => Promise<T>): Promise<Figure & { readonly result: T }> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
}
const median = (figures: readonly Figure[]): Figure =>
  figures.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(figures.length / 2)] as Figure;

try {
  process.exitCode = await bench();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<number> {
  say(
    `${units.toLocaleString('en')} units × ${metricCount} metrics, one covariate, clusters of ${clusterSize}; ${availableParallelism()} cores, load average ${load()}`,
  );
  const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
  try {
    const parquet = join(directory, 'units.parquet');
    const made = await timed(() => generate(warehouse, parquet));
    say(`generated: ${made.seconds.toFixed(1)} s`);
    const own: (Figure & { result: Omit<ExperimentAnalysis, 'missing'> })[] = [];
    for (let run = 0; run < runs; run++) own.push(await timed(() => analyse(warehouse, experimentOf(units))));
    const theirs = await duckdb(parquet);
    const [ours, other] = [median(own), median(theirs.figures)];
    const line = (name: string, { seconds, cpuSeconds }: Figure) =>
      say(
        `${name.padEnd(34)}${seconds.toFixed(2).padStart(8)} s wall ${cpuSeconds.toFixed(2).padStart(8)} s processor`,
      );
    line(`Gridloop ${await warehouse.version()}, whole analysis`, ours);
    line(`DuckDB ${duckdbVersion()}, the same sums`, other);
    const first = own[0]?.result.results[0];
    const worst = disagreement(own[0]?.result, theirs.means);
    say(
      `${own[0]?.result.results.length} effects, such as ${first?.difference.estimate} (${first?.difference.low} to ${first?.difference.high}); means differ from DuckDB’s by at most ${worst.toExponential(1)} of themselves`,
    );
    say(`load average ${load()}`);
    const isReached = ours.seconds < targetSeconds && worst < 1e-9;
    say(`${ours.seconds.toFixed(1)} s (wanted: under ${targetSeconds}) ${isReached ? 'reached' : 'MISSED'}`);
    return isReached ? 0 : 1;
  } finally {
    await warehouse.close();
  }
}

async function generate(warehouse: Warehouse, parquet: string): Promise<void> {
  await warehouse.define([
    {
      name: 'unit',
      columns: [
        { name: 'arm', type: 'LowCardinality(String)' },
        { name: 'grid', type: 'UInt32' },
        { name: 'history', type: 'Float64' },
        ...Array.from({ length: metricCount }, (_, i) => ({ name: `m${i}`, type: 'Float64' })),
      ],
      engine: { kind: 'merge-tree' },
      orderBy: [],
      shardBy: 'rand()',
    },
  ]);
  for (let from = 0; from < units; from += 1_000_000)
    await warehouse.execute(`insert into unit ${unitsSql(from, Math.min(units, from + 1_000_000))}`);
  await warehouse.execute(
    statement('insert into function file({file:String}, Parquet) select * from unit', { file: parquet }),
  );
}

async function duckdb(parquet: string): Promise<{ figures: Figure[]; means: Map<string, number[]> }> {
  const instance = await DuckDBInstance.create(join(directory, 'units.duckdb'), { threads: String(threads) });
  const connection = await instance.connect();
  await connection.run(`create table unit as select * from read_parquet('${parquet}')`);
  const figures: Figure[] = [];
  let rows: Record<string, unknown>[] = [];
  for (let run = 0; run < runs; run++) {
    const { result, ...figure } = await timed(async () => {
      const [averages] = (await connection.runAndReadAll(duckdbQueries.origins())).getRowObjects();
      const origins = Object.values(averages ?? {}).map(Number);
      const sums = (await connection.runAndReadAll(duckdbQueries.units(origins))).getRowObjects();
      await connection.runAndReadAll(duckdbQueries.clusters(origins));
      await connection.runAndReadAll(duckdbQueries.nesting());
      return sums.map((row) => ({ ...row, origins }));
    });
    figures.push(figure);
    rows = result;
  }
  const means = new Map(
    rows.map((row) => [
      String(row['arm']),
      Array.from({ length: metricCount }, (_, i) => {
        const origin = (row['origins'] as number[])[i] ?? 0;
        return origin + Number(row[`s${i}`]) / Number(row['n']);
      }),
    ]),
  );
  connection.closeSync();
  instance.closeSync();
  return { figures, means };
}

function disagreement(analysis: Omit<ExperimentAnalysis, 'missing'> | undefined, means: Map<string, number[]>): number {
  const worst = (analysis?.results ?? []).map(({ arm, metric, mean }) => {
    const other = means.get(arm)?.[Number(metric.slice(1))] ?? NaN;
    return Math.abs((mean ?? NaN) - other) / Math.abs(other);
  });
  return worst.length === metricCount * 2 ? Math.max(...worst) : Infinity;
}
