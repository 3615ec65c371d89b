import { Problem, type Campaign, type CampaignFile, type CampaignState, type ProblemDetail } from '#contract';
import { compileCount, readAnyRule, type Catalogue, type Checked, type Rule } from '#query';
import { sees, type Context } from '#platform/context';
import type { Db } from '#platform/records';
import { listOffers } from '#know/catalog';
import { readUnits, scopeOf } from '#know/organisation';
import { cancelMessages } from '#act/channels';
import { contactCostFen, decide, type Change } from './campaign.ts';
import { fileProblems, submissionProblems } from './campaign-checks.ts';
import { tell } from './campaign-events.ts';
import { readCampaign } from './campaign-reports.ts';
import {
  findCampaign,
  insertCampaign,
  liveCampaigns,
  readWaves,
  replaceFile,
  writeState,
  type StoredCampaign,
} from './campaign-store.ts';
import type { CampaignPorts } from './ports.ts';
import type { CampaignToSchedule, ScheduleChanges } from './scheduler.ts';

type Changing = Pick<Context, 'actor' | 'db' | 'clock' | 'events'>;

/** A draft from a file. @throws Problem 'campaign-invalid' with everything that is wrong, each with its place. */
export async function createCampaign(context: Context, ports: CampaignPorts, file: CampaignFile): Promise<Campaign> {
  await checkFile(context, ports, file);
  const at = context.clock.now();
  const by = context.actor.login;
  await context.db.transaction().execute(async (trx) => {
    if (!(await insertCampaign(trx, { file, by, at }))) {
      throw new Problem('conflict', 'campaign-exists', `There is a campaign ${file.campaign} already.`, {
        parameters: { campaign: file.campaign },
      });
    }
    await writeState(trx, file.campaign, { from: null, to: 'draft', by, at });
    await tell(context, trx, { id: file.campaign, owner: file.owner, state: 'draft' });
  });
  return readCampaign(context, ports, file.campaign);
}

/** Replaces a draft's file; the result is a new version. */
export async function changeCampaign(
  context: Context,
  ports: CampaignPorts,
  id: string,
  file: CampaignFile,
): Promise<Campaign> {
  if (file.campaign !== id) {
    throw new Problem('invalid', 'campaign-id-differs', `The file is of ${file.campaign}, not of ${id}.`, {
      parameters: { campaign: id },
    });
  }
  await requireCampaign(context.db, context, id);
  await checkFile(context, ports, file);
  await context.db.transaction().execute(async (trx) => {
    const campaign = await requireCampaign(trx, context, id, true);
    allowed(campaign, 'change', context.actor.login);
    await replaceFile(trx, id, file, context.actor.login);
    await tell(context, trx, { id, owner: file.owner, state: 'draft' });
  });
  return readCampaign(context, ports, id);
}

/** Hands a draft in, when it is complete, has its control group or a waiver, and fits its budget. */
export async function submitCampaign(
  context: Context,
  ports: CampaignPorts,
  id: string,
  why?: string,
): Promise<Campaign> {
  const { file, owner } = await requireCampaign(context.db, context, id);
  const { catalogue } = await checkFile(context, ports, file);
  const audience = await countAudience(context, { file, owner, catalogue });
  const treated = Math.ceil(audience * (1 - file.experiment.control));
  refuseProblems(submissionProblems(file, { contactCostFen: contactCostFen(file, treated) }));
  return changeState(context, ports, id, 'submit', why);
}

async function countAudience(
  context: Context,
  { file, owner, catalogue }: { file: CampaignFile; owner: string; catalogue: Catalogue },
): Promise<number> {
  const rule = ruleOf(readAnyRule(file.audience, catalogue));
  const [row] = await context.warehouse.rows<{ count: number }>(compileCount(rule, await scopeOf(context.db, owner)), {
    signal: context.signal,
  });
  return row?.count ?? 0;
}

/** A rule that has been checked before. @throws Problem when the record has changed so that it does not hold any more. */
export function ruleOf(checked: Checked<Rule>): Rule {
  if (checked.ok) return checked.rule;
  throw new Problem(
    'conflict',
    'rule-outdated',
    'The campaign names something that the customer record does not have any more.',
    {
      parameters: { problems: checked.problems.map((problem) => problem.code) },
    },
  );
}

/** Any change of state that needs nothing but to be allowed. */
export async function changeState(
  context: Context,
  ports: CampaignPorts,
  id: string,
  change: Exclude<Change, 'change' | 'schedule' | 'start' | 'evaluate'>,
  why?: string,
): Promise<Campaign> {
  await context.db.transaction().execute(async (trx) => {
    const campaign = await requireCampaign(trx, context, id, true);
    await moveCampaign(context, trx, campaign, change, { by: context.actor.login, why });
    if (change === 'close') await cancelWhatIsOpen(context, ports, trx, id);
    if (change === 'resume') await resumeReleases(context, trx, id);
  });
  return readCampaign(context, ports, id);
}

async function cancelWhatIsOpen(context: Context, ports: CampaignPorts, trx: Db, id: string): Promise<void> {
  await ports.workOrders.cancelOpen(trx, id, 'campaign-closed');
  await cancelMessages(trx, id, context.clock.now(), 'campaign-closed');
}

/** A pause stops a release between two batches; going on means to take it up again. */
async function resumeReleases(context: Context, trx: Db, id: string): Promise<void> {
  for (const { wave, state } of await readWaves(trx, id)) {
    if (state === 'releasing') await enqueueRelease(context, id, wave, trx);
  }
}

async function enqueueRelease(
  { jobs, actor }: Pick<Context, 'jobs' | 'actor'>,
  id: string,
  wave: number,
  db?: Db,
): Promise<string> {
  return jobs.enqueue(
    'release-wave',
    { campaign: id, wave, by: actor.login },
    { singletonKey: `${id}:${wave}`, ...(db && { db }) },
  );
}

/** The measurement has matched the outcomes of a closed campaign. */
export async function markEvaluated(context: Changing, trx: Db, id: string): Promise<void> {
  const campaign = await requireCampaign(trx, context, id, true);
  await moveCampaign(context, trx, campaign, 'evaluate', { by: context.actor.login });
}

/** Makes an allowed change: state, history, event. @throws Problem that says why not. */
export async function moveCampaign(
  { clock, events }: Pick<Context, 'clock' | 'events'>,
  trx: Db,
  campaign: StoredCampaign,
  change: Change,
  { by, why }: { by: string; why?: string | undefined },
): Promise<CampaignState> {
  const to = allowed(campaign, change, by, why);
  const submittedBy = change === 'submit' ? { submittedBy: by } : {};
  await writeState(trx, campaign.id, {
    from: campaign.state,
    to,
    by,
    at: clock.now(),
    why: why ?? null,
    ...submittedBy,
  });
  await tell({ events }, trx, { id: campaign.id, owner: campaign.owner, state: to, why });
  return to;
}

export function allowed(campaign: StoredCampaign, change: Change, login: string, why?: string): CampaignState {
  const decision = decide(campaign, change, { login, why });
  if (decision.ok) return decision.to;
  const { code, message } = decision.refused;
  const kind = code === 'own-campaign' ? 'forbidden' : code === 'reason-missing' ? 'invalid' : 'conflict';
  throw new Problem(kind, code, message, { parameters: { campaign: campaign.id, state: campaign.state } });
}

/** @throws Problem 'no-campaign' for one that is not there or not in the viewer's subtree: the two look the same. */
export async function requireCampaign(
  db: Db,
  { actor }: Pick<Context, 'actor'>,
  id: string,
  lock = false,
): Promise<StoredCampaign> {
  const campaign = await findCampaign(db, id, actor.scope, lock);
  if (campaign) return campaign;
  throw new Problem('missing', 'no-campaign', `There is no campaign ${id}.`, { parameters: { campaign: id } });
}

/** @throws Problem 'campaign-invalid' with everything that is wrong with a file, each with its place. */
export async function checkFile(
  context: Context,
  ports: CampaignPorts,
  file: CampaignFile,
): Promise<{ catalogue: Catalogue }> {
  const { db, actor } = context;
  const [owner] = sees(actor, file.owner) ? await readUnits(db, [file.owner]) : [];
  const unknownOwner: ProblemDetail[] = owner
    ? []
    : [{ code: 'unknown-unit', place: 'owner', message: `There is no org unit ${file.owner} in your territory.` }];
  const offers = new Set((await listOffers(db)).filter((offer) => offer.active).map((offer) => offer.id));
  const catalogue = await ports.readCatalogue(context);
  refuseProblems([...unknownOwner, ...fileProblems(file, { catalogue, offers })]);
  return { catalogue };
}

function refuseProblems(problems: readonly ProblemDetail[]): void {
  const [first] = problems;
  if (!first) return;
  const message = problems.length === 1 ? first.message : `${first.message} And ${problems.length - 1} more.`;
  throw new Problem('invalid', 'campaign-invalid', message, { problems });
}

/** @throws Problem for a campaign that is not there for the viewer, or that cannot be scheduled as it stands. */
export async function requireSchedulable(context: Context, ids: readonly string[]): Promise<StoredCampaign[]> {
  const campaigns: StoredCampaign[] = [];
  for (const id of new Set(ids)) {
    const campaign = await requireCampaign(context.db, context, id);
    if (campaign.state !== 'running' && campaign.state !== 'paused') allowed(campaign, 'schedule', context.actor.login);
    campaigns.push(campaign);
  }
  return campaigns;
}

/** Starts the job that draws and places the targets; on a running campaign, that tries the unscheduled ones again. */
export async function scheduleCampaign(
  context: Context,
  id: string,
  together: readonly string[] = [],
  changes?: ScheduleChanges,
): Promise<{ job: string }> {
  await requireSchedulable(context, [id, ...together]);
  const others = together.filter((other) => other !== id);
  return {
    job: await context.jobs.enqueue(
      'schedule-campaign',
      { campaign: id, together: others, by: context.actor.login, ...(changes && { changes }) },
      { singletonKey: id },
    ),
  };
}

/** Campaigns as a scheduler is given them, with the others whose promises stand; for asking what a plan of them would be. */
export async function campaignsToSchedule(
  context: Pick<Context, 'db' | 'actor'>,
  ids: readonly string[],
): Promise<{ campaigns: CampaignToSchedule[]; live: string[] }> {
  const campaigns: CampaignToSchedule[] = [];
  for (const id of [...ids].sort()) {
    const { owner, file } = await requireCampaign(context.db, context, id);
    const waves = file.waves.map(({ start, days }, i) => ({ wave: i + 1, start, days }));
    campaigns.push({ campaign: id, owner, file, waves });
  }
  return { campaigns, live: (await liveCampaigns(context.db, ids)).map(({ id }) => id) };
}

/** Starts the job that releases a wave. */
export async function releaseWave(context: Context, id: string, wave: number): Promise<{ job: string }> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.state !== 'running') allowed(campaign, 'start', context.actor.login);
  const waves = await readWaves(context.db, id);
  if (!waves.some((of) => of.wave === wave)) {
    throw new Problem('missing', 'no-wave', `Campaign ${id} has no wave ${wave}.`, {
      parameters: { campaign: id, wave },
    });
  }
  return { job: await enqueueRelease(context, id, wave) };
}
