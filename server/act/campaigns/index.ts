import type { Feature } from '#platform/feature';
import { readRuleCatalogue, rulesReading } from '#understand/audiences';
import { campaignJobs } from './campaign-jobs.ts';
import { estimateCampaign } from './estimate.ts';
import { listCampaigns, readCampaign, readExclusions } from './campaign-reports.ts';
import { campaignTables } from './campaign-tables.ts';
import {
  changeCampaign,
  changeState,
  createCampaign,
  releaseWave,
  requireCampaign,
  scheduleCampaign,
  submitCampaign,
} from './campaigns.ts';
import { messagesCsv, targetsCsv } from './exports.ts';
import type { CampaignPorts } from './ports.ts';
import { campaignsReading, customerOffers } from './qualifying.ts';

export { inPairs } from './pairs.ts';
export { campaignRules } from './campaign-rules.ts';
export { releasedCampaigns, releasedWaves } from './released-waves.ts';
export { addDays, drawnTogetherBy, lastDay, successOrders } from './campaign.ts';
export { campaignFiles, readExclusions } from './campaign-reports.ts';
export { minutesOf } from './draw.ts';
export {
  campaignsToSchedule,
  markEvaluated,
  requireCampaign,
  requireSchedulable,
  scheduleCampaign,
} from './campaigns.ts';
export type { Measures } from './gate.ts';
export type { CampaignPorts, NewWorkOrder, WorkOrderPort, WorkProgress } from './ports.ts';
export {
  contactsByDay,
  contactsPlaced,
  customerIds,
  placed,
  promisedMinutes,
  targetsToPlace,
  type Promises,
} from './choices.ts';
export { simpleScheduler } from './simple-scheduler.ts';
export {
  methodOf,
  type CampaignToSchedule,
  type Scheduler,
  type SchedulingTask,
  type Touched,
  type WaveToFill,
} from './scheduler.ts';

/** Campaigns, given what later features do for them. */
export function campaigns(ports: CampaignPorts): Feature {
  return {
    name: 'campaigns',
    migrations: new URL('./migrations/', import.meta.url),
    tables: campaignTables,
    jobs: campaignJobs(ports),
    handlers: {
      createCampaign: (context, { body }) => createCampaign(context, ports, body.file),
      changeCampaign: (context, { params, body }) => changeCampaign(context, ports, params.id, body.file),
      listCampaigns: (context, { query }) => listCampaigns(context, ports, query),
      estimateCampaign: (context, { body }) => estimateCampaign(context, ports, body.file),
      readCampaign: (context, { params }) => readCampaign(context, ports, params.id),
      submitCampaign: (context, { params, body }) => submitCampaign(context, ports, params.id, body.why),
      approveCampaign: (context, { params, body }) => changeState(context, ports, params.id, 'approve', body.why),
      rejectCampaign: (context, { params, body }) => changeState(context, ports, params.id, 'reject', body.why),
      scheduleCampaign: (context, { params, body }) => scheduleCampaign(context, params.id, body.together),
      releaseWave: (context, { params, body }) => releaseWave(context, params.id, body.wave),
      pauseCampaign: (context, { params, body }) => changeState(context, ports, params.id, 'pause', body.why),
      resumeCampaign: (context, { params, body }) => changeState(context, ports, params.id, 'resume', body.why),
      closeCampaign: (context, { params, body }) => changeState(context, ports, params.id, 'close', body.why),
      campaignExclusions: async (context, { params }) => {
        await requireCampaign(context.db, context, params.id);
        return readExclusions(context, params.id);
      },
      customerOffers: (context, { params }) => customerOffers(context, ports, params.customerId),
      fieldUses: async (context, { params }) => ({
        ...(await rulesReading(context, params.name)),
        campaigns: await campaignsReading(context, await readRuleCatalogue(context), params.name),
      }),
      exportTargets: async (context, { params }) => {
        await requireCampaign(context.db, context, params.id);
        return targetsCsv(context, params.id);
      },
      exportMessages: async (context, { params, query }) => {
        await requireCampaign(context.db, context, params.id);
        return messagesCsv(context, params.id, query.channel);
      },
    },
  };
}
