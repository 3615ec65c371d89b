import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accessMigrations } from '#platform/access';
import type { Context } from '#platform/context';
import { jobMigrations } from '#platform/jobs';
import { outboxMigrations, publish, ship } from '#platform/outbox';
import { migrate, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { openWarehouse, type TableDefinition, type Warehouse } from '#platform/warehouse';
import { createArchive, readArchive } from './archive.ts';
import { backupJob, checkTarget } from './backup.ts';
import { checkBackup, restoreBackup } from './restore.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-backup-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let number = 0;
const fresh = (name: string) => join(directory, `${++number}-${name}`);

const migrations = [
  accessMigrations,
  { feature: 'jobs', directory: jobMigrations },
  { feature: 'outbox', directory: outboxMigrations },
  { feature: 'testing', directory: new URL('./testing/migrations/', import.meta.url) },
];
const facts: TableDefinition = {
  name: 'fact',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'customer_key', type: 'UInt32' },
    { name: 'word', type: 'LowCardinality(Nullable(String))' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['customer_key'],
  shardBy: 'customer_key',
};
const bitmaps: TableDefinition = {
  name: 'bitmap',
  columns: [
    { name: 'tag', type: 'String' },
    { name: 'customers', type: 'AggregateFunction(groupBitmap, UInt32)' },
  ],
  engine: { kind: 'aggregating' },
  orderBy: ['tag'],
  shardBy: 'everywhere',
};
const tables = [facts, bitmaps];

// chDB has one directory open at a time in a process: a source is closed before its target is opened.
interface Installation {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  close(): Promise<void>;
}

async function install(open: () => Promise<RecordStore>): Promise<Installation> {
  const [store, warehouse] = [await open(), await openWarehouse({ dataDirectory: fresh('warehouse') })];
  return { store, warehouse, close: async () => void (await Promise.all([store.close(), warehouse.close()])) };
}

async function fill({ store, warehouse }: Installation): Promise<void> {
  await migrate(store, migrations);
  await warehouse.define(tables);
  await store.execute(`
    insert into tree values ('z', null, '{}'), ('a', 'z', array['x,"y', null, '{}', '中文', E'back\\\\slash\\n']);
    insert into everything (tree_id, exact, near, at, day, span, bytes, document, plain, grid, written)
      select 'a', n + 0.000001, 1.0 / nullif(n, 0), timestamptz '2026-10-01 00:00:00.123456+08' + n * interval '1 hour', date '2026-10-01' + n,
        n * interval '1 day 2 hours', decode(lpad(to_hex(n), 8, '0'), 'hex'), jsonb_build_object('n', n, 'text', '"quoted" \\ ' || n),
        ' {"kept":  "as written"}', array[n, null, -n], case when n % 3 = 0 then null else repeat('长 text ', n % 50) end
      from generate_series(0, 3000) n;
    insert into everything (tree_id, near, document) values ('z', 'NaN', 'null'), ('z', '-Infinity', '"null"'), ('z', '1e-300', '[null]');
    insert into locked values (1, 'one'), (2, 'two');
    select nextval('tickets'), nextval('tickets'), nextval('tickets');
    insert into job_run (id, name, input, state, singleton_key) values ('00000000-0000-0000-0000-000000000001', 'load', '{}', 'running', 'k');
  `);
  await warehouse.execute(
    'insert into fact select 202600 + number % 3, number, if(number % 5 = 0, null, toString(number % 7)) from numbers(5000)',
  );
  await warehouse.execute(
    "insert into bitmap select 'odd', groupBitmapState(toUInt32(2 * number + 1)) from numbers(4000)",
  );
}

function contextOf({ store, warehouse }: Installation): Context {
  return {
    db: store.db,
    warehouse,
    outbox: { flush: async () => void (await ship({ store, warehouse, tables })) },
  } as unknown as Context;
}

async function backUp(from: Installation): Promise<string> {
  const file = fresh('backup.tar');
  const ports = {
    ...from,
    clock: { now: () => new Date('2026-11-22T00:00:00Z') },
    version: '0.1.0',
    warehouseIsEmbedded: true,
  };
  const tools = {
    jobId: 'x',
    progress: async () => {},
    signal: new AbortController().signal,
    step: async <T>(_: string, work: () => Promise<T>) => work(),
  };
  await backupJob(ports).run(contextOf(from), { file }, tools);
  return file;
}

async function restore(to: Installation, file: string) {
  const head = await checkBackup(file, () => {});
  return restoreBackup({ ...to, warehouseIsEmbedded: true, migrations }, file, head, { directory, progress: () => {} });
}

/** Everything the two stores hold, as text. */
async function contents({ store, warehouse }: Installation): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of ['account', 'tree', 'everything', 'locked', 'job_step', 'audit_log']) {
    const { rows } = await store.execute(`select t::text as line from ${table} t order by 1`);
    found[table] = rows.map((row) => row['line']);
  }
  found['tickets'] = (await store.execute('select last_value::int as at, is_called from tickets')).rows;
  found['fact'] = await warehouse.rows({
    sql: 'select period, count() as rows, sum(cityHash64(*)) as sum from fact group by period order by period',
    params: {},
  });
  found['bitmap'] = await warehouse.rows({
    sql: 'select tag, groupBitmapMerge(customers) as customers from bitmap group by tag',
    params: {},
  });
  return found;
}

const ways = recordStores().flatMap((from) =>
  recordStores().map((to) => ({ from, to, name: `${from.name} → ${to.name}` })),
);

describe.each(ways)('backup and restore, $name', ({ from, to }) => {
  test('gives back every value of every table, the sequences and the aggregate states', async () => {
    const source = await install(from.open);
    await fill(source);
    const file = await backUp(source);
    const before = await contents(source);
    await source.close();
    const target = await install(to.open);
    await restore(target, file);
    expect(await contents(target)).toEqual(before);
    expect(before['everything']).toHaveLength(3004);

    // What guards the tables guards them again, and what counts goes on counting.
    await expect(target.store.execute("update locked set note = ''")).rejects.toThrow('locked');
    await expect(target.store.execute("insert into tree values ('b', 'nowhere')")).rejects.toThrow(
      'tree_parent_id_fkey',
    );
    const { rows } = await target.store.execute(
      "insert into everything (tree_id, document) values ('z', '{}') returning id",
    );
    expect(rows[0]?.['id']).toBe(3005);
    // The queue was not copied: what was under way must not be shown so for ever, nor block its like.
    expect((await target.store.execute('select state from job_run')).rows).toEqual([{ state: 'cancelled' }]);
    await target.close();
  });
});

describe.each(recordStores())('the outbox in a backup, on $name', ({ open }) => {
  test('a row is in one of the two stores, also when its batch was inserted but not yet deleted', async () => {
    const source = await install(open);
    await fill(source);
    const rowsOf = (keys: readonly number[]) =>
      keys.map((customer_key) => ({ period: 209901, customer_key, word: 'sent' }));
    await source.store.db.transaction().execute((trx) => publish(trx, 'fact', rowsOf([1, 2, 3])));
    // A shipper that dies between the insert and the delete.
    const dying = new Proxy(source.store, {
      get: (store, key) =>
        key === 'execute'
          ? (sql: string, values?: unknown[]) =>
              sql.startsWith('delete from outbox') ? Promise.reject(new Error('killed')) : store.execute(sql, values)
          : Reflect.get(store, key),
    });
    await expect(ship({ store: dying, warehouse: source.warehouse, tables })).rejects.toThrow('killed');
    const file = await backUp(source);
    await source.store.db.transaction().execute((trx) => publish(trx, 'fact', rowsOf([4, 5])));
    const later = await backUp(source);
    await source.close();

    for (const [backup, expected] of [
      [file, [1, 2, 3]],
      [later, [1, 2, 3, 4, 5]],
    ] as const) {
      const target = await install(open);
      await restore(target, backup);
      while (await ship({ ...target, tables }));
      const sent = await target.warehouse.rows<{ key: number }>({
        sql: "select customer_key as key from fact where word = 'sent' order by key",
        params: {},
      });
      expect(sent.map(({ key }) => key)).toEqual(expected);
      await target.close();
    }
  });
});

describe('what restore refuses', () => {
  const { open } = recordStores()[0] as ReturnType<typeof recordStores>[number];

  test('a file in which any byte was changed, or that was cut off anywhere', async () => {
    const source = await install(open);
    await fill(source);
    const file = await backUp(source);
    await source.close();
    const { size } = statSync(file);
    for (const share of [0.02, 0.3, 0.6, 0.95]) {
      const bytes = readFileSync(file);
      const at = Math.floor(size * share);
      bytes[at] = (bytes[at] ?? 0) ^ 0x01;
      const broken = fresh('broken.tar');
      writeFileSync(broken, bytes);
      await expect(
        checkBackup(broken, () => {}),
        `byte ${at}`,
      ).rejects.toMatchObject({ code: 'backup-damaged' });
      truncateSync(broken, at);
      await expect(
        checkBackup(broken, () => {}),
        `cut at ${at}`,
      ).rejects.toMatchObject({ code: 'backup-damaged' });
    }
    writeFileSync(file, 'no backup at all');
    await expect(checkBackup(file, () => {})).rejects.toMatchObject({ code: 'backup-damaged' });
    await expect(checkBackup(fresh('missing'), () => {})).rejects.toMatchObject({ code: 'no-backup' });
  });

  test('a newer form, and migrations it does not know', async () => {
    const write = async (head: object) => {
      const file = fresh('newer.tar');
      const archive = await createArchive(file);
      await archive.add(
        'backup.json',
        Buffer.from(
          JSON.stringify({ format: 'gridloop-backup', version: 1, warehouse: 'included', migrations: [], ...head }),
        ),
      );
      await archive.finish();
      await archive.close();
      return file;
    };
    await expect(checkBackup(await write({ version: 2 }), () => {})).rejects.toMatchObject({ code: 'backup-newer' });
    const target = await install(open);
    await expect(
      restore(target, await write({ migrations: [{ feature: 'future', file: '001-x.sql', checksum: '' }] })),
    ).rejects.toThrow('future/001-x.sql');
    await target.close();
  });

  test('stores that hold something already', async () => {
    const source = await install(open);
    await fill(source);
    const file = await backUp(source);
    await expect(restore(source, file)).rejects.toMatchObject({ code: 'records-not-empty' });
    const empty = await open();
    await expect(restore({ ...source, store: empty }, file)).rejects.toMatchObject({ code: 'warehouse-not-empty' });
    await empty.close();
    await source.close();
  });
});

test('a backup is an ordinary tar file that only its owner can read, and leaves nothing beside it', async () => {
  const source = await install((recordStores()[0] as ReturnType<typeof recordStores>[number]).open);
  await fill(source);
  const file = await backUp(source);
  const names = execFileSync('tar', ['tf', file]).toString().trim().split('\n');
  const read: string[] = [];
  for await (const entry of readArchive(file)) read.push(entry.name);
  expect(names).toEqual(read);
  expect(names).toEqual(
    expect.arrayContaining([
      'backup.json',
      'records/everything/000001.jsonl.gz',
      'warehouse/fact/000003.native.zst',
      'checksums.json',
    ]),
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const left = await source.warehouse.rows({
    sql: "select name from system.tables where startsWith(name, 'backup_copy')",
    params: {},
  });
  expect(left).toEqual([]);
  expect(execFileSync('ls', ['-A', directory]).toString()).not.toMatch(/\.part|\.gridloop-backup-/);
  await source.close();
});

test('a backup goes only to a place that is there', async () => {
  await expect(checkTarget('relative.tar')).rejects.toMatchObject({ code: 'backup-target' });
  await expect(checkTarget('/nowhere/at/all/x.tar')).rejects.toThrow('there is no folder /nowhere/at/all');
  await expect(checkTarget(directory)).rejects.toThrow('it is a folder');
  await expect(checkTarget(join(directory, 'x.tar'))).resolves.toBeUndefined();
});
