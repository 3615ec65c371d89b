import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteIdentifier, quoteText, statement, type Warehouse } from '#platform/warehouse';
import type { ArchiveEntry, ArchiveWriter } from './archive.ts';

/*
 * The tables of the embedded warehouse in ClickHouse's Native format, a file a partition: aggregate states go through
 * it as they are. What is written are copies of hard links taken in an instant, so loads go on meanwhile.
 */

const copyPrefix = 'backup_copy__';

interface Table {
  readonly name: string;
  readonly ddl: string;
}

/** Copies of all tables as they are now (the parts are linked, not copied). Drops what a killed backup has left. */
export async function copyTables(warehouse: Warehouse): Promise<Table[]> {
  await dropCopies(warehouse);
  const copied: Table[] = [];
  for (const table of await tablesOf(warehouse)) {
    const copy = quoteIdentifier(copyPrefix + table.name);
    try {
      await warehouse.execute(`create table ${copy} clone as ${quoteIdentifier(table.name)}`);
      copied.push(table);
    } catch (error) {
      // A load's staging table may be gone by now, and then it is not missed.
      if ((await tablesOf(warehouse)).some(({ name }) => name === table.name)) throw error;
      await warehouse.execute(`drop table if exists ${copy} sync`);
    }
  }
  return copied;
}

export async function dropCopies(warehouse: Warehouse): Promise<void> {
  const copies = await warehouse.rows<{ name: string }>(
    statement(
      'select name from system.tables where database = currentDatabase() and startsWith(name, {prefix:String})',
      {
        prefix: copyPrefix,
      },
    ),
  );
  for (const { name } of copies) await warehouse.execute(`drop table if exists ${quoteIdentifier(name)} sync`);
}

async function tablesOf(warehouse: Warehouse): Promise<Table[]> {
  return warehouse.rows<Table>(
    statement(
      `select name, create_table_query as ddl from system.tables
       where database = currentDatabase() and endsWith(engine, 'MergeTree') and not startsWith(name, {prefix:String})
       order by name`,
      { prefix: copyPrefix },
    ),
  );
}

/** Writes the copies, one partition at a time through a file in `directory`. */
export async function writeTables(
  warehouse: Warehouse,
  archive: ArchiveWriter,
  tables: readonly Table[],
  options: {
    readonly directory: string;
    readonly signal: AbortSignal;
    readonly onTable: (done: number, name: string) => Promise<void>;
  },
): Promise<{ tables: number; rows: number }> {
  await mkdir(options.directory, { recursive: true });
  await archive.add('warehouse/tables.json', Buffer.from(JSON.stringify(tables)));
  let rows = 0;
  for (const [index, { name }] of tables.entries()) {
    await options.onTable(index, name);
    const copy = copyPrefix + name;
    const partitions = await partitionsOf(warehouse, copy);
    for (const [number, partition] of partitions.entries()) {
      const file = join(options.directory, 'partition.native.zst');
      await rm(file, { force: true });
      await warehouse.execute(
        `insert into function file(${quoteText(file)}, 'Native') select * from ${quoteIdentifier(copy)} where _partition_id = ${quoteText(partition.id)}`,
        { signal: options.signal },
      );
      await archive.addFile(`warehouse/${name}/${String(number + 1).padStart(6, '0')}.native.zst`, file);
      rows += partition.rows;
    }
  }
  return { tables: tables.length, rows };
}

async function partitionsOf(warehouse: Warehouse, table: string): Promise<{ id: string; rows: number }[]> {
  return warehouse.rows(
    statement(
      `select partition_id as id, sum(rows) as rows from system.parts
       where database = currentDatabase() and table = {table:String} and active group by id order by id`,
      { table },
    ),
  );
}

/** Makes the tables that are in the backup. Later versions of the product add their columns when they start. */
export async function createTables(warehouse: Warehouse, entry: ArchiveEntry): Promise<void> {
  for (const { ddl } of JSON.parse((await entry.content()).toString()) as Table[]) await warehouse.execute(ddl);
}

/** Puts one partition back, through a file in `directory`. */
export async function readPartition(warehouse: Warehouse, entry: ArchiveEntry, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'partition.native.zst');
  const table = entry.name.split('/')[1] ?? '';
  await writeFile(file, entry.pieces());
  await warehouse.execute(
    `insert into ${quoteIdentifier(table)} select * from file(${quoteText(file)}, 'Native') settings insert_deduplicate = 0`,
  );
  await rm(file);
}

export async function holdsTables(warehouse: Warehouse): Promise<boolean> {
  return (await tablesOf(warehouse)).length > 0;
}
