import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import { readHeader, requireColumns, type Asked, type FileUnits } from './file-units.ts';

/**
 * Brings the columns asked for of a file into a warehouse of its own, that is gone afterwards: no installation is needed
 * and none is touched.
 * @throws Problem with what is wrong of the file
 */
export async function withFileUnits<T>(
  path: string,
  asked: readonly (Asked & { readonly option: string })[],
  work: (warehouse: Warehouse, units: FileUnits) => Promise<T>,
): Promise<T> {
  const { columns, load } = await readHeader(path);
  requireColumns(columns, asked);
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-experiment-'));
  try {
    const warehouse = await openWarehouse({ dataDirectory: directory });
    try {
      return await work(warehouse, await load(warehouse, asked));
    } finally {
      await warehouse.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
