import { openRecords } from '#platform/records';
import { openWarehouse } from '#platform/warehouse';
import { publish, startShipper } from './index.ts';
import { delivery } from './testing-table.ts';

/*
 * A process for the fault test: `node testing-publisher.ts <store config as JSON> <warehouse directory> <first id>`.
 * It publishes and ships without end, and says the first and last id of every transaction once it is acknowledged.
 */

const [config = '{}', warehouseDirectory = '', firstId = '0'] = process.argv.slice(2);

const store = await openRecords(JSON.parse(config));
const warehouse = await openWarehouse({ dataDirectory: warehouseDirectory });
await warehouse.define([delivery]);
await startShipper({
  store,
  warehouse,
  tables: [delivery],
  pollMs: 5,
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});

for (let id = Number(firstId), size = 1; ; id += size) {
  size = 1 + (id % 40);
  const rows = Array.from({ length: size }, (_, index) => ({
    id: id + index,
    day: '2026-11-22',
    text: `第 ${id + index} 行`,
  }));
  await store.db.transaction().execute((trx) => publish(trx, delivery.name, rows));
  process.stdout.write(`${id} ${id + size - 1}\n`);
}
