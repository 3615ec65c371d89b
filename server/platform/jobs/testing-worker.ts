import { z } from 'zod';
import type { Context } from '#platform/context';
import { openRecords } from '#platform/records';
import { defineJob, startJobs } from './index.ts';

/*
 * A worker process for the crash test: `node testing-worker.ts <store config as JSON> <what to do>`.
 * It says what happens as lines on standard output, and never ends by itself.
 */

const [config = '{}', mode] = process.argv.slice(2);

const store = await openRecords(JSON.parse(config));
const say = (line: string) => process.stdout.write(`${line}\n`);

const slow = defineJob({
  name: 'slow',
  schema: z.object({ text: z.string() }),
  retry: { limit: 0 },
  async handler(_context, { text }, { progress, step }) {
    const first = await step('first', async () => {
      say('first step');
      return { length: text.length };
    });
    await progress(0.5, 'half');
    say('half');
    if (mode === 'hang') await new Promise(() => undefined);
    return first;
  },
});

const jobs = await startJobs({
  store,
  jobs: [slow],
  context: () => ({}) as Context,
  onFault: (error) => say(`fault ${String(error)}`),
  onQueueError: (error) => say(`queue error ${String(error)}`),
});
if (mode === 'hang') await jobs.enqueue('slow', { text: '四个字符' });
setInterval(async () => {
  const [run] = (await jobs.list()).items;
  if (run?.state === 'done') say(`done ${JSON.stringify(run.result)}`);
}, 200);
