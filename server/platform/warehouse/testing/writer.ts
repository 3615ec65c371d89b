/**
 * A process that writes until it is killed. Says `begun <step>` before and `done <step>` after each of its steps, which
 * take turns: a block with a token into `blocks`, and a replacement of the one partition of `whole`.
 */
import { writeSync } from 'node:fs';
import { openWarehouse, replacePartition } from '../index.ts';
import { blockRows, lines, tables, wholeRows } from './writer-plan.ts';

const [directory = '', firstStep = '0'] = process.argv.slice(2);
const say = (word: string): void => void writeSync(1, `${word}\n`);

const warehouse = await openWarehouse({ dataDirectory: directory });
await warehouse.define(tables);
for (let step = Number(firstStep); ; step++) {
  say(`begun ${step}`);
  await warehouse.insert({ table: 'blocks', columns: ['period', 'step', 'k'] }, lines(step, blockRows), {
    deduplicationToken: `step ${step}`,
  });
  await warehouse.execute('truncate table staging');
  await warehouse.insert({ table: 'staging', columns: ['period', 'step', 'k'] }, lines(step, wholeRows));
  await replacePartition(warehouse, { from: 'staging', to: 'whole', partition: 202610 });
  say(`done ${step}`);
}
