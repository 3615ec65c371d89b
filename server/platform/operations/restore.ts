import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '#contract';
import { cancelUnfinished } from '#platform/jobs';
import { migrate, type MigrationSource, type RecordStore } from '#platform/records';
import type { Warehouse } from '#platform/warehouse';
import { checksumsName, damaged, readArchive, verifyArchive, type ArchiveEntry } from './archive.ts';
import { backupVersion, type BackupHead } from './backup.ts';
import { fillTables, isEmpty } from './record-tables.ts';
import { createTables, holdsTables, readPartition } from './warehouse-tables.ts';

type Progress = (fraction: number, message: string) => void;

/**
 * Reads the whole backup and compares its checksums, before anything is opened or written.
 * @throws Problem when it is damaged, or of a newer version than this product can read.
 */
export async function checkBackup(file: string, progress: Progress): Promise<BackupHead> {
  const head = await readHead(file);
  const { size } = await stat(file);
  await verifyArchive(file, (read) => progress((0.3 * read) / size, 'Checking the file'));
  return head;
}

async function readHead(file: string): Promise<BackupHead> {
  for await (const entry of readArchive(file)) {
    if (entry.name !== 'backup.json') break;
    const head = JSON.parse((await entry.content()).toString()) as BackupHead;
    if (head.format !== 'gridloop-backup') break;
    if (head.version > backupVersion)
      throw newer(`its form is ${head.version}, this product reads up to ${backupVersion}`);
    return head;
  }
  throw damaged('it does not begin like one');
}

const newer = (reason: string) =>
  new Problem(
    'conflict',
    'backup-newer',
    `The backup was made by a newer version of Gridloop: ${reason}. Install that version first.`,
  );

export interface RestoreTarget {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  readonly warehouseIsEmbedded: boolean;
  readonly migrations: readonly MigrationSource[];
}

/**
 * Fills empty stores with a checked backup: the schema as it was then, the rows of all tables in one transaction, then
 * the warehouse. Migrating to today's schema is the caller's next step.
 * @throws Problem when a store is not empty, or the backup holds migrations this product does not know.
 */
export async function restoreBackup(
  target: RestoreTarget,
  file: string,
  head: BackupHead,
  options: { readonly directory: string; readonly progress: Progress },
): Promise<{ at: string; sections: number; warehouse: boolean }> {
  const { store, warehouse } = target;
  await refuseUnfit(target, head);
  const wanted = new Map(head.migrations.map((m) => [`${m.feature}/${m.file}`, m.checksum]));
  const { applied } = await migrate(store, target.migrations, (name, checksum) => {
    const then = wanted.get(name);
    if (then !== undefined && then !== checksum) throw newer(`its migration ${name} differs from this one`);
    return then !== undefined;
  });
  const unknown = [...wanted.keys()].find((name) => !applied.includes(name));
  if (unknown !== undefined) throw newer(`this one does not know its migration ${unknown}`);
  const { size } = await stat(file);
  let [sections, read] = [0, 0];
  const each = async (prefix: string, work: (entry: ArchiveEntry) => Promise<void>) => {
    for await (const entry of readArchive(file)) {
      if (!entry.name.startsWith(prefix) || entry.name === checksumsName) continue;
      await work(entry);
      sections++;
      options.progress(0.3 + (0.7 * (read += entry.bytes)) / size, entry.name);
    }
  };
  await store.transaction(async (execute) => {
    await fillTables(execute, (readEntry) => each('records/', readEntry));
    await cancelUnfinished(execute, 'It was under way when the backup was made; start it again.');
  });
  if (head.warehouse === 'included') {
    const directory = await mkdtemp(join(options.directory, 'restoring-'));
    await each('warehouse/', (entry) =>
      entry.name === 'warehouse/tables.json'
        ? createTables(warehouse, entry)
        : readPartition(warehouse, entry, directory),
    );
    await rm(directory, { recursive: true, force: true });
  }
  return { at: head.at, sections, warehouse: head.warehouse === 'included' };
}

async function refuseUnfit({ store, warehouse, warehouseIsEmbedded }: RestoreTarget, head: BackupHead): Promise<void> {
  if (!(await isEmpty(store.execute))) {
    throw new Problem(
      'conflict',
      'records-not-empty',
      'The database already has tables: restore into a new, empty one.',
    );
  }
  if (head.warehouse !== 'included') return;
  if (!warehouseIsEmbedded) {
    const remedy =
      'Leave WAREHOUSE_URL out to restore it into the embedded warehouse, or put its Native files (tar xf) in with clickhouse-client.';
    throw new Problem(
      'conflict',
      'warehouse-remote',
      `The backup holds an embedded warehouse, and this one is a ClickHouse server. ${remedy}`,
    );
  }
  if (await holdsTables(warehouse)) {
    throw new Problem(
      'conflict',
      'warehouse-not-empty',
      'The warehouse already has tables: restore into a new, empty directory.',
    );
  }
}
