import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '#contract';
import { accessMigrations } from '#platform/access';
import { systemClock } from '#platform/context';
import type { Feature } from '#platform/feature';
import { jobMigrations } from '#platform/jobs';
import { checkBackup, restoreBackup } from '#platform/operations';
import { outboxMigrations } from '#platform/outbox';
import { replacementMigrations, settleReplacements } from '#platform/replacements';
import { migrate, openRecords, type MigrationSource, type RecordStore } from '#platform/records';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import { features } from './compose.ts';
import type { Config } from './config.ts';
import { DirectoryTaken, takeLock } from './lock.ts';

export interface Stores {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
}

export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Opens both; what is to be closed is added to `closing`, also when one of them fails. */
export async function openStores(config: Config, closing: (() => Promise<void> | void)[]): Promise<Stores> {
  const opening = [
    openRecords(config.databaseUrl ? { url: config.databaseUrl } : config),
    openWarehouse(
      config.warehouseUrl ? { url: config.warehouseUrl } : { dataDirectory: `${config.dataDirectory}/warehouse` },
    ),
  ] as const;
  const [records, warehouse] = await Promise.allSettled(opening);
  for (const opened of [records, warehouse])
    if (opened.status === 'fulfilled') closing.push(() => opened.value.close());
  if (records.status === 'rejected') throw records.reason;
  if (warehouse.status === 'rejected') throw warehouse.reason;
  return { store: records.value, warehouse: warehouse.value };
}

/** Brings both stores to this version, and puts right what a kill has caught half replaced. Resolves to the migrations applied. */
export async function prepareStores(
  { store, warehouse }: Stores,
  list: readonly Feature[],
): Promise<{ applied: readonly string[] }> {
  const migrated = await migrate(store, migrationsOf(list));
  // Before tables get the columns of a newer version: both tables of a replacement still have the same.
  await settleReplacements({ db: store.db, warehouse });
  await warehouse.define(list.flatMap((feature) => feature.tables ?? []));
  return migrated;
}

function migrationsOf(list: readonly Feature[]): MigrationSource[] {
  return [
    accessMigrations,
    { feature: 'jobs', directory: jobMigrations },
    { feature: 'outbox', directory: outboxMigrations },
    { feature: 'replacements', directory: replacementMigrations },
    ...list.flatMap(({ name, migrations }) => (migrations ? [{ feature: name, directory: migrations }] : [])),
  ];
}

/**
 * Brings both stores of an installation that is not running to this version.
 * @throws DirectoryTaken when a server runs on them (it has done so itself, when it started).
 */
export async function migrateStores(config: Config): Promise<{ applied: readonly string[] }> {
  return withStores(config, (stores) => prepareStores(stores, listFor(config, stores)));
}

/**
 * Fills an empty data directory (and an empty PostgreSQL, where DATABASE_URL names one) from a backup.
 * @throws Problem when the directory or the database is not empty, or the file is damaged or newer; nothing was written.
 */
export async function restoreStores(
  config: Config,
  file: string,
  progress: (fraction: number, message: string) => void,
): Promise<{ at: string; sections: number; warehouse: boolean; applied: readonly string[] }> {
  await mkdir(config.dataDirectory, { recursive: true });
  if ((await readdir(config.dataDirectory)).length > 0) {
    throw new Problem(
      'conflict',
      'directory-not-empty',
      `${config.dataDirectory} is not empty: name a new directory with --data.`,
      { parameters: { directory: config.dataDirectory } },
    );
  }
  const head = await checkBackup(file, progress);
  try {
    return await withStores(config, async (stores) => {
      const list = listFor(config, stores);
      const target = {
        ...stores,
        warehouseIsEmbedded: config.warehouseUrl === undefined,
        migrations: migrationsOf(list),
      };
      const restored = await restoreBackup(target, file, head, { directory: config.dataDirectory, progress });
      return { ...restored, ...(await prepareStores(stores, list)) };
    });
  } catch (error) {
    // It was empty when this began, and is so again: half a restored installation must not be taken for a whole one.
    if (!(error instanceof DirectoryTaken))
      for (const name of await readdir(config.dataDirectory))
        await rm(join(config.dataDirectory, name), { recursive: true, force: true });
    throw error;
  }
}

async function withStores<T>(config: Config, work: (stores: Stores) => Promise<T>): Promise<T> {
  const closing: (() => Promise<void> | void)[] = [];
  try {
    const lock = takeLock(config.dataDirectory, '');
    closing.push(() => lock.release());
    return await work(await openStores(config, closing));
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** The features as far as their schemas go: nothing of them runs here. */
function listFor(config: Config, stores: Stores): readonly Feature[] {
  return features({
    ...stores,
    clock: systemClock,
    dataDirectory: config.dataDirectory,
    globalHoldout: config.globalHoldout,
    jobs: () => {
      throw new Error('No jobs run while the stores are migrated or restored');
    },
    events: { subscribe: () => () => {} },
    version,
    warehouseIsEmbedded: config.warehouseUrl === undefined,
  });
}
