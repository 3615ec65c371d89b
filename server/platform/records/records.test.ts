import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql, type Generated } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertMany, json, migrate, openRecords, run, type RecordStore } from '#platform/records';
import { recordStores } from './testing.ts';

declare module '#platform/records' {
  interface Tables {
    records_test_note: { id: Generated<number>; text: string; detail: { place: string }[] | null };
  }
}

describe.each(recordStores())('records on $name', ({ open }) => {
  let store: RecordStore;
  let directory: string;

  beforeEach(async () => {
    store = await open();
    directory = await mkdtemp(join(tmpdir(), 'gridloop-migrations-'));
  });

  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  function source(feature = 'notes') {
    return { feature, directory: pathToFileURL(directory) };
  }

  async function migrateNotes(): Promise<void> {
    const table = 'create table records_test_note (id bigserial primary key, text text not null unique, detail jsonb);';
    await writeFile(
      join(directory, '001-note.sql'),
      `-- two statements in one file\n${table}\ncreate index on records_test_note (detail);`,
    );
    await migrate(store, [source()]);
  }

  test('values read the same from every store', async () => {
    const [row] = await run(
      store.db,
      `select 7::int8 as small, 9007199254740993::int8 as large, 12.50::numeric as decimal,
        sum(v) as total, '2026-02-03'::date as day, '2026-02-03 04:05:06.789+08'::timestamptz as instant,
        '2026-02-03 04:05:06'::timestamp as clock, '{"a":[1]}'::jsonb as document, array[1,2]::int8[] as numbers,
        array['2026-02-03'::date, null] as days, array['a"b\\', '中', null] as texts, true as truth,
        current_setting('TimeZone') as zone
       from (values (1::int8), (2)) as t (v)`,
    );
    expect(row).toEqual({
      small: 7,
      large: 9007199254740993n,
      decimal: 12.5,
      total: 3,
      day: '2026-02-03',
      instant: new Date('2026-02-02T20:05:06.789Z'),
      clock: '2026-02-03 04:05:06',
      document: { a: [1] },
      numbers: [1, 2],
      days: ['2026-02-03', null],
      texts: ['a"b\\', '中', null],
      truth: true,
      zone: 'UTC',
    });
  });

  test('values are written the same to every store', async () => {
    const values = [new Date('2026-02-02T20:05:06.789Z'), 5n, ['x', 'y\'"\\'], null, 1.5, true];
    const [row] = await run(
      store.db,
      'select $1::timestamptz as a, $2::int8 as b, $3::text[] as c, $4::text as d, $5::float8 as e, $6::bool as f',
      values,
    );
    expect(row).toEqual({ a: values[0], b: 5, c: values[2], d: null, e: 1.5, f: true });
  });

  test('a table that a feature declares is typed, and jsonb takes any document', async () => {
    await migrateNotes();
    const detail = [{ place: '天津 "南开"' }];
    await store.db
      .insertInto('records_test_note')
      .values({ text: 'a', detail: json(detail) })
      .execute();
    expect(await store.db.selectFrom('records_test_note').selectAll().execute()).toEqual([
      { id: 1, text: 'a', detail },
    ]);
  });

  test('a transaction that throws leaves nothing behind, and others do not see into it', async () => {
    await migrateNotes();
    const failed = store.db.transaction().execute(async (trx) => {
      await trx.insertInto('records_test_note').values({ text: 'lost', detail: null }).execute();
      throw new Error('changed my mind');
    });
    const count = store.db
      .selectFrom('records_test_note')
      .select(sql<number>`count(*)`.as('n'))
      .executeTakeFirst();
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await count).toEqual({ n: 0 });
    expect(await store.execute('select * from records_test_note')).toMatchObject({ rows: [] });
  });

  test('migrations run once, in order, and several processes may start at once', async () => {
    await writeFile(join(directory, '002-second.sql'), 'alter table first_table add column second int;');
    await writeFile(join(directory, '001-first.sql'), 'create table first_table (first int);');
    const runs = await Promise.all([
      migrate(store, [source()]),
      migrate(store, [source()]),
      migrate(store, [source()]),
    ]);
    expect(runs.flatMap((result) => result.applied).toSorted()).toEqual([
      'notes/001-first.sql',
      'notes/002-second.sql',
    ]);
    expect(await migrate(store, [source()])).toEqual({ applied: [] });
  });

  test('a migration that fails leaves nothing of itself and keeps those before it', async () => {
    await writeFile(join(directory, '001-first.sql'), 'create table first_table (first int);');
    await writeFile(join(directory, '002-broken.sql'), 'create table second_table (second int); select 1 / 0;');
    await expect(migrate(store, [source()])).rejects.toThrow(/notes\/002-broken\.sql failed: .*division by zero/);
    const { rows } = await store.execute(
      `select tablename from pg_tables where tablename like '%_table' and schemaname = 'public'`,
    );
    expect(rows).toEqual([{ tablename: 'first_table' }]);
  });

  test('an applied migration that was changed is refused', async () => {
    await migrateNotes();
    await writeFile(join(directory, '001-note.sql'), 'create table other (id int)');
    await expect(migrate(store, [source()])).rejects.toThrow(
      /notes\/001-note\.sql was changed after it had been applied/,
    );
  });

  test('a migration with a name that gives no order is refused', async () => {
    await writeFile(join(directory, 'note.sql'), 'select 1');
    await expect(migrate(store, [source()])).rejects.toThrow(/001-what-it-does\.sql/);
  });

  test('a listener hears what was committed and nothing of what was rolled back', async () => {
    const heard: string[] = [];
    const stop = await store.listen('test_channel', (payload) => heard.push(payload));
    await store
      .transaction(async (execute) => {
        await execute('select pg_notify($1, $2)', ['test_channel', 'rolled back']);
        throw new Error('no');
      })
      .catch(() => undefined);
    await store.execute('select pg_notify($1, $2)', ['test_channel', 'committed 一']);
    await expect.poll(() => heard).toEqual(['committed 一']);
    await stop();
  });

  test('a lock has one holder at a time', async () => {
    const release = await store.tryLock('shipping');
    expect(await store.tryLock('shipping')).toBeUndefined();
    const other = await store.tryLock('something else');
    await release?.();
    const again = await store.tryLock('shipping');
    expect(again).toBeDefined();
    await Promise.all([again?.(), other?.()]);
  });

  test('many rows arrive as they were given, whatever they hold', async () => {
    await store.execute(
      'create table nasty (id int primary key, t text, j jsonb, d date, i timestamptz, b bool, n int8)',
    );
    const target = {
      table: 'nasty',
      columns: { id: 'int4', t: 'text', j: 'jsonb', d: 'date', i: 'timestamptz', b: 'bool', n: 'int8' },
    };
    const instant = new Date('2026-11-22T01:02:03.004Z');
    const texts = ['', 'NULL', 'null', '{a,b}', '"', '\\', '\\N', ' lead', "o'k", '一\n二\t三', null];
    const rows = texts.map((text, id) => [
      id,
      text,
      JSON.stringify({ text }),
      '2026-02-28',
      instant,
      id % 2 === 0,
      2n ** 60n,
    ]);
    await insertMany(store.db, target, rows);
    const read = await run(store.db, 'select * from nasty order by id');
    expect(read).toEqual(
      texts.map((t, id) => ({ id, t, j: { text: t }, d: '2026-02-28', i: instant, b: id % 2 === 0, n: 2n ** 60n })),
    );
  });

  test('of many rows those already there are left out, and the new ones are named', async () => {
    await migrateNotes();
    const target = { table: 'records_test_note', columns: { text: 'text', detail: 'jsonb' } };
    const rows = Array.from({ length: 12_000 }, (_, index) => [`note ${index}`, null]);
    await insertMany(store.db, target, rows.slice(0, 7_000));
    const inserted = await insertMany(store.db, target, rows, { onConflict: 'nothing', returning: ['text'] });
    expect(inserted.length).toBe(5_000);
    expect(inserted[0]).toEqual({ text: 'note 7000' });
  });
});

test('a PGlite directory keeps what was written, and serves one process at a time', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gridloop-data-'));
  const first = await openRecords({ dataDirectory });
  await first.execute('create table kept (id int); insert into kept values (1)');
  await expect(openRecords({ dataDirectory })).rejects.toThrow(`is in use by process ${process.pid}`);
  await first.close();
  const again = await openRecords({ dataDirectory });
  expect((await again.execute('select id from kept', [])).rows).toEqual([{ id: 1 }]);
  await again.close();
  await rm(dataDirectory, { recursive: true });
});

test('on PGlite, asking the store inside a transaction is an error and not an endless wait', async () => {
  const [pglite] = recordStores();
  const store = await pglite?.open();
  if (!store) throw new Error('no PGlite');
  const inside = (ask: () => Promise<unknown>) => store.db.transaction().execute(ask);
  const rule = 'Inside a transaction use only the transaction';
  await expect(inside(() => run(store.db, 'select 1'))).rejects.toThrow(rule);
  await expect(inside(() => store.execute('select 1'))).rejects.toThrow(rule);
  await expect(inside(() => store.db.transaction().execute(async () => 1))).rejects.toThrow(rule);
  await expect(store.transaction(() => store.execute('select 1'))).rejects.toThrow(rule);
  expect(await Promise.all([inside(async () => 1), run(store.db, 'select 2 as two')])).toEqual([1, [{ two: 2 }]]);
  await store.close();
});

test('a server that cannot be reached is said so, without its password', async () => {
  const opening = openRecords({ url: 'postgres://someone:secret@127.0.0.1:1/none' });
  await expect(opening).rejects.toThrow(
    /PostgreSQL cannot be reached at postgres:\/\/someone:\*\*\*@127\.0\.0\.1:1\/none/,
  );
});
