import type { CampaignState } from '#contract';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';

declare module '#platform/outbox' {
  interface EventMap {
    /** Something about a campaign changed that its screens show; `why` where somebody must know the reason. */
    campaign: { campaignId: string; orgUnitId: string; state: CampaignState; wave?: number; why?: string };
  }
}

const longestWhy = 1_000;

/** Tells the screens, when the transaction commits. */
export async function tell(
  { events }: Pick<Context, 'events'>,
  trx: Db,
  news: { id: string; owner: string; state: CampaignState; wave?: number; why?: string | undefined },
): Promise<void> {
  const { id, owner, state, wave, why } = news;
  await events.emit(
    {
      type: 'campaign',
      campaignId: id,
      orgUnitId: owner,
      state,
      ...(wave !== undefined && { wave }),
      ...(why !== undefined && { why: why.slice(0, longestWhy) }),
    },
    trx,
  );
}
