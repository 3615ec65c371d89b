import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addColumnsDdl, ddl } from './ddl.ts';
import { statement } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';
import { openEngines } from './testing/engines.ts';
import type { Engines } from './testing/engines.ts';
import { dropPartitionSql, dropTableSql, partitionText, replacePartitionSql, truncateSql } from './upkeep.ts';
import type { Topology } from './warehouse.ts';

let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

const single: Topology = { kind: 'single' };
const cluster: Topology = { kind: 'cluster', cluster: 'telco-1' };

/** ClickHouse's own parser; it throws on what it cannot read. */
const parse = async (sql: string): Promise<string> =>
  (await engines.embedded.rows<{ explain: string }>(statement(`explain ast ${sql}`)))
    .map((row) => row.explain)
    .join('\n');

const record: TableDefinition = {
  name: 'customer_record',
  columns: [
    { name: 'period', type: 'UInt32' },
    { name: 'customer_key', type: 'UInt32' },
    { name: 'arpu.mean3', type: 'Nullable(Float64)', comment: "the customer's mean" },
  ],
  engine: { kind: 'replacing', version: 'period' },
  partitionBy: 'period',
  orderBy: ['customer_key'],
  shardBy: 'customer_key',
};

const name = fc.oneof(
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/),
  fc.constantFrom('arpu.mean3', '客户', 'back`tick', 'back\\slash', "quo'te", 'select', 'a b', '{p:String}'),
);
const type = fc.constantFrom(
  'UInt32',
  'String',
  'Nullable(Float64)',
  'LowCardinality(Nullable(String))',
  "DateTime64(3, 'UTC')",
  'Array(UInt32)',
  "Enum8('a' = 1, 'b' = 2)",
  'Decimal(18, 2)',
  'AggregateFunction(groupBitmap, UInt32)',
  'Bool',
);
const tables: fc.Arbitrary<TableDefinition> = fc
  .record({
    name: fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/),
    extra: fc.uniqueArray(fc.record({ name, type, comment: fc.string() }), {
      maxLength: 6,
      selector: (column) => column.name,
    }),
    engine: fc.constantFrom<TableDefinition['engine']>(
      { kind: 'merge-tree' },
      { kind: 'replacing' },
      { kind: 'replacing', version: 'v key' },
      { kind: 'aggregating' },
    ),
    partitioned: fc.boolean(),
    everywhere: fc.boolean(),
    settings: fc.constantFrom({}, { index_granularity: 4096 }, { storage_policy: 'default' }),
  })
  .filter(
    ({ engine, extra }) => engine.kind !== 'aggregating' || extra.every(({ type: of }) => of.startsWith('Aggregate')),
  )
  .map(({ extra, partitioned, everywhere, ...rest }) => ({
    ...rest,
    columns: [{ name: 'v key', type: 'UInt32' }, ...extra],
    ...(partitioned ? { partitionBy: 'intDiv(`v key`, 100)' } : {}),
    orderBy: ['`v key`', 'intHash32(`v key`)'],
    shardBy: everywhere ? 'everywhere' : '`v key`',
  }));

describe('table definitions', () => {
  test('ClickHouse reads the DDL of any table, for a cluster as for one node', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.constantFrom(single, cluster), async (table, topology) => {
        const statements = [...ddl(table, topology), ...addColumnsDdl(table, table.columns, topology)];
        for (const sql of statements) expect(await parse(sql)).toMatch(/^(CreateQuery|AlterQuery)/);
      }),
      { numRuns: 80 },
    );
  });

  test(
    'the engine makes any table on one node, with its columns, and again without complaint',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(tables, async (table) => {
          await engines.embedded.define([table]);
          await engines.embedded.define([table]);
          const found = statement(
            'select name from system.columns where database = currentDatabase() and table = {t:String} order by position',
            { t: table.name },
          );
          const names = (await engines.embedded.rows<{ name: string }>(found)).map((row) => row.name);
          expect(names).toEqual(table.columns.map((column) => column.name));
          await engines.embedded.execute(dropTableSql(single, table.name));
        }),
        { numRuns: 25 },
      );
    },
  );

  test('one node: one table that knows repeated blocks', () => {
    expect(ddl(record, single)).toEqual([
      [
        'create table if not exists `customer_record` (',
        '  `period` UInt32,\n  `customer_key` UInt32,',
        "  `arpu.mean3` Nullable(Float64) comment 'the customer\\'s mean'",
        ') engine = ReplacingMergeTree(`period`)',
        'partition by period',
        'order by (customer_key)',
        'settings non_replicated_deduplication_window = 1000',
      ].join('\n'),
    ]);
  });

  test('a cluster: a replicated table on each shard and a face that spreads by the key', () => {
    const [local = '', face = ''] = ddl(record, cluster);
    expect(local).toContain('create table if not exists `customer_record_local` on cluster `telco-1` (');
    expect(local).toContain(
      "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/customer_record', '{replica}', `period`)",
    );
    expect(local).toContain('settings replicated_deduplication_window = 1000');
    expect(face).toContain('create table if not exists `customer_record` on cluster `telco-1` (');
    expect(face).toContain("engine = Distributed('telco-1', currentDatabase(), 'customer_record_local', customer_key)");
  });

  test('a table that is everywhere has one set of copies over all nodes and no face', () => {
    const statements = ddl({ ...record, shardBy: 'everywhere' }, cluster);
    expect(statements).toHaveLength(1);
    expect(statements[0]).toContain("'/clickhouse/tables/everywhere/{database}/customer_record', '{shard}-{replica}'");
    expect(statements[0]).toContain('`customer_record` on cluster');
  });

  test('a new column comes to the data before the face', () => {
    const [first, second] = addColumnsDdl(record, [{ name: 'x', type: 'Bool' }], cluster);
    expect(first).toBe('alter table `customer_record_local` on cluster `telco-1` add column if not exists `x` Bool');
    expect(second).toBe('alter table `customer_record` on cluster `telco-1` add column if not exists `x` Bool');
    expect(addColumnsDdl(record, [{ name: 'x', type: 'Bool' }], single)).toHaveLength(1);
  });

  test('a codec packs what is stored, and is not said of the face', () => {
    const x = { name: 'x', type: 'Int64', comment: 'c', codec: 'T64, LZ4' };
    const [data, face] = ddl({ ...record, columns: [...record.columns, x] }, cluster);
    expect(data).toContain("`x` Int64 comment 'c' codec(T64, LZ4)");
    expect(face).not.toContain('codec');
    const [first, second] = addColumnsDdl(record, [x], cluster);
    expect(first).toMatch(/codec\(T64, LZ4\)$/);
    expect(second).not.toContain('codec');
  });

  test('ClickHouse reads every statement of upkeep on a cluster', async () => {
    const partitions = [202610, -1, "o'n\\e", ''].map(partitionText);
    const statements = [
      ...[...partitions, "id 'all'"].map((partition) => replacePartitionSql(cluster, 'a_local', 'b_local', partition)),
      ...[202610, "o'n\\e"].map((partition) => dropPartitionSql(cluster, 'a_local', partition)),
      truncateSql(cluster, 'a_local'),
      dropTableSql(cluster, 'a_local'),
    ];
    for (const sql of statements) {
      expect(sql).toContain('on cluster `telco-1`');
      expect(await parse(sql)).toMatch(/^(AlterQuery|DropQuery|TruncateQuery)/);
    }
  });

  test('the parser of these tests refuses what is no DDL', async () => {
    await expect(parse('create table t on cluster c (a UInt32) engine MergeTree order by')).rejects.toMatchObject({
      clickhouseCode: 62,
    });
  });
});
