import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  dropPartition,
  dropTable,
  estimate,
  exists,
  renameSwap,
  replacePartition,
  sql,
  statement,
  truncate,
  value,
  warehouseVersion,
} from './index.ts';
import type { TableDefinition, Warehouse } from './index.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

const definition = (name: string, extra: Partial<TableDefinition> = {}): TableDefinition => ({
  name,
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'k', type: 'UInt32' },
  ],
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['k'],
  shardBy: 'k',
  ...extra,
});

describe.each(['embedded', 'remote'] as const)('upkeep of a warehouse, %s', (which) => {
  const open = (): Warehouse => engines[which];

  const put = async (
    table: string,
    rows: readonly (readonly [number, number])[],
    deduplicationToken?: string,
  ): Promise<void> =>
    await open().insert(
      { table, columns: ['period', 'k'] },
      rows.map(([period, k]) => `${period}\t${k}\n`),
      deduplicationToken === undefined ? {} : { deduplicationToken },
    );

  const all = async (table: string): Promise<(readonly number[])[]> =>
    (
      await open().rows<{ period: number; k: number }>(statement(`select period, k from ${table} order by period, k`))
    ).map((row) => [row.period, row.k]);

  test('define creates once, adds columns later, and keeps the rows', async () => {
    const name = 'growing';
    await open().define([definition(name)]);
    await put(name, [[1, 1]]);
    await open().define([definition(name)]);
    const columns = [
      ...definition(name).columns,
      { name: 'arpu.mean3', type: 'Nullable(Float64)', comment: "the customer's mean" },
    ];
    await open().define([definition(name, { columns }), definition('growing_too')]);
    expect(await open().rows(statement(`select * from ${name}`))).toEqual([{ period: 1, k: 1, 'arpu.mean3': null }]);
    const [column] = await open().rows(
      statement(
        "select comment from system.columns where database = currentDatabase() and table = 'growing' and name = 'arpu.mean3'",
      ),
    );
    expect(column).toEqual({ comment: "the customer's mean" });
    expect(await exists(open(), 'growing_too')).toBe(true);
  });

  test('a replaced partition holds what the other table has, and an empty one empties it', async () => {
    await open().define([definition('target'), definition('staging')]);
    await put('target', [
      [202609, 1],
      [202610, 1],
      [202610, 2],
    ]);
    await put('staging', [[202610, 7]]);
    await replacePartition(open(), { from: 'staging', to: 'target', partition: 202610 });
    expect(await all('target')).toEqual([
      [202609, 1],
      [202610, 7],
    ]);
    expect(await all('staging')).toEqual([[202610, 7]]);
    await replacePartition(open(), { from: 'staging', to: 'target', partition: 202609 });
    expect(await all('target')).toEqual([[202610, 7]]);
  });

  test('a dropped partition is gone, its token is forgotten, and dropping nothing is no error', async () => {
    await open().define([definition('dropping')]);
    await put('dropping', [[1, 1]], 'one');
    await put('dropping', [[2, 2]], 'two');
    await dropPartition(open(), 'dropping', 1);
    await dropPartition(open(), 'dropping', 99);
    expect(await all('dropping')).toEqual([[2, 2]]);
    await put('dropping', [[1, 1]], 'one');
    expect(await all('dropping')).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test('a text names a partition, whatever stands in it', async () => {
    const columns = [{ name: 'place', type: 'String' }];
    await open().define([
      definition('places', { columns, partitionBy: 'place', orderBy: ['place'], shardBy: 'cityHash64(place)' }),
    ]);
    const odd = "o'n\\e";
    await open().execute(sql`insert into places select arrayJoin(${value('Array(String)', [odd, 'two'])})`);
    await dropPartition(open(), 'places', odd);
    expect(await open().rows(statement('select place from places'))).toEqual([{ place: 'two' }]);
  });

  test('truncate leaves the table empty and ready', async () => {
    await open().define([definition('emptied')]);
    await put('emptied', [[1, 1]], 'one');
    await truncate(open(), 'emptied');
    expect(await all('emptied')).toEqual([]);
    await put('emptied', [[1, 1]], 'one');
    expect(await all('emptied')).toEqual([[1, 1]]);
  });

  test('a swap puts what one table held under the name of the other', async () => {
    await open().define([definition('left'), definition('right')]);
    await put('left', [[1, 1]]);
    await put('right', [
      [2, 2],
      [3, 3],
    ]);
    await renameSwap(open(), { from: 'right', to: 'left' });
    expect(await all('left')).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  test('a dropped table does not exist, and dropping it again is no error', async () => {
    await open().define([definition('fleeting')]);
    await dropTable(open(), 'fleeting');
    await dropTable(open(), 'fleeting');
    expect(await exists(open(), 'fleeting')).toBe(false);
  });

  test('an estimate counts what the indexes leave, with parameters bound', async () => {
    await open().define([definition('large')]);
    await open().execute('insert into large select 202610 + number % 2, number from numbers(200000)');
    const everything = await estimate(open(), statement('select count() from large where k % 7 = 3'));
    const month = await estimate(open(), sql`select k from large where period = ${value('UInt32', 202610)}`);
    expect(everything.rows).toBe(200_000);
    expect(month.rows).toBe(100_000);
    expect(month.marks).toBeGreaterThan(0);
  });

  test('the version is told, with whether it will do', async () => {
    expect(await warehouseVersion(open())).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      supported: true,
    });
    const old = { version: async () => '24.12.1.1' };
    expect(await warehouseVersion(old)).toMatchObject({ supported: false });
  });
});
