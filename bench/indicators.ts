import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { OrgUnit } from '#contract';
import { migrate, openRecords, run, type RecordStore } from '#platform/records';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { catalog } from '#know/catalog';
import { customers as customersFeature, readCatalogue } from '#know/customers';
import { organisation, putUnits } from '#know/organisation';
import { forgetCube } from '../server/understand/indicators/indicator-store.ts';
import { cubeBuilt } from '../server/understand/indicators/cube.ts';
import { indicators, type IndicatorsPorts } from '../server/understand/indicators/index.ts';
import { keepStandard } from '../server/understand/indicators/library.ts';
import { queryIndicators } from '../server/understand/indicators/query-indicators.ts';
import { openDuckdb, writeParquet } from './audience/engines.ts';
import { catalogue, customersSql, period, record } from './audience/world.ts';
import { differences, duckdbSql } from './indicators/in-duckdb.ts';

/**
 * `npm run bench indicators [-- --customers 10000000] [--runs 7]`: figures of indicators by units and fields from the cube,
 * beside the same from a scan of the records, and beside DuckDB making the same cuts of the same rows. Exit code 1 when a
 * cut from the cube takes 300 ms or more, or DuckDB's figures are others.
 */
const { values: wanted } = parseArgs({
  options: { customers: { type: 'string', default: '10000000' }, runs: { type: 'string', default: '7' } },
});
const [customers, runs] = [Number(wanted.customers), Number(wanted.runs)];
const targetMs = 300;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Of the standard library, those whose fields the bench's customers have. */
const ten = [
  'customers',
  'new_customers',
  'revenue',
  'arpu',
  'high_value_share',
  'data_per_user',
  'minutes_per_user',
  'take_up',
  'arrears_rate',
  'complaint_rate',
];

const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-indicators-'));
const warehouse = await openWarehouse({ dataDirectory: directory });
const store = await openRecords({ dataDirectory: join(directory, 'records') });
try {
  process.exitCode = await bench();
} finally {
  await warehouse.close();
  await store.close();
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<number> {
  say(
    `${customers.toLocaleString('en')} customers, 182 grids in 18 branches; ${availableParallelism()} cores; load average ${loadavg()[0]?.toFixed(1)}`,
  );
  const ports: IndicatorsPorts = {
    readCatalogue,
    makeMembers: async () => {},
    facts: [],
    changed: async () => {},
    usesOf: async () => ({ usedBy: [], usedElsewhere: 0 }),
  };
  const context = await prepare(store, warehouse, ports);
  const began = performance.now();
  await cubeBuilt(context, ports, [period]);
  say(`cube of the month worked out: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const questions = [
    { title: 'one indicator by branch', body: { indicators: ['arpu'], by: 'unit', months: 1 } },
    { title: 'ten indicators by branch', body: { indicators: ten, by: 'unit', months: 1 } },
    { title: 'ten indicators by grid', body: { indicators: ten, by: 'unit', months: 1, orgUnitId: 'branch-0' } },
    { title: 'ten indicators by plan', body: { indicators: ten, by: 'plan', months: 1 } },
  ] as const;
  const ask = (body: (typeof questions)[number]['body']) => () =>
    queryIndicators(context, ports, { ...body, indicators: [...body.indicators] });
  const fromCube: number[] = [];
  for (const { body } of questions) fromCube.push(await median(ask(body)));
  await forgetCube(context.db, [period]);
  const parquet = join(directory, 'rows.parquet');
  await writeParquet(warehouse, period, parquet);
  const duckdb = await openDuckdb(directory, parquet);
  say(`\nmedian of ${runs} runs, ms`.padEnd(34) + ['cube', 'scan', 'DuckDB', 'to scan', 'to cube'].map(wide).join(''));
  let differing = 0;
  for (const [i, { title, body }] of questions.entries()) {
    const sql = duckdbSql(body, period);
    differing += differences(await ask(body)(), await duckdb.rows(sql));
    const [cube = 0, scan, duck] = [fromCube[i], await median(ask(body)), await median(() => duckdb.rows(sql))];
    const times = [cube, scan, duck].map((ms) => ms.toFixed(1));
    say(
      title.padEnd(33) + [...times, `${(duck / scan).toFixed(2)}×`, `${(duck / cube).toFixed(1)}×`].map(wide).join(''),
    );
  }
  duckdb.close();
  say(differing === 0 ? 'DuckDB gives the same figures' : `${differing} figures of DuckDB are others: MISSED`);
  const slowest = Math.max(...fromCube);
  say(
    `slowest from the cube: ${slowest.toFixed(0)} ms (wanted: under ${targetMs}) ${slowest < targetMs ? 'reached' : 'MISSED'}; load average ${loadavg()[0]?.toFixed(1)}`,
  );
  return slowest < targetMs && differing === 0 ? 0 : 1;
}

function wide(text: string): string {
  return text.padStart(10);
}

async function median(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[runs >> 1] ?? 0;
}

/** The customers of the audience bench, an organisation around them, and ten indicators over them. */
async function prepare(records: RecordStore, engine: Warehouse, ports: IndicatorsPorts): Promise<Context> {
  const features = [
    organisation,
    catalog,
    customersFeature({ feeds: { readExtraFields: async () => [] }, contacts: { contactsOf: async () => [] } }),
    indicators(ports),
  ];
  await migrate(
    records,
    features.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  );
  await engine.define([
    record,
    ...features.flatMap(({ tables }) => tables ?? []).filter(({ name }) => name !== record.name),
  ]);
  for (let first = 0; first < customers; first += 1_000_000) {
    const last = Math.min(first + 1_000_000, customers) - 1;
    await engine.execute(
      `insert into customer_record (${record.columns.map(({ name }) => name).join(', ')}) ${customersSql(first, last)}`,
    );
  }
  for (const [i, field] of Object.values(catalogue(period, []).fields).entries()) {
    await run(
      records.db,
      `insert into record_field (name, ordinal, column_name, type, unit, label_en, label_zh, family, definition, source, personal, filled, known_values)
       values ($1, $2::int, $3, $4, null, $1, $1, 'other', $1, 'customer', false, true, $5::text::jsonb)`,
      [field.name, i, field.column, field.type, field.name === 'plan' || field.name === 'gender' ? '["few"]' : null],
    );
  }
  const context = contextOf(records, engine);
  await putUnits(context, units());
  await keepStandard(context);
  return context;
}

function units(): OrgUnit[] {
  const unit = (id: string, parentId: string | null, kind: OrgUnit['kind']): OrgUnit => ({
    id,
    parentId,
    kind,
    name: { en: id, zh: id },
    longitude: null,
    latitude: null,
  });
  return [
    unit('top', null, 'group'),
    ...Array.from({ length: 18 }, (_, i) => unit(`branch-${i}`, 'top', 'branch')),
    ...Array.from({ length: 182 }, (_, i) => unit(`grid-${i}`, `branch-${i % 18}`, 'grid')),
  ];
}

function contextOf({ db }: RecordStore, engine: Warehouse): Context {
  const actor: Actor = {
    accountId: 'bench',
    login: 'bench',
    personId: null,
    name: { en: 'Bench', zh: '基准' },
    roles: ['administrator'],
    permissions: new Set(),
    orgUnitId: 'top',
    scope: { kind: 'everything' },
  };
  return {
    actor,
    db,
    warehouse: engine,
    clock: { now: () => new Date() },
    log: createLog('silent'),
    jobs: { enqueue: async () => 'job' },
    events: { emit: async () => {} },
    outbox: { flush: async () => {} },
    session: { token: null, address: '127.0.0.1' },
    signal: new AbortController().signal,
  };
}
