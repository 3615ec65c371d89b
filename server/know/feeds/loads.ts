import { Problem, type LoadReport, type ProblemDetail } from '#contract';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { entityDefinition, entityTable } from './entity-tables.ts';
import { periodText, type FeedPlan } from './feed-plan.ts';
import { loadFeed } from './load-feed.ts';
import {
  clearDue,
  duePeriods,
  deadLoads,
  forgetLoad,
  readExtraFields,
  runningLoads,
  writeExtraField,
} from './load-journal.ts';
import { bringOrganisation } from './organisation-feed.ts';
import { forgetQuarantine } from './quarantine.ts';
import { dropStages } from './stage.ts';

/** Builds the customer record anew for these months (YYYYMM); 0 among them: a snapshot has changed. Given by `customers`. */
export type Rebuild = (
  context: Context,
  periods: readonly number[],
  tools: Pick<JobTools, 'progress'>,
) => Promise<unknown>;

export interface LoadResult {
  readonly reports: readonly LoadReport[];
  /** What the rebuild of the customer record gave; null when there was nothing to rebuild or none was wanted. */
  readonly record: unknown;
}

/** Feeds of different names are loaded side by side, so many at a time. */
const atOnce = 2;

/** Loads feeds, referenced entities first, then rebuilds what is due. A feed that is refused does not stop the others. */
export async function loadFeeds(
  context: Context,
  plans: readonly FeedPlan[],
  options: { rebuild: Rebuild | undefined; tools: Pick<JobTools, 'jobId' | 'progress'> },
): Promise<LoadResult> {
  const { tools } = options;
  await forgetLoads(context, { job: tools.jobId });
  await addFields(context, plans);
  const done = new Map<FeedPlan, number>();
  const reports = new Map<FeedPlan, LoadReport>();
  const share = options.rebuild ? 0.7 : 1;
  const show = async (plan: FeedPlan): Promise<void> => {
    const sum = [...done.values()].reduce((total, fraction) => total + fraction, 0);
    const period = periodText(plan.period);
    await tools.progress(
      (share * sum) / Math.max(1, plans.length),
      `${plan.feed}${period === null ? '' : ` ${period}`}`,
    );
  };
  for (const rank of ranksOf(plans)) {
    await sideBySide(chainsOf(rank), async (plan) => {
      const report = await loadFeed(context, plan, {
        job: tools.jobId,
        onProgress: (fraction) => void done.set(plan, fraction),
      });
      done.set(plan, 1);
      reports.set(plan, report);
      if (report.state === 'loaded') await bringOrganisation(context, plan);
      await show(plan);
    });
  }
  return { reports: plans.flatMap((plan) => reports.get(plan) ?? []), record: await rebuildDue(context, options) };
}

/** Due is also what earlier calls have loaded and, being killed, not rebuilt. */
async function rebuildDue(
  context: Context,
  { rebuild, tools }: { rebuild: Rebuild | undefined; tools: Pick<JobTools, 'progress'> },
): Promise<unknown> {
  const due = rebuild ? await duePeriods(context.db) : [];
  if (!rebuild || due.length === 0) return null;
  const record = await rebuild(
    context,
    due.map(({ period }) => period),
    {
      progress: (fraction, message) => tools.progress(0.7 + 0.3 * fraction, message),
    },
  );
  await clearDue(context.db, due);
  return record ?? null;
}

/**
 * Removes what dead loads have left behind: their quarantine, their tables, and last their line in the journal, so that a
 * death in between is made good the next time. Tables of loads that the journal does not have as running are nobody's.
 */
export async function forgetLoads(
  { db, warehouse }: Pick<Context, 'db' | 'warehouse'>,
  of: { job: string } | { before: Date },
): Promise<void> {
  const dead = await deadLoads(db, of);
  await forgetQuarantine(warehouse, dead);
  const alive = (await runningLoads(db)).filter((id) => !dead.includes(id));
  await dropStages(warehouse, alive);
  for (const id of dead) await forgetLoad(db, id);
}

/** Adds the fields that manifests declare beyond the standard ones. @throws Problem when one has another type elsewhere */
async function addFields({ db, warehouse }: Context, plans: readonly FeedPlan[]): Promise<void> {
  const known = new Map(
    (await readExtraFields(db)).map((field) => [
      `${field.entity} ${field.name}`,
      { type: field.type, place: `${field.place} (feed ${field.feed})` },
    ]),
  );
  const problems: ProblemDetail[] = [];
  const extra = plans.flatMap((plan) =>
    plan.fields.filter((field) => !field.isStandard).map((field) => ({ plan, field })),
  );
  for (const { plan, field } of extra) {
    const key = `${plan.entity} ${field.name}`;
    const before = known.get(key);
    if (before && before.type !== field.type) {
      problems.push({
        code: 'type-conflict',
        place: field.place,
        message: `“${field.name}” of ${plan.entity} is ${field.type} here and ${before.type} at ${before.place}.`,
      });
    }
    known.set(key, before ?? { type: field.type, place: `${field.place} (feed ${plan.feed})` });
  }
  const [first] = problems;
  if (first) throw new Problem('conflict', 'field-type-conflict', `${first.place}: ${first.message}`, { problems });
  for (const { plan, field } of extra) await writeExtraField(db, plan.entity, plan.feed, field);
  for (const entity of new Set(extra.map(({ plan }) => plan.entity))) {
    await warehouse.define([entityDefinition(entity, await readExtraFields(db, entity), entityTable(entity))]);
  }
}

/** Feeds whose rows refer to entities of other feeds of the same call come after them. */
export function ranksOf(plans: readonly FeedPlan[]): FeedPlan[][] {
  const ranks: FeedPlan[][] = [];
  let waiting = [...plans];
  while (waiting.length > 0) {
    const mustWait = (plan: FeedPlan): boolean =>
      waiting.some(
        (other) =>
          other.entity !== plan.entity &&
          plan.checks.some((check) => check.kind === 'references' && check.entity === other.entity),
      ) ||
      (plan.entity === 'staff' && waiting.some((other) => other.entity === 'org_unit'));
    const ready = waiting.filter((plan) => !mustWait(plan));
    // Entities that refer to each other in a circle are loaded as they stand.
    ranks.push(ready.length > 0 ? ready : waiting);
    waiting = ready.length > 0 ? waiting.filter((plan) => !ready.includes(plan)) : [];
  }
  return ranks;
}

/** The periods of a feed one after the other, oldest first: each is the yardstick of the next one's drift. */
function chainsOf(plans: readonly FeedPlan[]): FeedPlan[][] {
  const chains = Map.groupBy(plans, (plan) => plan.feed);
  return [...chains.values()].map((chain) => chain.toSorted((a, b) => a.period - b.period));
}

async function sideBySide(
  chains: readonly (readonly FeedPlan[])[],
  work: (plan: FeedPlan) => Promise<void>,
): Promise<void> {
  const waiting = [...chains];
  const worker = async (): Promise<void> => {
    for (let chain = waiting.shift(); chain; chain = waiting.shift()) for (const plan of chain) await work(plan);
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
