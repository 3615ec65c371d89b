import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { upliftFromFile } from '../server/understand/models/uplift/uplift-from-file.ts';
import { findPlanted, playTrial } from './uplift/demonstration.ts';

/*
 * `npm run bench uplift [customers] [seed]`: each learner on a campaign over the demonstration operator (see
 * `uplift/demonstration.ts`), beside who answers most; then the best policy of the Starbucks promotion, chosen on its
 * training file and paid on its test file. Exit code 1 when the X-learner orders customers by planted effect with a rank
 * correlation below 0.5, or not half of those it lets sleep are truly harmed, or the policy earns less than promoting to
 * everybody.
 */

const customers = Number(process.argv[2] ?? 60_000);
const seed = Number(process.argv[3] ?? 1);
const learners = ['two-model', 'class-transformation', 'x-learner'] as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`load average ${loadavg()[0]?.toFixed(1)}`);
const isFound = await demonstration();
const isEarned = await starbucks();
process.exitCode = isFound && isEarned ? 0 : 1;

async function demonstration(): Promise<boolean> {
  const played = await playTrial({ customers, seed });
  const results: Record<string, Record<string, string>> = {};
  let isEnough = false;
  for (const learner of learners) {
    const began = process.cpuUsage();
    const found = await findPlanted(played, learner, seed);
    const used = process.cpuUsage(began);
    results[learner] = {
      spearman: found.spearman.toFixed(3),
      qini: found.qini.toFixed(5),
      'qini by response': found.qiniByResponse.toFixed(5),
      'harmed among asleep': found.harmedAmongAsleep.toFixed(3),
      '(of all)': found.harmedOfAll.toFixed(3),
      'asleep of harmed': found.asleepOfHarmed.toFixed(3),
      'leavers among asleep': found.leaversAmongAsleep.toFixed(3),
      'cpu s': ((used.user + used.system) / 1e6).toFixed(1),
    };
    if (learner === 'x-learner') isEnough = found.spearman >= 0.5 && found.harmedAmongAsleep >= 0.5;
  }
  console.table(results);
  return isEnough;
}

/** A purchase brings 10, a promotion costs 0.15: the terms of the file's makers. */
async function starbucks(): Promise<boolean> {
  const file = (name: string) => new URL(`../../shared/data/starbucks_${name}.csv`, import.meta.url).pathname;
  if (!existsSync(file('training'))) {
    say('starbucks_*.csv: not on this machine');
    return true;
  }
  const results: Record<string, Record<string, string>> = {};
  let isEarned = false;
  for (const learner of learners) {
    const { policy, arms } = await upliftFromFile(file('training'), {
      treatment: 'Promotion',
      outcome: 'purchase',
      control: undefined,
      exclude: ['ID'],
      learner,
      folds: 5,
      seed: 42,
      test: file('test'),
      out: undefined,
      policy: { gain: 10, contactCost: 0.15 },
      onStep: () => {},
    });
    results[learner] = {
      'qini, test file': arms[0]!.qini.estimate.toFixed(5),
      contacted: `${((policy?.share ?? 0) * 100).toFixed(1)}%`,
      'net revenue': policy?.net_incremental_revenue.toFixed(2) ?? '–',
      everybody: policy?.everybody.toFixed(2) ?? '–',
    };
    if (learner === 'x-learner') isEarned = !!policy && policy.net_incremental_revenue > policy.everybody;
  }
  console.table(results);
  return isEarned;
}
