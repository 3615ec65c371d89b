import { createLog } from '#platform/log';
import { migrate, openRecords } from '#platform/records';
import { replacementMigrations, settleReplacements } from '#platform/replacements';
import { openWarehouse } from '#platform/warehouse';
import { organisation } from '#know/organisation';
import { binary, call, column, float } from '#query';
import { publishField } from './published-fields.ts';
import { buildRecord } from './record-build.ts';
import { identityTable, recordTable } from './customer-tables.ts';
import { entityTable, registryTable, systemActor } from './testing-world.ts';

/**
 * A process of its own that builds the record over and over until it is killed, or, with `publish`, publishes a field of it.
 * Arguments: directory, and `seed` to fill it first, `once` to build but once.
 */
const [directory = '', ...tasks] = process.argv.slice(2);
const warehouse = await openWarehouse({ dataDirectory: `${directory}/warehouse` });
const records = await openRecords({ dataDirectory: `${directory}/records` });
await migrate(records, [
  { feature: 'replacements', directory: replacementMigrations },
  { feature: 'organisation', directory: organisation.migrations ?? new URL('./', import.meta.url) },
  { feature: 'customers', directory: new URL('./migrations/', import.meta.url) },
]);
await warehouse.define([recordTable, identityTable, registryTable, entityTable('customer'), entityTable('bill')]);
if (tasks.includes('seed')) {
  await warehouse.execute(
    `insert into customer_key select concat('c', toString(number)), number + 1 from numbers(3000)`,
  );
  await warehouse.execute(
    `insert into entity_customer (feed, period, customer_key, customer_id, phone) select 'c', 0, number + 1, concat('c', toString(number)), toString(13800000000 + intDiv(number, 2)) from numbers(3000)`,
  );
  for (const month of [8, 9, 10]) {
    await warehouse.execute(
      `insert into entity_bill (feed, period, customer_key, customer_id, arpu) select 'b', ${202600 + month}, number + 1, concat('c', toString(number)), number from numbers(3000)`,
    );
  }
}
const context = { db: records.db, warehouse, clock: { now: () => new Date() }, log: createLog('silent') };
await settleReplacements({ db: records.db, warehouse });
for (let version = 1; tasks.includes('publish'); version++) {
  await publishField(
    { ...context, actor: systemActor },
    {
      kind: 'score',
      id: 'versions',
      labels: { en: 'Versions', zh: '版本' },
      // The same for everybody, so that a month that is half one version and half another shows.
      expression: binary(call('toFloat64', column('period')), '+', float(version)),
      source: { feature: 'test', version: String(version) },
    },
    { periods: [202609, 202610] },
  );
  process.stdout.write('published\n');
}
for (;;) {
  process.stdout.write('building\n');
  await buildRecord(context, { readExtraFields: async () => [] }, { periods: [202608, 202609, 202610] });
  process.stdout.write('built\n');
  if (tasks.includes('once')) break;
}
await warehouse.close();
await records.close();
process.exit(0);
