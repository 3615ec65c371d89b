import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarms, countAlarms, designs, mostOf } from './campaigns.ts';
import { openUntouchedOperator, type UntouchedOperator } from './operator.ts';

// `npm run bench aa` draws 1,000 campaigns of each design on 20,000 customers.
const campaigns = 24;
let directory: string;
let operator: UntouchedOperator;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-aa-'));
  operator = await openUntouchedOperator(directory, { customers: 3000, seed: 7 });
});
afterAll(async () => {
  await operator.close();
  await rm(directory, { recursive: true });
});

test.each(designs)('a campaign in which nothing is done alarms in at most 5%: drawn by $name', async (design) => {
  const counts = await countAlarms(operator, design, campaigns);
  expect(counts.size).toBeGreaterThanOrEqual(Object.keys(alarms).length - 1);
  for (const [alarm, { raised, of }] of counts)
    expect([alarm, raised]).toSatisfy(() => raised <= mostOf(of, alarms[alarm]), `${alarm}: ${raised} of ${of}`);
});
