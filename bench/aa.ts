import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scoreInterval } from '#learn/measurement';
import { alarms, countAlarms, designs, mostOf, type Alarm } from './aa/campaigns.ts';
import { openUntouchedOperator } from './aa/operator.ts';

/**
 * `npm run bench aa [-- --campaigns 1000] [--customers 20000] [--seed 1] [--design grids]…`: A/A campaigns on the demonstration operator.
 * Each is drawn by the product's split and judged by its report, days and analysis; nobody is contacted, so that every
 * alarm is a false one. Exit code 1 where an alarm is raised more often than its rate allows (chance of that by itself: one
 * in a thousand).
 */
const { values: wanted } = parseArgs({
  options: {
    campaigns: { type: 'string', default: '1000' },
    customers: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    design: { type: 'string', multiple: true, default: designs.map(({ name }) => name) },
  },
});
const campaigns = Number(wanted.campaigns);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const load = () => loadavg()[0]?.toFixed(2);
const percent = (share: number | null) => `${(100 * (share ?? NaN)).toFixed(1)}%`;
const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-aa-'));
try {
  const operator = await openUntouchedOperator(directory, {
    customers: Number(wanted.customers),
    seed: Number(wanted.seed),
  });
  say(
    `${campaigns} A/A campaigns of each design on ${wanted.customers} customers, seed ${wanted.seed}; load average ${load()}`,
  );
  let missed = 0;
  for (const design of designs.filter(({ name }) => wanted.design.includes(name))) {
    const began = performance.now();
    const counts = await countAlarms(operator, design, campaigns);
    say(`${design.name} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
    for (const [alarm, { raised, of }] of counts) {
      if (!print(alarm, raised, of)) missed++;
    }
  }
  say(`load average ${load()}`);
  say(missed === 0 ? 'reached' : 'MISSED');
  process.exitCode = missed === 0 ? 0 : 1;
  await operator.close();
} finally {
  await rm(directory, { recursive: true, force: true });
}

function print(alarm: Alarm, raised: number, of: number): boolean {
  const most = mostOf(of, alarms[alarm]);
  const { estimate, low, high } = scoreInterval(raised / of, of);
  say(
    `  ${alarm.padEnd(30)} ${percent(estimate).padStart(6)} (${percent(low)} to ${percent(high)}; ${raised} of ${of}, at most ${most} may be) ${raised <= most ? 'reached' : 'MISSED'}`,
  );
  return raised <= most;
}
