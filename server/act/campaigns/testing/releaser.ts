import { openRecords } from '#platform/records';
import { openWarehouse } from '#platform/warehouse';
import { releaseTargets } from '../release.ts';
import { atOnce, testPorts, visitWorld } from './world.ts';

/** A process that releases wave 1 of a campaign, to be killed at it. Arguments: the stores as JSON, and the campaign. */
const { records, warehouse } = JSON.parse(process.argv[2] ?? '') as {
  records: { url: string } | { dataDirectory: string };
  warehouse: string;
};
const store = await openRecords(records);
const world = visitWorld(store, await openWarehouse({ dataDirectory: warehouse }));
process.stdout.write('ready\n');
const tools = { ...atOnce, progress: async () => void process.stdout.write('batch\n') };
await releaseTargets(
  await world.context(),
  testPorts,
  { campaign: process.argv[3] ?? '', wave: 1, by: 'releaser' },
  tools,
);
await world.close();
await world.warehouse.close();
process.stdout.write('done\n');
