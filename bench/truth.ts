import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient, routes } from '#contract';
import { connectTo, runDemo } from '#demo';
import { readConfig, startServer } from '#server';
import { forgetful, verifyDrawn } from '../demo/auditors.ts';
import { readTruth } from '../demo/truth.ts';

/**
 * `npm run bench truth [-- --customers 20000] [--share 0.05]`: the demonstration operator plants 5% of managers who invent
 * feedback. A month's feedback is checked, the share drawn and verified (auditors find the planted truth, and 3 in 100
 * customers do not remember). Exit code 1 unless 90% of the inventors and fewer than 2% of the honest lie below the bar.
 */
const { values: wanted } = parseArgs({
  options: {
    customers: { type: 'string', default: '20000' },
    share: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-truth-'));
try {
  process.exitCode = await bench();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function bench(): Promise<number> {
  const server = await startServer(
    readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }),
  );
  try {
    const client = createClient(routes, { url: server.url, token: () => server.token });
    const run = await runDemo({
      administrator: client,
      connect: connectTo(server.url),
      directory: join(directory, 'operator'),
      customers: Number(wanted.customers),
      months: 2,
      seed: Number(wanted.seed),
      audience: 'data_gb > 0 and not dnd',
    });
    const month = run.report.period.from.slice(0, 7);
    const began = performance.now();
    const plan = await client.planVerification({ body: { month, share: Number(wanted.share) } });
    say(
      `${plan.feedbacks} feedbacks of ${month}, ${plan.doubted} doubted, ${plan.drawn} drawn (${((100 * plan.drawn) / plan.feedbacks).toFixed(2)}%) in ${(performance.now() - began).toFixed(0)} ms`,
    );
    await verifyDrawn(client, join(directory, 'operator'), month);
    const { items } = await client.truthBoard({ query: { month } });
    const { truth } = readTruth(join(directory, 'operator', 'truth'));
    const inventors = new Set(truth.inventors);
    const seen = (invents: boolean) => items.filter(({ key }) => inventors.has(key) === invents);
    const share = (of: typeof items) => of.filter(({ below }) => below).length / Math.max(1, of.length);
    const [bad, good] = [seen(true), seen(false)];
    const [found, wronged] = [share(bad), share(good)];
    // Of the inventors nothing is true: their intervals must hold 0. Of the honest all but what is not remembered.
    const covered = (of: typeof items, value: number) =>
      of.filter(({ rate }) => rate.low !== null && rate.high !== null && rate.low <= value && value <= rate.high)
        .length / Math.max(1, of.filter(({ verified }) => verified > 0).length);
    say(`inventors: ${bad.length} with feedback, below the bar ${(100 * found).toFixed(1)}% (wanted: 90)`);
    say(`honest: ${good.length}, below the bar ${(100 * wronged).toFixed(1)}% (wanted: under 2)`);
    say(
      `intervals hold the planted truth: inventors ${(100 * covered(bad, 0)).toFixed(1)}%, honest ${(100 * covered(good, 1 - forgetful)).toFixed(1)}%`,
    );
    const isReached = plan.drawn <= plan.feedbacks * Number(wanted.share) * 1.02 + 1 && found >= 0.9 && wronged < 0.02;
    say(isReached ? 'reached' : 'MISSED');
    return isReached ? 0 : 1;
  } finally {
    await server.close();
  }
}
