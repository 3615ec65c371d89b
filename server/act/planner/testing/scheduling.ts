import { openRecords } from '#platform/records';
import { openWarehouse } from '#platform/warehouse';
import { scheduleByJob, testPorts, visitWorld } from '#act/campaigns/testing';
import { planningScheduler } from '../campaigns/planning-scheduler.ts';
import { touchedBy } from '../campaigns/touched.ts';
import { planner } from '../feature.ts';

/**
 * A process that plans a campaign as the job does, saying each step, to be killed at it. Arguments: the folder of the stores,
 * the campaign, and 'anew' to plan anew after a change, keeping promises.
 */
const [, , directory = '', campaign = '', anew] = process.argv;
const store = await openRecords({ dataDirectory: `${directory}/records` });
const warehouse = await openWarehouse({ dataDirectory: `${directory}/warehouse` });
const ports = { ...testPorts, scheduler: planningScheduler, touches: touchedBy };
const changes = anew === 'anew' ? { stability: 1000 } : undefined;
const world = visitWorld(store, warehouse, ports, [planner]);
const say = (word: string) => void process.stdout.write(`${word}\n`);
say('ready');
await scheduleByJob(world, ports, { campaign, by: 'planner', changes }, async (_, message) => say(message ?? ''));
say('done');
await world.close();
await warehouse.close();
