import type { CampaignFile } from '#contract';
import { changeState, createCampaign, submitCampaign } from '../campaigns.ts';
import type { DrawCounts } from '../campaign-store.ts';
import type { CampaignPorts } from '../ports.ts';
import { scheduleTargets, type SchedulingInput } from '../schedule.ts';
import { atOnce, type World } from './world.ts';

export { atOnce, campaignFile, freshWarehouse, openWorld, testPorts, visitWorld, type World } from './world.ts';

/** Writes a campaign and brings it to where it may be scheduled. */
export async function approveNow(world: World, ports: CampaignPorts, file: CampaignFile): Promise<void> {
  const planner = await world.context('planner');
  await createCampaign(planner, ports, file);
  await submitCampaign(planner, ports, file.campaign);
  await changeState(await world.context('approver'), ports, file.campaign, 'approve');
}

/** Brings a campaign to its schedule: from its file, or again as it stands; where asked together with others, or with changes. */
export async function scheduleNow(
  world: World,
  ports: CampaignPorts,
  file: CampaignFile,
  from: 'new' | 'again' = 'new',
  more: Pick<SchedulingInput, 'together' | 'changes'> = {},
): Promise<DrawCounts> {
  if (from === 'new') await approveNow(world, ports, file);
  return scheduleByJob(world, ports, { campaign: file.campaign, by: 'planner', ...more }, async () => undefined);
}

/** Schedules as the job does, which says how far it is. */
export async function scheduleByJob(
  world: World,
  ports: CampaignPorts,
  input: SchedulingInput,
  progress: (fraction: number, message?: string) => Promise<void>,
): Promise<DrawCounts> {
  return scheduleTargets(await world.context(), ports, input, { ...atOnce, progress });
}
