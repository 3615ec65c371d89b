import { z } from 'zod';
import { Id, Text2, TrainingInput, type modelRoutes, type Input } from '#contract';
import { readPeriods } from '#know/customers';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { defineJob, type JobDefinition } from '#platform/jobs';
import { customerScores } from './customer-scores.ts';
import { importModel } from './import-model.ts';
import { lookAlikeTop, lookAlikeTraining } from './look-alike.ts';
import { monitorModels } from './monitor.ts';
import { readModels } from './model-store.ts';
import type { ModelPorts } from './ports.ts';
import { checkTraining } from './prepare-training.ts';
import {
  changeVersion,
  listModels,
  modelDocument,
  modelReport,
  publishModel,
  readModel,
  retireModel,
  rollBackModel,
} from './registry.ts';
import { trainModel } from './train-model.ts';
import { mayTrain } from './may-train.ts';

export { modelRules } from './model-rules.ts';
export { importFile } from './learners/file/import-file.ts';
export { scoreFile } from './learners/file/score-file.ts';
export { trainFromFile } from './learners/file/train-file.ts';
export { whyCustomers, type WhyCustomer } from './customer-scores.ts';
export { upliftFromFile } from './uplift/uplift-from-file.ts';
export type { CampaignOutcomes, ModelPorts } from './ports.ts';

const scope = z.union([
  z.object({ kind: z.literal('everything') }),
  z.object({ kind: z.literal('units'), units: z.array(z.string()) }),
]);
const trainJob = 'train-model';
const checkJob = 'check-training';
const monitorJob = 'monitor-models';

/** Models of what customers will do, given what later features know of campaigns. */
export function models(ports: ModelPorts): Feature {
  return {
    name: 'models',
    migrations: new URL('./migrations/', import.meta.url),
    jobs: modelJobs(ports),
    handlers: {
      listModels: (context, { query }) => listModels(context, query),
      readModel: (context, { params }) => readModel(context, ports, params.id),
      modelReport: (context, { params }) => modelReport(context, params),
      modelDocument: (context, { params }) => modelDocument(context, params),
      checkTraining: async (context, { body }) => {
        await refuseForeignCampaign(context, ports, body);
        return { job: await context.jobs.enqueue(checkJob, { training: body, scope: context.actor.scope }) };
      },
      trainModel: (context, { params, body }) => startTraining(context, ports, params.id, body),
      importModel: (context, { params, body }) => importModel(context, params.id, body),
      submitModel: (context, { params, body }) => changeVersion(context, params, 'submit', body.why),
      approveModel: (context, { params, body }) => changeVersion(context, params, 'approve', body.why),
      rejectModel: (context, { params, body }) => changeVersion(context, params, 'reject', body.why),
      publishModel: (context, { params, body }) => publishModel(context, params, body),
      rollBackModel: (context, { params, body }) => rollBackModel(context, params.id, body.why),
      retireModel: (context, { params, body }) => retireModel(context, ports, params, body.why),
      monitorModels: async ({ jobs }) => ({ job: await jobs.enqueue(monitorJob, {}, { singletonKey: monitorJob }) }),
      lookAlike: async (context, { body }) =>
        startTraining(context, ports, body.id, { training: await lookAlikeTraining(context, body) }),
      lookAlikeTop: async (context, { params, query }) => lookAlikeTop(context, params, query.top),
      customerScores: (context, { params }) => customerScores(context, params.customerId),
    },
  };
}

/** After the newest month was built anew, published models are looked at. */
export async function monitorAfterBuild(context: Context, periods: readonly number[]): Promise<void> {
  const newest = (await readPeriods(context.warehouse)).at(-1)?.period;
  if (newest === undefined || !periods.includes(newest)) return;
  if ((await readModels(context.db)).some(({ champion, challenger }) => champion !== null || challenger !== null))
    await context.jobs.enqueue(monitorJob, {}, { singletonKey: monitorJob });
}

async function startTraining(
  context: Context,
  ports: ModelPorts,
  id: string,
  { name, training }: Omit<Input<(typeof modelRoutes)['trainModel']>['body'], 'name'> & { name?: Text2 | undefined },
): Promise<{ job: string }> {
  const { actor, jobs } = context;
  await mayTrain(context, id);
  await refuseForeignCampaign(context, ports, training);
  const task = { id, name: name ?? null, training, by: actor.login, orgUnitId: actor.orgUnitId, scope: actor.scope };
  // A job has one worker, so trainings follow one another in the order they were asked for.
  return { job: await jobs.enqueue(trainJob, task) };
}

/** What somebody may not see they may not learn from; asked now, because the job acts for the installation. */
async function refuseForeignCampaign(context: Context, ports: ModelPorts, { target }: TrainingInput): Promise<void> {
  if (target.kind === 'response' || target.kind === 'uplift') await ports.campaignOutcomes(context, target.campaign);
}

function modelJobs(ports: ModelPorts): readonly JobDefinition[] {
  return [
    defineJob({
      name: trainJob,
      schema: z.object({
        id: Id,
        name: Text2.nullable(),
        training: TrainingInput,
        by: z.string(),
        orgUnitId: Id,
        scope,
      }),
      handler: (context, task, tools) => trainModel(context, ports, task, tools),
    }),
    defineJob({
      name: checkJob,
      schema: z.object({ training: TrainingInput, scope }),
      handler: (context, task, { progress }) => checkTraining(context, ports, task.training, task.scope, progress),
    }),
    defineJob({
      name: monitorJob,
      schema: z.object({}),
      handler: (context, _, { progress }) => monitorModels(context, ports, progress),
    }),
  ];
}
