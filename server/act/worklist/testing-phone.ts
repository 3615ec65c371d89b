import { randomUUID } from 'node:crypto';
import type { ClientAction } from '#contract';
import { systemClock, type Actor } from '#platform/context';
import { permissions } from '#platform/access';
import { openEvents } from '#platform/outbox';
import { openRecords } from '#platform/records';
import { sendActions } from './actions.ts';

/*
 * A process for the fault test: `node testing-phone.ts <store config as JSON> <first order> <orders>`. It sends the
 * results of orders in small batches, repeats some, and says which actions have been acknowledged.
 */

const [config = '{}', first = '0', orders = '0'] = process.argv.slice(2);
const store = await openRecords(JSON.parse(config));
const events = await openEvents(store, (error) => process.stderr.write(`${String(error)}\n`));
const li: Actor = {
  accountId: 'li',
  login: 'li',
  personId: 'li',
  name: { en: 'li', zh: 'li' },
  roles: ['frontline'],
  permissions: permissions(['frontline']),
  orgUnitId: 'g1',
  scope: { kind: 'units', units: ['g1'] },
};
const batchSize = 7;

let before: ClientAction[] = [];
for (let order = Number(first); order < Number(first) + Number(orders); order += batchSize) {
  const batch = Array.from({ length: batchSize }, (_, i): ClientAction => ({
    id: randomUUID(),
    workOrderId: `october.${order + i}`,
    at: '2026-10-05T10:00:00Z',
    kind: 'result',
    result: { kind: 'accepted', feedback: { rival: 'A' } },
  }));
  const sent = await sendActions({ actor: li, db: store.db, clock: systemClock, events }, [
    ...before.slice(0, 3),
    ...batch,
  ]);
  process.stdout.write(sent.map(({ id, status }) => `${id} ${status}\n`).join(''));
  before = batch;
}
await new Promise(() => setInterval(() => {}, 1000));
