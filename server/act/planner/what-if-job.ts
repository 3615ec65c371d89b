import { z } from 'zod';
import type { Context } from '#platform/context';
import { defineJob, type JobDefinition, type JobTools } from '#platform/jobs';
import { campaignsToSchedule } from '#act/campaigns';
import { planCampaigns, poseProblem } from './campaigns/plan-campaigns.ts';
import { changedMarket } from './campaigns/changed-market.ts';
import { requirePlan } from './plan-reports.ts';

const Input = z.object({
  plan: z.string(),
  changes: z.array(z.object({ name: z.string(), by: z.number() })),
  by: z.string(),
});

/** What changed limits would really bring: both problems planned anew from the same data. Nothing of it becomes a schedule. */
export interface WhatIfPlanned {
  readonly before: { readonly value: number; readonly bound: number; readonly contacts: number };
  readonly after: { readonly value: number; readonly bound: number; readonly contacts: number };
  /** after − before; the truth lies between `low` and `high`, as either plan may be short of its best by its gap. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

async function planAnew(context: Context, input: z.output<typeof Input>, tools: JobTools): Promise<WhatIfPlanned> {
  const plan = await requirePlan(context, input.plan);
  const { campaigns, live } = await campaignsToSchedule(context, plan.campaigns);
  const asked = {
    campaigns,
    live,
    today: plan.firstOn ?? '',
    from: 'published',
  } as const;
  await tools.progress(0.05, 'gathering who could be contacted');
  const posed = await poseProblem(context, asked);
  const options = { signal: tools.signal, onStep: () => tools.signal.throwIfAborted() };
  await tools.progress(0.3, 'planning as it is');
  const before = (await planCampaigns(posed, options)).solution;
  await tools.progress(0.6, 'planning with the changes');
  const changed = changedMarket(posed, input.changes);
  const after = (await planCampaigns(changed, options)).solution;
  return {
    before: { value: before.value, bound: before.bound, contacts: before.contacts },
    after: { value: after.value, bound: after.bound, contacts: after.contacts },
    difference: after.value - before.value,
    low: after.value - before.bound,
    high: after.bound - before.value,
  };
}

export const plannerJobs: readonly JobDefinition[] = [
  defineJob({ name: 'plan-what-if', schema: Input, handler: planAnew }),
];
