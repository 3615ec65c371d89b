import type { Campaign } from '#contract';
import { useText } from '#parts';
import { useCallback } from 'react';

/** What a campaign is for, in the reader's language; its id where nobody has said. */
export function useObjective(): (campaign: Pick<Campaign, 'id' | 'objective'>) => string {
  const text = useText();
  return useCallback((campaign) => text(campaign.objective) || campaign.id, [text]);
}
