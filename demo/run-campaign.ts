import type { CampaignFile, Report } from '#contract';
import { finished, type Connect } from './client.ts';
import { plantedEffect, type PlantedEffect } from './planted-effect.ts';
import { simulate, type Simulated } from './simulate.ts';
import { readTruth } from './truth.ts';
import { join } from 'node:path';

export interface CampaignRun {
  readonly connect: Connect;
  readonly directory: string;
  readonly file: CampaignFile;
  readonly today?: string;
  /** Called with each step's name and milliseconds. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly onProgress?: (progress: number, message: string) => void;
}

/** Draft → submitted by the planner → approved by the approver → scheduled. */
export async function scheduleCampaign({ connect, file, step }: CampaignRun): Promise<void> {
  const params = { id: file.campaign };
  const planner = await connect('planner');
  const approver = await connect('approver');
  await step('campaign', async () => {
    await planner.createCampaign({ body: { file } });
    await planner.submitCampaign({ params, body: { why: 'The audience was counted, the budget agreed.' } });
    await approver.approveCampaign({ params, body: { why: 'Fits the plan of the quarter.' } });
  });
  await step('schedule', async () => {
    const { job } = await planner.scheduleCampaign({ params, body: {} });
    await finished(planner, job);
  });
}

export async function releaseWaves({ connect, file, step }: CampaignRun, waves: readonly number[]): Promise<void> {
  const planner = await connect('planner');
  await step('release', async () => {
    for (const wave of waves) {
      const { job } = await planner.releaseWave({ params: { id: file.campaign }, body: { wave } });
      await finished(planner, job);
    }
  });
}

export interface Measured {
  readonly report: Report;
  readonly planted: PlantedEffect;
  readonly simulated: Simulated;
}

/** The whole life of one campaign that lies in the past, to its report, and what was planted beside it. */
export async function runCampaign(run: CampaignRun): Promise<Measured> {
  const { connect, file, step } = run;
  const params = { id: file.campaign };
  const planner = await connect('planner');
  await scheduleCampaign(run);
  await releaseWaves(
    run,
    file.waves.map((_, i) => i + 1),
  );
  const simulated = await step('simulate', () => simulate({ ...run, campaign: file.campaign }));
  const report = await step('report', async () => {
    await planner.closeCampaign({ params, body: { why: 'The last wave is over.' } });
    return planner.evaluateCampaign({ params, body: {} });
  });
  const { operator } = readTruth(join(run.directory, 'truth'));
  const planted = await step('planted', async () =>
    plantedEffect(operator, file, await planner.exportTargets({ params })),
  );
  return { report, planted, simulated };
}
