import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract';
import { readAnyRule, readRule } from '#query';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { dropPartition, replacePartition, statement, type Statement } from '#platform/warehouse';
import { readPeople, scopeOf, subtreeIds } from '#know/organisation';
import { conflicts, contactCostFen, lastDay } from './campaign.ts';
import { published, workTables } from './campaign-tables.ts';
import {
  giveSchedulingTurn,
  liveCampaigns,
  readWaves,
  setScheduling,
  takeSchedulingTurn,
  writeDraw,
  type DrawCounts,
  type StoredCampaign,
  type StoredWave,
} from './campaign-store.ts';
import { allowed, moveCampaign, requireCampaign, ruleOf } from './campaigns.ts';
import { assigned, candidates, controls, decided, exclusions, localJoins, type DrawPlan } from './draw.ts';
import type { CampaignPorts } from './ports.ts';
import { keepPlaced, requeued, wavesToFill } from './requeue.ts';
import { simpleScheduler } from './simple-scheduler.ts';

/*
 *   turn ─▶ open ─▶ flush the ledger ─▶ draw (or keep what is placed) ─▶ scheduler ─▶ counts agree? ─▶ publish
 *
 * Everything is made beside what is published; publishing replaces the campaign's partitions and writes the counts
 * and the state in the transaction that still holds the campaign. Dying anywhere before leaves things as they were.
 */

type Tools = Pick<JobTools, 'jobId' | 'progress'>;
type Waves = readonly Pick<StoredWave, 'wave' | 'start' | 'days' | 'gate'>[];

interface Work {
  readonly campaign: StoredCampaign;
  /** Draw anew, or place only what has no place. */
  readonly anew: boolean;
  readonly waves: Waves;
  readonly live: readonly string[];
  readonly conflicting: readonly string[];
  readonly today: string;
}

/** Draws and places the targets of a campaign; on one that runs, tries what was left unscheduled again. */
export async function scheduleTargets(
  context: Context,
  ports: CampaignPorts,
  input: { campaign: string; by: string },
  tools: Tools,
): Promise<DrawCounts> {
  const { db, warehouse } = context;
  await takeTurn(context, tools);
  try {
    const work = await open(context, input.campaign);
    const clear = async () => {
      for (const table of workTables) await dropPartition(warehouse, table, input.campaign);
    };
    await clear();
    await context.outbox.flush();
    await loadCapacity(context, work.campaign);
    const period = work.anew ? await draw(context, ports, work, tools) : await keep(context, work);
    const scheduler = ports.scheduler ?? simpleScheduler;
    const task = { campaign: input.campaign, today: work.today, waves: work.waves, live: work.live };
    await scheduler(context, task, (fraction, message) => progress(context, tools, 0.5 + fraction * 0.4, message));
    const counts = await publish(context, work, { period, by: input.by });
    await clear();
    return counts;
  } finally {
    await setScheduling(db, input.campaign, false);
    await giveSchedulingTurn(db, tools.jobId);
  }
}

const turnPollMs = 500;

async function takeTurn({ db }: Context, tools: Tools): Promise<void> {
  while (!(await takeSchedulingTurn(db, tools.jobId))) {
    await tools.progress(0, 'waiting for another campaign to be scheduled');
    await pause(turnPollMs);
  }
}

/** Shows how far it is, and keeps the turn. */
async function progress({ db }: Context, tools: Tools, fraction: number, message: string): Promise<void> {
  await takeSchedulingTurn(db, tools.jobId);
  await tools.progress(fraction, message);
}

async function open(context: Context, id: string): Promise<Work> {
  const today = context.clock.now().toISOString().slice(0, 10);
  const campaign = await context.db.transaction().execute(async (trx) => {
    const found = await requireCampaign(trx, context, id, true);
    if (!isRunning(found)) allowed(found, 'schedule', '');
    const waves = await readWaves(trx, id);
    if (waves.some((wave) => wave.state === 'releasing')) {
      throw new Problem(
        'conflict',
        'wave-being-released',
        'A wave is being released; schedule again when it is done.',
        { parameters: { campaign: id } },
      );
    }
    await setScheduling(trx, id, true);
    return found;
  });
  const anew = !isRunning(campaign);
  const others = await liveCampaigns(context.db, id);
  return {
    campaign,
    anew,
    today: anew && isOver(campaign.file.waves, today) ? (campaign.file.waves[0]?.start ?? today) : today,
    waves: anew
      ? campaign.file.waves.map((wave, i) => ({ ...wave, wave: i + 1, gate: wave.gate ?? null }))
      : wavesToFill(await readWaves(context.db, id), today),
    live: others.map((other) => other.id),
    conflicting: others.filter((other) => conflicts(campaign.file, other.file)).map((other) => other.id),
  };
}

/** A campaign whose waves are all over is written down after the fact, to be measured: its days are those of its file. */
function isOver(waves: readonly { start: string; days: number }[], today: string): boolean {
  return waves.every((wave) => lastDay(wave) < today);
}

function isRunning({ state }: StoredCampaign): boolean {
  return state === 'running' || state === 'paused';
}

/** Everybody of the owner's subtree whose days work orders may fill. */
async function loadCapacity({ db, warehouse, signal }: Context, { id, owner }: StoredCampaign): Promise<void> {
  const people = await readPeople(db, { unitIds: await subtreeIds(db, owner) });
  const lines = people
    .filter((person) => person.active && person.role !== 'office' && person.dailyMinutes > 0)
    .map(
      (person) =>
        `${JSON.stringify({ campaign: id, person_id: person.id, org_unit_id: person.orgUnitId, daily_minutes: person.dailyMinutes })}\n`,
    );
  if (lines.length === 0) return;
  const target = { table: 'campaign_capacity', columns: ['campaign', 'person_id', 'org_unit_id', 'daily_minutes'] };
  await warehouse.insert(target, [lines.join('')], { format: 'JSONEachRow', signal });
}

/** Candidates, exclusions, control and arms. Resolves to the month of the record they were drawn from. */
async function draw(context: Context, ports: CampaignPorts, work: Work, tools: Tools): Promise<number> {
  const { campaign } = work;
  const catalogue = await ports.readCatalogue(context);
  const plan: DrawPlan = {
    campaign: campaign.id,
    file: campaign.file,
    rule: ruleOf(readAnyRule(campaign.file.audience, catalogue)),
    eligible: campaign.file.offers.map(({ when }) =>
      when === undefined ? undefined : ruleOf(readRule(when, catalogue)),
    ),
    catalogue,
    territory: await scopeOf(context.db, campaign.owner),
    live: work.live,
    conflicting: work.conflicting,
  };
  await progress(context, tools, 0.05, 'selecting the audience');
  await run(context, candidates(plan));
  await progress(context, tools, 0.15, 'excluding');
  await run(context, decided(plan));
  await run(context, exclusions(campaign.id));
  await progress(context, tools, 0.3, 'splitting into control and arms');
  await run(context, assigned(plan));
  await run(context, controls(campaign.id));
  return catalogue.period;
}

async function keep(context: Context, { campaign }: Work): Promise<number> {
  await run(context, keepPlaced(campaign.id));
  await run(context, requeued(campaign.id));
  return campaign.drawnPeriod ?? 0;
}

async function run({ warehouse, signal }: Context, insert: Statement): Promise<void> {
  await warehouse.execute(insert, { ...localJoins(warehouse.topology), signal });
}

async function publish(
  context: Context,
  work: Work,
  { period, by }: { period: number; by: string },
): Promise<DrawCounts> {
  const { warehouse, db } = context;
  const { campaign, anew } = work;
  const { counts, byWave } = await countNext(context, work);
  requireBudget(campaign, counts);
  await db.transaction().execute(async (trx) => {
    const now = await requireCampaign(trx, context, campaign.id, true);
    if (anew) allowed(now, 'schedule', by);
    else if (!isRunning(now))
      throw new Problem('conflict', 'not-in-this-state', `The campaign is ${now.state} by now.`, {
        parameters: { campaign: now.id },
      });
    for (const [to, from] of Object.entries(published)) {
      // Trying again what was left changes nobody's exclusion.
      if (anew || to === 'campaign_target') await replacePartition(warehouse, { from, to, partition: campaign.id });
    }
    const waves = work.waves.map((wave) => ({ ...wave, targets: byWave.get(wave.wave) ?? 0 }));
    await writeDraw(trx, campaign.id, { period, counts, waves });
    if (anew) await moveCampaign(context, trx, now, 'schedule', { by });
  });
  return counts;
}

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

function requireBudget({ id, file }: StoredCampaign, { treated }: DrawCounts): void {
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
