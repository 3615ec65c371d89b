import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse } from '../open.ts';
import type { Warehouse } from '../warehouse.ts';
import { serveLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';

/** Both implementations of the port over one chDB directory, for contract tests; each has a database of its own. */
export interface Engines {
  readonly embedded: Warehouse;
  readonly remote: Warehouse;
  readonly loopback: Loopback;
  close(): Promise<void>;
}

export async function openEngines(): Promise<Engines> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-warehouse-'));
  const embedded = await openWarehouse({ dataDirectory: directory });
  await embedded.execute('create database remote');
  const loopback = await serveLoopback(directory);
  const remote = await openWarehouse({ url: `${loopback.url}/remote` });
  return {
    embedded,
    remote,
    loopback,
    close: async () => {
      await remote.close();
      await loopback.close();
      await embedded.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
