import { afterAll, beforeAll } from 'vitest';
import type { RecordStore } from '#platform/records';
import { statement, type Warehouse } from '#platform/warehouse';
import { freshWarehouse, openWorld, type World } from '#act/campaigns/testing';
import { planner } from '../feature.ts';

/** A world whose campaigns the planner schedules: opened before a file's tests, closed after them. */
export function plannedWorld(
  open: () => Promise<RecordStore>,
  ports: Parameters<typeof openWorld>[3],
  customers: number,
) {
  let world: World;
  let warehouse: Warehouse;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ warehouse, remove } = await freshWarehouse());
    world = await openWorld(await open(), warehouse, customers, ports, [planner]);
  });
  afterAll(async () => {
    await world.close();
    await remove();
  });
  const ask = <T>(sql: string, params = {}) => warehouse.rows<T>(statement(sql, params));
  return {
    get world() {
      return world;
    },
    ask,
    count: async (from: string): Promise<number> =>
      (await ask<{ n: number }>(`select count() as n from ${from}`))[0]!.n,
  };
}
