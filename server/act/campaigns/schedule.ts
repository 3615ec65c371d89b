import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract';
import { readAnyRule, readRule, type Catalogue } from '#query';
import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { dropPartition, localJoins, type Statement } from '#platform/warehouse';
import { readPeople, scopeOf, subtreeIds, takesWorkOrders } from '#know/organisation';
import { conflicts, lastDay } from './campaign.ts';
import { workTables } from './campaign-tables.ts';
import { choices } from './choices.ts';
import {
  giveSchedulingTurn,
  liveCampaigns,
  readWaves,
  setScheduling,
  takeSchedulingTurn,
  type DrawCounts,
  type StoredCampaign,
} from './campaign-store.ts';
import { allowed, requireCampaign, ruleOf } from './campaigns.ts';
import { assigned, candidates, controls, decided, exclusions, heldOut, type DrawPlan } from './draw.ts';
import type { CampaignPorts } from './ports.ts';
import { keepPlaced, requeued, wavesToFill } from './requeue.ts';
import { methodOf, type ScheduleChanges, type SchedulingTask } from './scheduler.ts';
import { publish, settlePublished } from './publish-schedule.ts';
import { isRunning, type Work } from './scheduling-work.ts';
import { simpleScheduler } from './simple-scheduler.ts';

/*
 *   turn ─▶ open ─▶ flush the ledger ─▶ draw (or keep what is placed) ─▶ scheduler ─▶ counts agree? ─▶ publish
 *
 * Everything is made beside what is published; publishing replaces the campaign's partitions and writes the counts
 * and the state in the transaction that still holds the campaign. Dying anywhere before leaves things as they were.
 */

type Tools = Pick<JobTools, 'jobId' | 'progress'>;
export interface SchedulingInput {
  readonly campaign: string;
  /** Others to be planned together with it. */
  readonly together?: readonly string[];
  readonly by: string;
  /** Plan anew from the plan they follow, with its promises kept where that can be. */
  readonly changes?: ScheduleChanges | undefined;
}

/** Draws and places the targets of campaigns; on one that runs, tries what was left unscheduled again. */
export async function scheduleTargets(
  context: Context,
  ports: CampaignPorts,
  input: SchedulingInput,
  tools: Tools,
): Promise<DrawCounts> {
  const { db, warehouse } = context;
  const ids = [...new Set([input.campaign, ...(input.together ?? [])])].sort();
  await takeTurn(context, tools);
  try {
    await settlePublished(context, ids);
    const works: Work[] = [];
    for (const id of ids) works.push(await open(context, id, ids, input.changes !== undefined));
    requirePlanner(works);
    const clear = async () => {
      await allEnded(workTables.flatMap((table) => ids.map((id) => dropPartition(warehouse, table, id))));
    };
    await clear();
    await context.outbox.flush();
    const [task, catalogue] = await allEnded([
      taskOf(context, ports, works, input),
      ports.readCatalogue(context),
      ...works.map(({ campaign }) => loadCapacity(context, campaign)),
    ]);
    const periods = new Map<string, number>();
    for (const work of works)
      periods.set(
        work.campaign.id,
        await prepare(context, await drawPlan(context, ports, work, catalogue), work, task, tools),
      );
    const scheduler = ports.scheduler ?? simpleScheduler;
    const { whenPublished } = await scheduler(context, task, (fraction, message) =>
      progress(context, tools, 0.5 + fraction * 0.4, message),
    );
    const counts = await publish(context, works, { periods, by: input.by, whenPublished });
    await clear();
    return counts.get(input.campaign)!;
  } finally {
    for (const id of ids) await setScheduling(db, id, false);
    await giveSchedulingTurn(db, tools.jobId);
  }
}

async function taskOf(
  context: Context,
  { touches }: CampaignPorts,
  works: readonly Work[],
  { by, changes }: SchedulingInput,
): Promise<SchedulingTask> {
  const task: SchedulingTask = {
    campaigns: works.map(({ campaign: { id, owner, file }, waves }) => ({ campaign: id, owner, file, waves })),
    today: works.map(({ today }) => today).sort()[0]!,
    live: works[0]!.live,
    by,
    changes,
  };
  const isSmall = changes !== undefined && works.every(({ anew }) => !anew);
  return { ...task, touched: isSmall ? await touches?.(context, task) : undefined };
}

/** Only the planner can weigh campaigns against one another, and only those whose comparison that does not spoil. */
function requirePlanner(works: readonly Work[]): void {
  if (works.length < 2) return;
  for (const [i, { campaign }] of works.entries()) {
    if (methodOf(campaign.file) !== 'planner')
      throw new Problem(
        'conflict',
        'together-needs-planner',
        `${campaign.id} is scheduled by the simple rule; campaigns are planned together by the planner: set schedule.method.`,
        { parameters: { campaign: campaign.id } },
      );
    const other = works.slice(i + 1).find((of) => conflicts(campaign.file, of.campaign.file));
    if (other)
      throw new Problem(
        'conflict',
        'campaigns-conflict',
        `${campaign.id} and ${other.campaign.id} are about the same offers at the same time: one's control group would be the other's targets.`,
        { parameters: { campaign: campaign.id, other: other.campaign.id } },
      );
  }
}

/** Whom it is about, and what could be done for them. Resolves to the month of the record. */
async function prepare(
  context: Context,
  plan: DrawPlan,
  work: Work,
  task: SchedulingTask,
  tools: Tools,
): Promise<number> {
  const period = work.anew ? await draw(context, plan, tools) : await keep(context, work, task);
  if (methodOf(work.campaign.file) === 'planner') await run(context, choices(plan));
  return period;
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

/** @param isChange of a schedule that is there: who is drawn for what stays */
async function open(context: Context, id: string, together: readonly string[], isChange: boolean): Promise<Work> {
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
  const isChanged = isChange && campaign.state === 'scheduled' && !isOver(campaign.file.waves, today);
  const anew = !isRunning(campaign) && !isChanged;
  const others = await liveCampaigns(context.db, together);
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

/** Everybody of the owner's subtree whose days work orders may fill. */
async function loadCapacity({ db, warehouse, signal }: Context, { id, owner }: StoredCampaign): Promise<void> {
  const people = await readPeople(db, { unitIds: await subtreeIds(db, owner) });
  const lines = people
    .filter(takesWorkOrders)
    .map(
      (person) =>
        `${JSON.stringify({ campaign: id, person_id: person.id, org_unit_id: person.orgUnitId, daily_minutes: person.dailyMinutes })}\n`,
    );
  if (lines.length === 0) return;
  const target = { table: 'campaign_capacity', columns: ['campaign', 'person_id', 'org_unit_id', 'daily_minutes'] };
  await warehouse.insert(target, [lines.join('')], { format: 'JSONEachRow', signal });
}

async function drawPlan(
  context: Context,
  { globalHoldout }: CampaignPorts,
  { campaign, live, conflicting }: Work,
  catalogue: Catalogue,
): Promise<DrawPlan> {
  return {
    campaign: campaign.id,
    file: campaign.file,
    rule: ruleOf(readAnyRule(campaign.file.audience, catalogue)),
    eligible: campaign.file.offers.map(({ when }) =>
      when === undefined ? undefined : ruleOf(readRule(when, catalogue)),
    ),
    catalogue,
    territory: await scopeOf(context.db, campaign.owner),
    live,
    conflicting,
    holdout: heldOut(campaign.file, globalHoldout),
  };
}

/** Candidates, exclusions, control and arms. Resolves to the month of the record they were drawn from. */
async function draw(context: Context, plan: DrawPlan, tools: Tools): Promise<number> {
  await progress(context, tools, 0.05, 'selecting the audience');
  await run(context, candidates(plan));
  await progress(context, tools, 0.15, 'excluding');
  await run(context, decided(plan));
  await run(context, exclusions(plan.campaign));
  await progress(context, tools, 0.3, 'splitting into control and arms');
  await run(context, assigned(plan));
  await run(context, controls(plan.campaign));
  return plan.catalogue.period;
}

/** After a change, what is planned for waves that have not begun may move too. */
async function keep(
  context: Context,
  { campaign, waves }: Work,
  { changes, touched }: SchedulingTask,
): Promise<number> {
  const movable = { waves: changes ? waves.map(({ wave }) => wave) : [], touched };
  await allEnded([run(context, keepPlaced(campaign.id, movable)), run(context, requeued(campaign.id, movable))]);
  return campaign.drawnPeriod ?? 0;
}

async function run({ warehouse, signal }: Context, insert: Statement): Promise<void> {
  await warehouse.execute(insert, { ...localJoins(warehouse.topology), signal });
}
