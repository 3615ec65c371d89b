import { Problem } from '#contract';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';
import { replaceWithRecords, settleReplacements } from '#platform/replacements';
import { statement } from '#platform/warehouse';
import { contactCostFen } from './campaign.ts';
import { published } from './campaign-tables.ts';
import { writeDraw, type DrawCounts, type StoredCampaign } from './campaign-store.ts';
import { allowed, moveCampaign, requireCampaign } from './campaigns.ts';
import { methodOf } from './scheduler.ts';
import { isRunning, type Work } from './scheduling-work.ts';

/** Makes what was drawn and placed beside the published schedule visible: all campaigns, their counts and states, or nothing. */
export async function publish(
  context: Context,
  works: readonly Work[],
  made: {
    periods: ReadonlyMap<string, number>;
    by: string;
    whenPublished: ((trx: Db) => Promise<void>) | undefined;
  },
): Promise<ReadonlyMap<string, DrawCounts>> {
  const drawn = new Map<string, { counts: DrawCounts; byWave: ReadonlyMap<number, number> }>();
  for (const work of works) {
    const found = await countNext(context, work);
    requireBudget(work.campaign, found.counts);
    drawn.set(work.campaign.id, found);
  }
  await replaceWithRecords(context, works.flatMap(replacements), async (trx) => {
    for (const work of works) {
      const { counts, byWave } = drawn.get(work.campaign.id)!;
      const waves = work.waves.map((wave) => ({ ...wave, targets: byWave.get(wave.wave) ?? 0 }));
      await publishOne(context, trx, work, made.by);
      await writeDraw(trx, work.campaign.id, { period: made.periods.get(work.campaign.id)!, counts, waves });
    }
    await made.whenPublished?.(trx);
  });
  return new Map([...drawn].map(([id, { counts }]) => [id, counts]));
}

async function publishOne(context: Context, trx: Db, { campaign, anew }: Work, by: string): Promise<void> {
  const now = await requireCampaign(trx, context, campaign.id, true);
  if (anew) allowed(now, 'schedule', by);
  else if (!isRunning(now) && now.state !== 'scheduled')
    throw new Problem('conflict', 'not-in-this-state', `The campaign is ${now.state} by now.`, {
      parameters: { campaign: now.id },
    });
  if (anew) await moveCampaign(context, trx, now, 'schedule', { by });
}

/** Brings back what an earlier publication has left half done because the warehouse did not answer. */
export const settlePublished = (context: Context, ids: readonly string[]): Promise<void> =>
  settleReplacements(
    context,
    ids.flatMap((partition) => Object.keys(published).map((to) => ({ to, partition }))),
  );

/** Trying again what was left changes nobody's exclusion, and what the others could get is known already. */
const replacements = ({ campaign, anew }: Pick<Work, 'campaign' | 'anew'>) =>
  Object.entries(published)
    .filter(([to]) => anew || to === 'campaign_target')
    .map(([to, { next, before }]) => ({ from: next, to, before, partition: campaign.id }));

/** What the draw came to. @throws Error when something was lost or doubled on the way: such a draw is not published. */
async function countNext(
  { warehouse, db }: Context,
  { campaign, anew }: Work,
): Promise<{ counts: DrawCounts; byWave: ReadonlyMap<number, number> }> {
  const { id } = campaign;
  const rows = await warehouse.rows<{ status: string; wave: number; count: number }>(
    statement(
      "select toString(status) as status, wave, uniqExact(customer_key) as keys, count() as count from campaign_target_next where campaign = {id:String} group by status, wave having throwIf(keys != count, 'a target stands twice') = 0",
      { id },
    ),
  );
  const of = (status: string) => rows.filter((row) => row.status === status).reduce((sum, row) => sum + row.count, 0);
  const [control, scheduled, unscheduled] = [of('control'), of('scheduled'), of('unscheduled')];
  const treated = scheduled + unscheduled;
  const before = anew
    ? await oneRow<{ audience: number; excluded: number }>(
        warehouse,
        `select (select count() from campaign_candidate where campaign = {id:String}) as audience, (select count() from campaign_exclusion_next where campaign = {id:String}) as excluded`,
        id,
      )
    : await db.selectFrom('campaign').select(['audience', 'excluded']).where('id', '=', id).executeTakeFirstOrThrow();
  const [audience, excluded] = [before.audience ?? 0, before.excluded ?? 0];
  if (audience !== excluded + control + treated) {
    throw new Error(
      `The draw of ${id} does not add up: ${audience} in the audience, ${excluded} excluded, ${control} control, ${treated} treated`,
    );
  }
  const byWave = new Map(rows.filter((row) => row.status === 'scheduled').map((row) => [row.wave, row.count]));
  return { counts: { audience, excluded, control, treated, scheduled, unscheduled }, byWave };
}

async function oneRow<T>(warehouse: Context['warehouse'], text: string, id: string): Promise<T> {
  const [row] = await warehouse.rows<T>(statement(text, { id }));
  if (row === undefined) throw new Error('The warehouse gave no row where there is always one');
  return row;
}

/** The planner has kept within it. */
function requireBudget({ id, file }: StoredCampaign, { treated }: DrawCounts): void {
  if (methodOf(file) === 'planner') return;
  const costFen = contactCostFen(file, treated);
  const budgetFen = Math.round(file.budget.total * 100);
  if (costFen <= budgetFen) return;
  throw new Problem(
    'conflict',
    'over-budget',
    `Reaching ${treated} customers costs ${costFen / 100} yuan; the budget is ${budgetFen / 100}.`,
    {
      parameters: { campaign: id, treated, costFen, budgetFen },
    },
  );
}
