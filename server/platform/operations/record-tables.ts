import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Execute } from '#platform/records';
import { outboxAsBackedUp } from '#platform/outbox';
import type { ArchiveEntry, ArchiveWriter } from './archive.ts';
import { damaged } from './archive.ts';

/*
 * Every table of the record store as gzip JSON lines: the first line of a section names its columns, each line after
 * it is one row, each value as PostgreSQL's own text. Text is what both engines write and read without loss.
 */

const rowsPerFetch = 500;
const sectionCharacters = 4_000_000;
const compress = promisify(gzip);
const expand = promisify(gunzip);
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Its history is written by migrating, not copied. */
const notCopied = 'schema_migration';

export interface AppliedMigration {
  readonly feature: string;
  readonly file: string;
  readonly checksum: string;
}

export async function appliedMigrations(execute: Execute): Promise<AppliedMigration[]> {
  const { rows } = await execute(
    'select feature, file, checksum from schema_migration order by applied_at, feature, file',
  );
  return rows as unknown as AppliedMigration[];
}

/** Writes all tables and sequences of the schema public; the caller's transaction is the snapshot. */
export async function writeRecords(
  execute: Execute,
  archive: ArchiveWriter,
): Promise<{ tables: number; rows: number }> {
  // Whatever the server's settings are, values are written in one form.
  await execute(
    "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1",
  );
  const tables = await columnsOfTables(execute);
  let rows = 0;
  for (const [table, columns] of tables) rows += await writeTable(execute, archive, table, [...columns.keys()]);
  await archive.add('records/sequences.json', Buffer.from(JSON.stringify(await sequences(execute))));
  return { tables: tables.size, rows };
}

async function writeTable(
  execute: Execute,
  archive: ArchiveWriter,
  table: string,
  columns: readonly string[],
): Promise<number> {
  const source = table === 'outbox' ? `(${outboxAsBackedUp}) as outbox` : quote(table);
  const values = columns.map((column) => `${quote(column)}::text`).join(', ');
  await execute(
    `declare backed_up no scroll cursor for select array_to_json(array[${values}])::text as line from ${source}`,
  );
  const head = JSON.stringify(columns);
  let lines = [head];
  let characters = 0;
  let count = 0;
  let section = 0;
  const flush = async () => {
    const name = `records/${table}/${String(++section).padStart(6, '0')}.jsonl.gz`;
    await archive.add(name, await compress(Buffer.from(`${lines.join('\n')}\n`), { level: 6 }));
    lines = [head];
    characters = 0;
  };
  for (;;) {
    const { rows } = await execute(`fetch ${rowsPerFetch} from backed_up`);
    for (const { line } of rows) {
      lines.push(String(line));
      characters += String(line).length;
      if (characters >= sectionCharacters) await flush();
    }
    count += rows.length;
    if (rows.length < rowsPerFetch) break;
  }
  if (lines.length > 1) await flush();
  await execute('close backed_up');
  return count;
}

/** The tables of the schema public and, in order, their columns with the types they are written in. */
async function columnsOfTables(execute: Execute): Promise<Map<string, Map<string, string>>> {
  const { rows } = await execute(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> $1
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by c.relname, a.attnum`,
    [notCopied],
  );
  const tables = new Map<string, Map<string, string>>();
  for (const { table, column, type } of rows) {
    const columns = tables.get(String(table)) ?? new Map<string, string>();
    tables.set(String(table), columns.set(String(column), String(type)));
  }
  return tables;
}

interface Sequence {
  readonly name: string;
  readonly value: string;
  readonly called: boolean;
}

async function sequences(execute: Execute): Promise<Sequence[]> {
  const { rows } = await execute(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname",
  );
  const found: Sequence[] = [];
  for (const { name } of rows) {
    const [at] = (await execute(`select last_value::text as value, is_called as called from ${quote(String(name))}`))
      .rows;
    found.push({ name: String(name), value: String(at?.['value']), called: at?.['called'] === true });
  }
  return found;
}

/** Whether nothing has ever been put here: a fresh database has no table. */
export async function isEmpty(execute: Execute): Promise<boolean> {
  const { rows } = await execute(
    "select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') limit 1",
  );
  return rows.length === 0;
}

/** Fills migrated tables within the caller's transaction. Foreign keys come last, and so prove the whole. */
export async function fillTables(
  execute: Execute,
  fill: (readEntry: (entry: ArchiveEntry) => Promise<void>) => Promise<void>,
): Promise<void> {
  const tables = await columnsOfTables(execute);
  const keys = await foreignKeys(execute);
  for (const { table, name } of keys) await execute(`alter table ${table} drop constraint ${quote(name)}`);
  for (const table of tables.keys()) await execute(`alter table ${quote(table)} disable trigger user`);
  await execute(`truncate ${[...tables.keys()].map(quote).join(', ')}`);
  await fill((entry) => readEntry(execute, tables, entry));
  for (const table of tables.keys()) await execute(`alter table ${quote(table)} enable trigger user`);
  for (const { table, name, definition } of keys)
    await execute(`alter table ${table} add constraint ${quote(name)} ${definition}`);
}

async function foreignKeys(execute: Execute): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await execute(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`,
  );
  return rows as { table: string; name: string; definition: string }[];
}

async function readEntry(
  execute: Execute,
  tables: ReadonlyMap<string, ReadonlyMap<string, string>>,
  entry: ArchiveEntry,
): Promise<void> {
  if (entry.name === 'records/sequences.json') {
    for (const { name, value, called } of JSON.parse((await entry.content()).toString()) as Sequence[])
      await execute('select setval($1::text::regclass, $2::text::bigint, $3)', [quote(name), value, called]);
    return;
  }
  const table = entry.name.split('/')[1] ?? '';
  const types = tables.get(table);
  if (!types) throw damaged(`it holds the table ${table}, which its migrations do not make`);
  const [head = '', ...lines] = (await expand(await entry.content())).toString().trimEnd().split('\n');
  const columns = JSON.parse(head) as string[];
  const unknown = columns.find((column) => !types.has(column));
  if (unknown !== undefined) throw damaged(`${table} holds the column ${unknown}, which its migrations do not make`);
  const values = columns.map((column, i) => `(r ->> ${i})::${types.get(column)}`).join(', ');
  await execute(
    `insert into ${quote(table)} (${columns.map(quote).join(', ')}) overriding system value
     select ${values} from json_array_elements($1::text::json) as lines (r)`,
    [`[${lines.join(',')}]`],
  );
}
