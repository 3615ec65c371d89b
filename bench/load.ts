import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeRowsFile } from '../server/know/feeds/testing-rows-file.ts';

/*
 * `npm run bench load [rows]`: how fast a file of 5 million rows and 12 columns becomes an entity, with its checks, keys,
 * quarantine and audit, and what memory that takes beside a tenth of the rows; next to it DuckDB's read_csv of the same
 * file into a table, which does none of that.
 */
const rows = Number(process.argv[2] ?? 5_000_000);
const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-load-'));

interface Loaded {
  readonly kept: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly beforeMb: number;
  readonly peakMb: number;
}

try {
  const few = await load(Math.ceil(rows / 10));
  const all = await load(rows);
  const { size } = await stat(join(directory, String(rows), 'rows.csv'));
  const duck = await duckdb(join(directory, String(rows), 'rows.csv'));
  console.log(`${rows.toLocaleString('en')} rows, ${(size / 1e6).toFixed(0)} MB, 12 columns\n`);
  console.log('                     rows/s   MB/s  seconds  processor s  memory over start');
  console.log(
    line(
      'gridloop load',
      all,
      size,
      `${all.peakMb - all.beforeMb} MB (a tenth of the rows: ${few.peakMb - few.beforeMb} MB)`,
    ),
  );
  console.log(line('duckdb read_csv', duck, size, ''));
  console.log(`\nThe load takes ${(all.seconds / duck.seconds).toFixed(1)} times as long as DuckDB's bare import.`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** In a process of its own, so that its memory is its own. */
async function load(count: number): Promise<Loaded> {
  const script = fileURLToPath(new URL('../server/know/feeds/testing-one-load.ts', import.meta.url));
  const there = join(directory, String(count));
  await writeRowsFile(there, count);
  const { stdout } = await promisify(execFile)(process.execPath, [script, there]);
  const loaded = JSON.parse(stdout) as Loaded;
  if (loaded.kept !== count) throw new Error(`${loaded.kept} of ${count} rows were loaded`);
  return loaded;
}

async function duckdb(file: string): Promise<Pick<Loaded, 'seconds' | 'cpuSeconds'>> {
  const instance = await DuckDBInstance.create(join(directory, 'duck.db'), { threads: '2' });
  const connection = await instance.connect();
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await connection.run(`create table usage as select * from read_csv('${file.replaceAll("'", "''")}')`);
  await connection.run('checkpoint');
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  connection.closeSync();
  instance.closeSync();
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

function line(
  name: string,
  { seconds, cpuSeconds }: Pick<Loaded, 'seconds' | 'cpuSeconds'>,
  bytes: number,
  memory: string,
): string {
  const rate = Math.round(rows / seconds).toLocaleString('en');
  return `${name.padEnd(16)} ${rate.padStart(10)} ${(bytes / 1e6 / seconds).toFixed(0).padStart(6)} ${seconds.toFixed(1).padStart(8)} ${cpuSeconds.toFixed(1).padStart(12)}  ${memory}`;
}
