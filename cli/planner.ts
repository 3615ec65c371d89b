import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { createOutput, UsageError } from './output.ts';
import { planCommands } from './plan.ts';
import type { CliPorts, PlannedFromFiles } from './ports.ts';

export function plannerCommands(program: Command, ports: CliPorts): void {
  const planner = program
    .command('planner')
    .description('who gets what, from whom, through which channel, on which day');
  planner
    .command('solve <dir>')
    .description(
      'plan from candidates.csv (customer, offer, channel, person, minutes, cost, gain), people.csv (person, day, minutes), channels.csv (channel, day, capacity), offers.csv (offer, max_count, budget) and limits.json (contacts_per_customer, budget); all but the first may be left out',
    )
    .option('--out <file>', 'write the plan: customer, offer, channel, person, day')
    .option('--threads <n>', 'work with so many threads; the plan is the same with any number')
    .action(async (directory: string, options: { out?: string; threads?: string; json?: boolean }) => {
      const output = createOutput(options.json === true);
      const threads = options.threads === undefined ? undefined : threadsOf(options.threads);
      if (!existsSync(directory) || !statSync(directory).isDirectory())
        throw new UsageError(
          `There is no directory ${directory}. It holds candidates.csv and, where there are such limits, people.csv, channels.csv, offers.csv and limits.json.`,
        );
      const out = options.out === undefined ? undefined : resolve(options.out);
      if (out !== undefined && !existsSync(dirname(out)))
        throw new UsageError(`There is no folder ${dirname(out)} to write the plan to.`);
      const planned = await ports.planFromFiles(resolve(directory), { out, threads, onStep: output.progress });
      for (const warning of planned.warnings) output.note(warning);
      output.result(planned, () => planText(planned, out));
      if (planned.violated.length > 0) process.exitCode = 1;
    });
  planCommands(planner, ports);
}

function threadsOf(text: string): number {
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new UsageError(`--threads takes a whole number from 1 to 256, not “${text}”.`);
}

function planText(planned: PlannedFromFiles, out: string | undefined): string {
  const amount = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return [
    `${amount(planned.assigned)} contacts planned for ${amount(planned.customers)} customers in ${planned.seconds.toFixed(1)} s, ${planned.peak_mb} MB.`,
    `Expected gain ${amount(planned.value)}; no plan brings more than ${amount(planned.bound)} (${(planned.gap * 100).toFixed(3)}% more at most).`,
    ...(planned.violated.length === 0 ? ['Every limit was checked and holds.'] : ['Limits that do not hold:']),
    ...planned.violated.map(({ limit, allowed, used }) => `  ${limit}: ${amount(used)} of ${amount(allowed)}`),
    ...(planned.contradiction
      ? [
          `The minimums cannot all be met: every plan misses them by at least ${amount(planned.contradiction.atLeast)}. These contradict one another: ${planned.contradiction.limits.join('; ')}.`,
        ]
      : []),
    ...(out === undefined ? [] : [`Written to ${out}`]),
  ].join('\n');
}
