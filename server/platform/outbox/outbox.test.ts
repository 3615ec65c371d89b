import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, run, type RecordStore } from '#platform/records';
import { recordStores } from '#platform/records/testing';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { lag, outboxMigrations, publish, ship, startShipper, type ShipTarget } from './index.ts';
import { delivery } from './testing-table.ts';

const tables = [delivery];

describe.each(recordStores())('the outbox on $name', ({ name, open }) => {
  let store: RecordStore;
  let warehouse: Warehouse;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gridloop-outbox-'));
    warehouse = await openWarehouse({ dataDirectory: directory });
    await warehouse.define(tables);
    store = await open();
    await migrate(store, [{ feature: 'outbox', directory: outboxMigrations }]);
  });
  beforeEach(async () => {
    await warehouse.execute('truncate table delivery');
    await store.execute('truncate outbox');
  });
  afterAll(async () => {
    await store.close();
    await warehouse.close();
    await rm(directory, { recursive: true });
  });

  async function delivered(): Promise<{ id: number; text: string }[]> {
    return warehouse.rows(statement('select id, text from delivery order by id', {}));
  }

  function row(id: number, text = `row ${id}`) {
    return { id, day: '2026-11-22', text };
  }

  /** The warehouse, whose inserts go another way. */
  function inserting(insert: Warehouse['insert']): ShipTarget['warehouse'] {
    return { topology: warehouse.topology, execute: (...given) => warehouse.execute(...given), insert };
  }

  test('rows arrive as they were given, once, when their transaction has committed', async () => {
    const texts = ['', '"', '\\N', "o'k", '一\n二\t三', '\u2028', '🙂'];
    const failing = store.db.transaction().execute(async (trx) => {
      await publish(trx, 'delivery', [row(99)]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const at = new Date('2026-11-22T01:02:03.456Z');
    await store.db.transaction().execute((trx) =>
      publish(
        trx,
        'delivery',
        texts.map((text, id) => ({ ...row(id, text), at })),
      ),
    );
    expect(await lag(store)).toMatchObject({ rows: texts.length });
    expect(await ship({ store, warehouse, tables })).toBe(texts.length);
    expect(await ship({ store, warehouse, tables })).toBe(0);
    expect(await delivered()).toEqual(texts.map((text, id) => ({ id, text })));
    const instants = await warehouse.rows(
      statement('select distinct toUnixTimestamp64Milli(at) as at from delivery', {}),
    );
    expect(instants).toEqual([{ at: at.getTime() }]);
    expect(await lag(store)).toEqual({ rows: 0, oldestSeconds: 0 });
  });

  test('a batch that the warehouse took, but that was not marked, goes again with the same rows and is not doubled', async () => {
    await publish(store.db, 'delivery', [row(1), row(2)]);
    const inserts: { token: string | undefined; lines: string }[] = [];
    const dying = inserting(async (target, batches, options) => {
      const lines: string[] = [];
      for await (const chunk of batches) lines.push(String(chunk));
      inserts.push({ token: options?.deduplicationToken, lines: lines.join('') });
      await warehouse.insert(target, lines, options);
      if (inserts.length === 1) throw new Error('died before it could say so');
    });
    await expect(ship({ store, warehouse: dying, tables })).rejects.toThrow('died before');
    await publish(store.db, 'delivery', [row(3)]);
    expect(await ship({ store, warehouse: dying, tables })).toBe(2);
    expect(inserts[1]).toEqual(inserts[0]);
    expect(await ship({ store, warehouse: dying, tables })).toBe(1);
    expect((await delivered()).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('a batch of which the engine kept the token and only some rows comes whole at the next go', async () => {
    const at = new Date('2026-11-22T01:02:03.456Z');
    const twin = row(4, "a 'twin'\t\\");
    await publish(store.db, 'delivery', [row(1), { ...row(2), at }, row(3), twin, twin]);
    let goes = 0;
    const forgetful = inserting(async (target, batches) => {
      const lines: string[] = [];
      for await (const chunk of batches) lines.push(...String(chunk).split('\n').filter(Boolean));
      // As the engine does when it is killed between a token and its rows: some are there, and a repeat adds none.
      if (goes++ > 0) return;
      await warehouse.insert(target, [lines[0]!], { format: 'JSONEachRow' });
      throw new Error('killed');
    });
    await expect(ship({ store, warehouse: forgetful, tables })).rejects.toThrow('killed');
    expect(await ship({ store, warehouse: forgetful, tables })).toBe(5);
    expect((await delivered()).map(({ id }) => id)).toEqual([1, 2, 3, 4, 4]);
    const instants = await warehouse.rows(
      statement('select id from delivery where at = {at:String}', { at: '2026-11-22 01:02:03.456' }),
    );
    expect(instants).toEqual([{ id: 2 }]);
    expect((await lag(store)).rows).toBe(0);
  });

  test('a topic that is no table keeps its rows and does not hold up the others', async () => {
    await publish(store.db, 'nowhere', [{ id: 1 }]);
    await publish(store.db, 'delivery', [row(1)]);
    await expect(ship({ store, warehouse, tables })).rejects.toThrow('nowhere, which is no table');
    expect((await delivered()).length).toBe(1);
    expect((await lag(store)).rows).toBe(1);
  });

  test('many rows go in batches of at most 50,000, in the order in which they were published', async () => {
    const rows = Array.from({ length: 60_000 }, (_, id) => row(id));
    await store.db.transaction().execute((trx) => publish(trx, 'delivery', rows));
    expect(await ship({ store, warehouse, tables })).toBe(50_000);
    expect((await delivered()).at(-1)?.id).toBe(49_999);
    expect(await ship({ store, warehouse, tables })).toBe(10_000);
    expect(await delivered()).toHaveLength(60_000);
  });

  test('a shipper ships by itself what is published, and flush waits for it', async () => {
    const errors: unknown[] = [];
    const shipper = await startShipper({
      store,
      warehouse,
      tables,
      pollMs: 60_000,
      onError: (error) => errors.push(error),
    });
    await store.db.transaction().execute((trx) => publish(trx, 'delivery', [row(1)]));
    await expect.poll(delivered, { timeout: 10_000 }).toHaveLength(1);
    await publish(store.db, 'delivery', [row(2)]);
    await shipper.flush();
    expect(await delivered()).toHaveLength(2);
    await shipper.stop();
    expect(errors).toEqual([]);
  });

  test('one worker ships at a time', async () => {
    await publish(store.db, 'delivery', [row(1)]);
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = inserting(async (...given) => {
      begun.resolve();
      await goOn.promise;
      await warehouse.insert(...given);
    });
    const first = ship({ store, warehouse: slow, tables });
    await begun.promise;
    expect(await ship({ store, warehouse, tables })).toBeUndefined();
    goOn.resolve();
    expect(await first).toBe(1);
    expect(await delivered()).toHaveLength(1);
  });

  // On PGlite no transaction stays open while another works.
  if (name === 'postgres') {
    test('a transaction that is still open is not overtaken by later ones', async () => {
      await store.db.transaction().execute(async (early) => {
        await publish(early, 'delivery', [row(1)]);
        await store.db.transaction().execute((late) => publish(late, 'delivery', [row(2)]));
        expect(await ship({ store, warehouse, tables })).toBe(0);
      });
      expect(await ship({ store, warehouse, tables })).toBe(2);
      expect(await run(store.db, 'select 1 from outbox')).toEqual([]);
    });
  }
});
