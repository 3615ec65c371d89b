import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { threadsFor } from '#act/planner';
import type { Replan } from './planner/one-market.ts';
import { smallProblems } from './planner/small-problems.ts';

/*
 * `npm run bench planner [customers[xOFFERSxCHANNELSxPEOPLE[xSORTS]] …] [--alone]`: generated markets of 20 days, each
 * planned in a process of its own; value, bound, gap, seconds, processor seconds and peak memory; changes planned anew, in
 * three such processes, of which for each change the one in the middle counts; beside it greedy by
 * gain, greedy by gain per minute, random chunks of 1,000 with split limits, and the linear relaxation by HiGHS where it
 * fits. `--alone` leaves those out. Customers of so many SORTS are alike within each, so that candidates are worth the
 * same in masses; where no number is given no two are.
 * `npm run bench planner small [count]`: 2,000 random small problems against brute force.
 */

interface Result {
  readonly candidates: number;
  readonly value: number;
  readonly bound: number;
  readonly gap: number;
  readonly contacts: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Seconds in which changes were rehearsed. */
  readonly rehearsed: number;
  /** After each of five people fell ill, and after each of the five offers used most was closed. */
  readonly replans: readonly (readonly Replan[])[];
  readonly baselines?: {
    readonly byGain: number;
    readonly byGainPerMinute: number;
    readonly chunks: { value: number; estimated: boolean };
    readonly linear?: { bound: number; seconds: number };
  };
}

const args = process.argv.slice(2);
const compare = !args.includes('--alone');
const isSmall = args[0] === 'small';
const sizes = args.filter((arg) => /^\d/.test(arg));
const failed: string[] = isSmall ? [...(await smallProblems(Number(sizes[0] ?? 2000)))] : [];
const mostThrice = 2e6;
const changes = ['a sick person', 'an offer closed'] as const;
const percent = (share: number, digits = 3) => `${(share * 100).toFixed(digits)}%`;

const usual = ['10000', '100000', '1000000', '100000x10x2x200x3', '100000x10x2x200x10'];

for (const text of isSmall ? [] : sizes.length > 0 ? sizes : usual) {
  const [customers = 0, offers = 10, channels = 2, people = Math.max(10, Math.round(customers / 500)), sorts] = text
    .split('x')
    .map(Number);
  const result = await planThrice({ customers, offers, channels, people, days: 20, seed: 1, ...(sorts && { sorts }) });
  report({ customers, offers, channels, people, sorts }, result);
  check(text, customers, result);
}
for (const message of failed) console.log(`NOT REACHED: ${message}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** What one process takes is chance: the machine has other work. The first may be compared; of larger markets it is the only one. */
async function planThrice(size: Record<string, number>): Promise<Result> {
  const first = await plan(size, compare);
  const others = size['customers']! > mostThrice ? [] : [await plan(size, false), await plan(size, false)];
  const replans = first.replans.map((five, what) =>
    five.map((one, i) => middle([one, ...others.map((other) => other.replans[what]![i]!)])),
  );
  return { ...first, replans };
}

async function plan(size: Record<string, number>, compare: boolean): Promise<Result> {
  const script = fileURLToPath(new URL('./planner/one-market.ts', import.meta.url));
  const { customers = 0, offers = 0, channels = 0 } = size;
  const input = JSON.stringify({ ...size, threads: threadsFor(customers * offers * channels), compare });
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=6000', script, input], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout) as Result;
}

/** A plan with a smaller gap is the best there is: nothing can be better, and something may be as good. */
const proved = 1e-6;

/** The one in the middle by time. */
function middle(replans: readonly Replan[]): Replan {
  return replans.toSorted((a, b) => a.share - b.share)[replans.length >> 1]!;
}

function report(
  size: { customers: number; offers: number; channels: number; people: number; sorts: number | undefined },
  r: Result,
): void {
  const n = (value: number) => Math.round(value).toLocaleString('en');
  console.log(
    `\n${n(size.customers)} customers × ${size.offers} offers × ${size.channels} channels, ${n(size.people)} people × 20 days${size.sorts ? `, customers of ${size.sorts} sorts` : ''}: ${n(r.candidates)} candidates`,
  );
  console.log(`  value ${n(r.value)}   bound ${n(r.bound)}   gap ${percent(r.gap, 4)}   contacts ${n(r.contacts)}`);
  console.log(
    `  ${r.seconds.toFixed(1)} s, ${r.cpuSeconds.toFixed(1)} s of processor, peak ${n(r.peakMb)} MB; changes rehearsed in ${r.rehearsed.toFixed(1)} s`,
  );
  for (const [i, what] of changes.entries()) {
    const { share, cpuShare, lost, keptShare, gap } = middle(r.replans[i]!);
    console.log(
      `  ${what}: replanned in ${percent(share, 1)} of the time (of five ${r.replans[i]!.map((each) => percent(each.share, 1)).join(', ')}; ${percent(cpuShare, 1)} of the processor's), ${n(lost)} promises lost, ${percent(keptShare, 2)} of the others kept, gap ${percent(gap)}`,
    );
  }
  if (!r.baselines) return;
  const { byGain, byGainPerMinute, chunks, linear } = r.baselines;
  const less = (value: number) => `${n(value).padStart(14)}   ${percent(value / r.value - 1, 2)}`;
  console.log(`  greedy by gain             ${less(byGain)}`);
  console.log(`  greedy by gain per minute  ${less(byGainPerMinute)}`);
  console.log(`  random chunks of 1,000     ${less(chunks.value)}${chunks.estimated ? ' (from 40 chunks)' : ''}`);
  if (linear)
    console.log(`  linear relaxation (HiGHS)  ${n(linear.bound).padStart(14)}   in ${linear.seconds.toFixed(1)} s`);
}

function check(text: string, customers: number, r: Result): void {
  const wanted = customers >= 1e6 ? 0.001 : 0.01;
  if (r.gap > wanted) failed.push(`${text}: gap ${percent(r.gap)} of ${percent(wanted)}`);
  for (const [i, what] of changes.entries()) {
    for (const { share, keptShare } of r.replans[i]!) {
      if (share > 0.1) failed.push(`${text}: ${what}: replanned in ${percent(share, 1)} of the time`);
      if (keptShare < 0.95) failed.push(`${text}: ${what}: ${percent(keptShare, 1)} of promises kept`);
    }
  }
  if (!r.baselines) return;
  const { byGain, byGainPerMinute, chunks } = r.baselines;
  for (const [name, value] of Object.entries({ byGain, byGainPerMinute, chunks: chunks.value }))
    if (value >= r.value && r.gap > proved) failed.push(`${text}: ${name} is better`);
}
