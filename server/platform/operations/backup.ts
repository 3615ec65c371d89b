import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '#contract';
import type { Clock, Context } from '#platform/context';
import { defineJob, type JobDefinition, type JobTools } from '#platform/jobs';
import { holdShipping } from '#platform/outbox';
import type { Execute, RecordStore } from '#platform/records';
import type { Warehouse } from '#platform/warehouse';
import { createArchive, type ArchiveWriter } from './archive.ts';
import { appliedMigrations, writeRecords, type AppliedMigration } from './record-tables.ts';
import { copyTables, dropCopies, writeTables } from './warehouse-tables.ts';

/** Written first in every backup. A change of form that an older product could not read raises the version. */
export const backupVersion = 1;
export interface BackupHead {
  readonly format: 'gridloop-backup';
  readonly version: number;
  readonly product: string;
  readonly at: string;
  readonly warehouse: 'included' | 'left to ClickHouse';
  readonly migrations: readonly AppliedMigration[];
}

export interface BackupPorts {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly version: string;
  /** False for a ClickHouse server: then its own BACKUP copies it, and this one holds the records alone. */
  readonly warehouseIsEmbedded: boolean;
}

const File = z.object({ file: z.string().min(1) });

export function backupJob(ports: BackupPorts): JobDefinition {
  return defineJob({
    name: 'backup',
    schema: File,
    retry: { limit: 0 },
    handler: (context, { file }, tools) => backUp(ports, context, file, tools),
  });
}

/** @throws Problem when the file cannot be put there: before the job, while somebody still looks. */
export async function checkTarget(file: string): Promise<void> {
  if (!isAbsolute(file)) throw refused(file, 'give the whole path, from the root');
  const directory = await stat(dirname(file)).catch(() => undefined);
  if (!directory?.isDirectory()) throw refused(file, `there is no folder ${dirname(file)} on the server’s machine`);
  if ((await stat(file).catch(() => undefined))?.isDirectory()) throw refused(file, 'it is a folder');
}

const refused = (file: string, reason: string) =>
  new Problem('invalid', 'backup-target', `The backup cannot be written to ${file}: ${reason}.`, {
    parameters: { file, reason },
  });

/*
 *   hold shipping ─▶ snapshot of the records ─▶ links to the warehouse's parts ─▶ let go ─▶ write both at leisure
 *
 * The records are looked at first, so a load that ends in between is at worst unknown to them and is done again. While
 * shipping is held a row of the outbox is in one of the two stores, never in both.
 */
async function backUp(
  ports: BackupPorts,
  context: Context,
  file: string,
  tools: Pick<JobTools, 'progress' | 'signal'>,
) {
  const draft = `${file}.part`;
  const directory = await mkdtemp(join(dirname(file), '.gridloop-backup-'));
  const archive = await createArchive(draft);
  try {
    await tools.progress(0, 'The records');
    const { records, tables } = await writeSnapshot(ports, context, archive);
    const onTable = (done: number, name: string) => tools.progress(0.3 + (0.7 * done) / (tables.length || 1), name);
    const warehouse = ports.warehouseIsEmbedded
      ? await writeTables(ports.warehouse, archive, tables, { directory, signal: tools.signal, onTable })
      : null;
    await archive.finish();
    await archive.close();
    await rename(draft, file);
    return { file, bytes: (await stat(file)).size, records, warehouse };
  } finally {
    await archive.close().catch(() => {});
    await rm(draft, { force: true });
    await rm(directory, { recursive: true, force: true });
    if (ports.warehouseIsEmbedded) await dropCopies(ports.warehouse);
  }
}

async function writeSnapshot({ store, warehouse, ...ports }: BackupPorts, context: Context, archive: ArchiveWriter) {
  const letGo = await holdShipping(store, context.outbox);
  let held = true;
  const release = async () => {
    if (held) await letGo();
    held = false;
  };
  try {
    return await store.transaction(async (execute) => {
      await beginSnapshot(execute);
      const tables = ports.warehouseIsEmbedded ? await copyTables(warehouse) : [];
      await release();
      const head: BackupHead = {
        format: 'gridloop-backup',
        version: backupVersion,
        product: ports.version,
        at: ports.clock.now().toISOString(),
        warehouse: ports.warehouseIsEmbedded ? 'included' : 'left to ClickHouse',
        migrations: await appliedMigrations(execute),
      };
      await archive.add('backup.json', Buffer.from(JSON.stringify(head, null, 1)));
      return { records: await writeRecords(execute, archive), tables };
    });
  } finally {
    await release();
  }
}

/** The snapshot of a repeatable-read transaction is the moment of its first query. */
async function beginSnapshot(execute: Execute): Promise<void> {
  await execute('set transaction isolation level repeatable read, read only');
  await execute('select 1 from schema_migration limit 1');
}
