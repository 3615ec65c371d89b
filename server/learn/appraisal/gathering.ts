import { z } from 'zod';
import { Period } from '#contract';
import type { Context } from '#platform/context';
import { defineJob, type JobDefinition } from '#platform/jobs';
import { statement } from '#platform/warehouse';
import { readRuns } from './appraisal-store.ts';
import { publishDue } from './contest-results.ts';
import { computeMonth } from './months.ts';

/** Orders and bills of a month still come in so many days after its end. */
const settlingDays = 5;
const lookEveryMs = 3_600_000;

/**
 * The months to be gathered now: the running one once a day, and the one before until it has settled. Only months in
 * which somebody had work; what somebody else has gathered today is not gathered again.
 * @param today `YYYY-MM-DD`
 * @param runs the newest gathering of each month
 * @param worked months with work orders, `YYYY-MM`
 */
export function monthsDue(
  today: string,
  runs: readonly { readonly month: string; readonly gatheredAt: string }[],
  worked: ReadonlySet<string>,
): string[] {
  const running = today.slice(0, 7);
  const months = Number(today.slice(8)) <= settlingDays ? [monthBefore(running), running] : [running];
  const gathered = new Map(runs.map(({ month, gatheredAt }) => [month, gatheredAt.slice(0, 10)]));
  return months.filter((month) => worked.has(month) && (gathered.get(month) ?? '') < today);
}

function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - 1);
  return first.toISOString().slice(0, 7);
}

async function dueNow({ db, warehouse, clock }: Pick<Context, 'db' | 'warehouse' | 'clock'>): Promise<string[]> {
  const today = clock.now().toISOString().slice(0, 10);
  const rows = await warehouse.rows<{ month: string }>(
    statement(
      `select distinct formatDateTime(day, '%Y-%m') as month from campaign_target
       where arm != 'control' and status = 'scheduled' and day >= {from:Date} and day <= {today:Date}`,
      { from: `${monthBefore(today.slice(0, 7))}-01`, today },
    ),
  );
  return monthsDue(today, await readRuns(db), new Set(rows.map(({ month }) => month)));
}

const name = 'gather-months';

export const gatheringJob: JobDefinition = defineJob({
  name,
  schema: z.object({ months: z.array(Period) }),
  handler: async (context, { months }, tools) => {
    for (const [i, month] of months.entries()) {
      await tools.progress(i / months.length, month);
      await tools.step(month, () => computeMonth(context, month));
    }
    await publishDue(context);
    return { months };
  },
});

/** Has what is due gathered and published, now and every hour; resolves to the way to stop looking. */
export async function gatherRegularly(context: Context): Promise<() => Promise<void>> {
  const look = async () => {
    const months = await dueNow(context);
    if (months.length > 0) await context.jobs.enqueue(name, { months }, { singletonKey: name });
    else await publishDue(context);
  };
  let looking = Promise.resolve();
  const lookAgain = () => {
    looking = look().catch((error: unknown) => context.log.warn({ err: error }, 'months could not be gathered'));
  };
  const timer = setInterval(lookAgain, lookEveryMs).unref();
  lookAgain();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
