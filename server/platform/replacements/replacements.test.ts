import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, run, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { dropTable, openWarehouse, statement, WarehouseError, type Warehouse } from '#platform/warehouse';
import { replacementMigrations, replaceWhole, replaceWithRecords, settleReplacements } from './index.ts';

const names = ['kept', 'aside', 'aside2', 'before'] as const;
let directory: string;
let warehouse: Warehouse;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-replacements-'));
  warehouse = await openWarehouse({ dataDirectory: directory });
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true, force: true });
});

const put = async (table: string, month: number, value: string): Promise<void> =>
  await warehouse.execute(
    statement(`insert into ${table} select {month:UInt32}, number, {value:String} from numbers(3)`, { month, value }),
  );
/** Each month with every row's value, as 'old old old'. */
const state = async (): Promise<Record<string, string>> => {
  const rows = await warehouse.rows<{ month: number; found: string }>(
    statement(`select month, arrayStringConcat(groupArray(value), ' ') as found from kept group by month`),
  );
  return Object.fromEntries(rows.map(({ month, found }) => [month, found]));
};
const whole = (value: string): string => `${value} ${value} ${value}`;
const [old, fresh] = [whole('old'), whole('new')];
const change = { from: 'aside', to: 'kept', partition: 202610 };

/** Dies within the replacement of a partition of `kept`: old and new parts are on disk, and the next start merges them. */
const dying: Pick<Warehouse, 'rows' | 'execute' | 'topology'> = {
  topology: { kind: 'single' },
  rows: (...given) => warehouse.rows(...given),
  execute: async (asked, options) => {
    const [, partition, from] = /`kept` replace partition (\S+) from (\S+)/.exec(textOf(asked)) ?? [];
    if (!partition) return await warehouse.execute(asked, options);
    await warehouse.execute(`alter table kept attach partition ${partition} from ${from}`);
    await warehouse.execute('optimize table kept final');
    throw killed;
  },
};
const textOf = (asked: Parameters<Warehouse['execute']>[0]): string => (typeof asked === 'string' ? asked : asked.sql);
/** What a process that is killed would not go on from, as the product sees an engine that has gone. */
const killed = new WarehouseError('unavailable', 'killed');

describe.each(recordStores())('replacements with $name', ({ open }) => {
  let store: RecordStore;
  const stores = () => ({ db: store.db, warehouse });
  const written = async () => run(store.db, 'select * from partition_replacement');
  beforeAll(async () => {
    store = await open();
    await migrate(store, [{ feature: 'replacements', directory: replacementMigrations }]);
    await run(store.db, 'create table told (word text)');
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    for (const name of names) await dropTable(warehouse, name);
    await warehouse.define(
      names.map((name) => ({
        name,
        columns: [
          { name: 'month', type: 'UInt32' },
          { name: 'k', type: 'UInt32' },
          { name: 'value', type: 'String' },
        ],
        engine: { kind: 'merge-tree' },
        partitionBy: 'month',
        orderBy: ['k'],
        shardBy: 'k',
      })),
    );
    await run(store.db, 'delete from partition_replacement');
    await run(store.db, 'delete from told');
    await put('kept', 202609, 'old');
    await put('kept', 202610, 'old');
    await put('aside', 202610, 'new');
  });

  test('one that was killed within is done by the next start, though the engine has merged old and new', async () => {
    await expect(replaceWhole({ db: store.db, warehouse: dying }, change)).rejects.toThrow('killed');
    expect((await state())[202610]?.split(' ')).toHaveLength(6);
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: old, 202610: fresh });
    expect(await written()).toEqual([]);
    await put('aside', 202609, 'later');
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: old, 202610: fresh });
  });

  test('what comes after it counts: neither an older one nor one whose table has gone is done', async () => {
    await expect(replaceWhole({ db: store.db, warehouse: dying }, change)).rejects.toThrow('killed');
    await put('aside2', 202610, 'newest');
    await replaceWhole(stores(), { ...change, from: 'aside2' });
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: old, 202610: whole('newest') });
    await run(store.db, `insert into partition_replacement values ('kept', '202610', 'gone'), ('gone', '1', 'aside')`);
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: old, 202610: whole('newest') });
    expect(await written()).toEqual([]);
  });

  test('one that the engine refuses is not done later', async () => {
    await warehouse.execute('alter table aside add column more UInt8');
    await expect(replaceWhole(stores(), change)).rejects.toMatchObject({ clickhouseCode: 122 });
    expect(await written()).toEqual([]);
    expect(await state()).toEqual({ 202609: old, 202610: old });
  });

  const both = [
    { ...change, before: 'before' },
    { ...change, partition: 202609, before: 'before' },
  ];
  const tell = async (trx: Parameters<Parameters<typeof replaceWithRecords>[2]>[0]): Promise<void> =>
    void (await run(trx, `insert into told values ('new')`));

  test('with the records: both change', async () => {
    await put('aside', 202609, 'new');
    await replaceWithRecords(stores(), both, tell);
    expect(await state()).toEqual({ 202609: fresh, 202610: fresh });
    expect(await run(store.db, 'select word from told')).toEqual([{ word: 'new' }]);
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: fresh, 202610: fresh });
  });

  test('with the records, killed before they commit: neither has changed after the next start', async () => {
    await put('aside', 202609, 'new');
    await expect(replaceWithRecords({ db: store.db, warehouse: dying }, both, tell)).rejects.toThrow('killed');
    expect(await run(store.db, 'select word from told')).toEqual([]);
    expect((await state())[202610]?.split(' ').length).toBeGreaterThan(3);
    await settleReplacements(stores());
    expect(await state()).toEqual({ 202609: old, 202610: old });
    expect(await written()).toEqual([]);
  });

  test('with the records, refused by the second partition: the first comes back at once', async () => {
    await put('aside', 202609, 'new');
    const refusing: typeof dying = {
      ...dying,
      execute: async (asked, options) => {
        if (textOf(asked).includes('`kept` replace partition 202609')) throw new WarehouseError('query', 'refused');
        await warehouse.execute(asked, options);
      },
    };
    await expect(replaceWithRecords({ db: store.db, warehouse: refusing }, both, tell)).rejects.toThrow('refused');
    expect(await state()).toEqual({ 202609: old, 202610: old });
    expect(await run(store.db, 'select word from told')).toEqual([]);
  });
});
