import { z } from 'zod';
import { readPeriods } from '#know/customers';
import type { Context } from '#platform/context';
import { defineJob } from '#platform/jobs';
import { freshTags } from './members.ts';
import { seedStandardTags } from './standard-tags.ts';

const refreshJob = 'tags.refresh';

export const tagJobs = [
  defineJob({
    name: refreshJob,
    schema: z.object({}),
    handler: async (context, _, tools) => {
      const periods = (await readPeriods(context.warehouse)).map(({ period }) => period);
      for (const [i, period] of periods.toReversed().entries()) {
        await tools.progress(i / periods.length, String(period));
        await freshTags(context, [period]);
      }
      return { months: periods.length };
    },
  }),
];

/** The standard tags are there from the start; where a record stands already, new ones are counted in the background. */
export async function startTags(context: Context): Promise<() => Promise<void>> {
  const added = await seedStandardTags(context);
  if (added > 0 && (await readPeriods(context.warehouse)).length > 0)
    await context.jobs.enqueue(refreshJob, {}, { singletonKey: refreshJob });
  return async () => {};
}
