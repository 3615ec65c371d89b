import type { Campaign, IndicatorWarning, Job, LoadReport } from '#contract';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { actsOf, isOwn, type Act } from '../act/campaign-acts.ts';
import { reading } from '../app/client.ts';
import { useMay, useSession } from '../app/session.ts';

/** Something that waits for the reader, or that the reader waited for. */
export type Need =
  | { readonly kind: 'campaign'; readonly key: string; readonly campaign: Campaign; readonly act: Act }
  | { readonly kind: 'gate'; readonly key: string; readonly campaign: Campaign; readonly wave: number }
  | { readonly kind: 'overdue'; readonly key: string; readonly orders: number }
  | { readonly kind: 'load'; readonly key: string; readonly load: LoadReport }
  | { readonly kind: 'warning'; readonly key: string; readonly warning: IndicatorWarning }
  | { readonly kind: 'job'; readonly key: string; readonly job: Job };

const openStates = ['submitted', 'approved', 'scheduled', 'running', 'paused'] as const;

interface OpenCampaigns {
  readonly data: readonly Campaign[];
  readonly pending: boolean;
  /** Why they are not known, if they are not: then nothing may be said of them. */
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The campaigns in which something is to be done or under way. Who may not read campaigns has none. */
export function useOpenCampaigns(): OpenCampaigns {
  const may = useMay();
  const states = may('campaigns.read') ? openStates : [];
  return useQueries({
    queries: states.map((state) => reading('listCampaigns', { query: { state, limit: 100 } })),
    combine: (answers) => ({
      data: answers.flatMap((answer) => answer.data?.items ?? []),
      pending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error !== null)?.error ?? null,
      retry: () => answers.forEach((answer) => void answer.refetch()),
    }),
  });
}

/** Decisions first, then alarms. */
export function useNeeds(): { readonly needs: readonly Need[] } & Omit<OpenCampaigns, 'data'> {
  const { data: campaigns, ...asked } = useOpenCampaigns();
  const overdue = useOverdue();
  const refused = useRefusedLoads();
  const warnings = useIndicatorWarnings();
  const failed = useOwnJobs().filter((job) => job.state === 'failed');
  const decisions = useDecisions(campaigns);
  const gates = campaigns.flatMap((campaign) =>
    campaign.waves
      .filter((wave) => wave.state === 'held')
      .map(({ wave }): Need => ({ kind: 'gate', key: `gate ${campaign.id} ${wave}`, campaign, wave })),
  );
  return {
    ...asked,
    needs: [
      ...decisions,
      ...gates,
      ...(overdue > 0 ? [{ kind: 'overdue' as const, key: 'overdue', orders: overdue }] : []),
      ...refused.map((load): Need => ({ kind: 'load', key: `load ${load.id}`, load })),
      ...warnings.map((warning): Need => ({ kind: 'warning', key: `warning ${warning.id}`, warning })),
      ...failed.map((job): Need => ({ kind: 'job', key: `job ${job.id}`, job })),
    ],
  };
}

function useDecisions(campaigns: readonly Campaign[]): Need[] {
  const session = useSession();
  return campaigns.flatMap((campaign): Need[] => {
    const act = actsOf(campaign, session).find((one) => one.kind !== 'pause' && one.kind !== 'close');
    const mayNot = act?.kind === 'approve' && isOwn(campaign, session);
    // A campaign that is scheduled already asks for its release; scheduling it again is no duty. A held wave is an alarm of its own.
    const idle = act === undefined || mayNot || (act.kind === 'schedule' && act.again);
    const held = act?.kind === 'release' && act.wave.state === 'held';
    return idle || held ? [] : [{ kind: 'campaign', key: `campaign ${campaign.id}`, campaign, act }];
  });
}

/** Orders past their day, for whoever may give them to somebody else. */
function useOverdue(): number {
  const may = useMay();
  const { data } = useQuery({
    ...reading('listWorkOrders', { query: { overdue: 'true', limit: 1 } }),
    enabled: may('work.assign'),
  });
  return data?.total ?? 0;
}

/** Feeds whose newest load was refused; an older refusal has been mended. */
function useRefusedLoads(): readonly LoadReport[] {
  const may = useMay();
  const { data } = useQuery({ ...reading('listLoads', { query: { limit: 100 } }), enabled: may('data.load') });
  const newest = new Map<string, LoadReport>();
  for (const load of data?.items ?? []) {
    const key = `${load.feed} ${load.period ?? ''}`;
    if (!newest.has(key)) newest.set(key, load);
  }
  return [...newest.values()].filter((load) => load.state === 'refused');
}

/** More of them would push everything else off the page; the indicators' own screens show the rest. */
const mostWarnings = 5;

/** Figures that the reader answers for and that call for attention. */
function useIndicatorWarnings(): readonly IndicatorWarning[] {
  const may = useMay();
  const { data } = useQuery({
    ...reading('listIndicatorWarnings', { query: { mine: 'true', limit: mostWarnings } }),
    enabled: may('indicators.read'),
  });
  return data?.items ?? [];
}

const dayMs = 86_400_000;

/** What the reader started and what came to an end within the last day. */
export function useOwnJobs(): readonly Job[] {
  const { login } = useSession();
  const { data } = useQuery(reading('listJobs', { query: { limit: 100 } }));
  const [since] = useState(() => new Date(Date.now() - dayMs).toISOString());
  return (data?.items ?? []).filter((job) => job.by === login && job.finishedAt !== null && job.finishedAt > since);
}
