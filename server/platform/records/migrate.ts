import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Execute, RecordStore } from './index.ts';

/** The migrations of one feature: `<directory>/001-name.sql`, `002-…`. */
export interface MigrationSource {
  readonly feature: string;
  readonly directory: URL;
}

/** The migrations on disk and those in the store do not agree. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface Migration {
  readonly feature: string;
  readonly file: string;
  readonly text: string;
  readonly checksum: string;
}

/** 'gridloop' in the first bytes: one number for all processes, so that one migrates and the others wait. */
const MIGRATION_LOCK = 0x67726964;
const FILE_NAME = /^\d{3}-[a-z0-9-]+\.sql$/;
const HISTORY = `create table if not exists schema_migration (
  feature text not null,
  file text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  primary key (feature, file)
)`;

/**
 * Applies what is new, in the order of the sources and then of the file names, each file in its own transaction. Any
 * number of processes may do so at once. Resolves to the files applied here, as 'feature/file'. With `wanted` only the
 * files it picks are looked at: a restore begins with the schema the backup was made from.
 * @throws MigrationError when an applied file has changed or a name is not of the form 001-name.sql.
 */
export async function migrate(
  store: RecordStore,
  sources: readonly MigrationSource[],
  wanted: (name: string, checksum: string) => boolean = () => true,
): Promise<{ applied: readonly string[] }> {
  const found = (await Promise.all(sources.map(read))).flat();
  const migrations = found.filter((migration) => wanted(name(migration), migration.checksum));
  await store.transaction(async (execute) => {
    await lock(execute);
    await execute(HISTORY);
  });
  const known = await appliedChecksums(store.execute);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (isApplied(migration, known)) continue;
    if (await store.transaction((execute) => apply(execute, migration))) applied.push(name(migration));
  }
  return { applied };
}

async function read(source: MigrationSource): Promise<Migration[]> {
  const { feature, directory } = source;
  const base = directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`);
  const files = (await readdir(base)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      if (!FILE_NAME.test(file))
        throw new MigrationError(`${feature}/${file}: a migration is named like 001-what-it-does.sql.`);
      // Line ends depend on the checkout, and must not make a file look changed.
      const text = (await readFile(new URL(file, base), 'utf8')).replaceAll('\r\n', '\n');
      return { feature, file, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Another process may have applied it since: what counts is what stands in the history once we hold the lock. */
async function apply(execute: Execute, migration: Migration): Promise<boolean> {
  await lock(execute);
  if (isApplied(migration, await appliedChecksums(execute))) return false;
  try {
    await execute(migration.text);
  } catch (cause) {
    throw new MigrationError(`${name(migration)} failed: ${String(cause)}`, { cause });
  }
  const { feature, file, checksum } = migration;
  await execute('insert into schema_migration (feature, file, checksum) values ($1, $2, $3)', [
    feature,
    file,
    checksum,
  ]);
  return true;
}

async function lock(execute: Execute): Promise<void> {
  await execute('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

async function appliedChecksums(execute: Execute): Promise<Map<string, string>> {
  const { rows } = await execute('select feature, file, checksum from schema_migration');
  return new Map(rows.map(({ feature, file, checksum }) => [`${String(feature)}/${String(file)}`, String(checksum)]));
}

function isApplied(migration: Migration, known: ReadonlyMap<string, string>): boolean {
  const checksum = known.get(name(migration));
  if (checksum !== undefined && checksum !== migration.checksum) {
    throw new MigrationError(
      `${name(migration)} was changed after it had been applied to this store. Restore the file and put the change into a new migration.`,
    );
  }
  return checksum !== undefined;
}

function name({ feature, file }: { feature: string; file: string }): string {
  return `${feature}/${file}`;
}
