import type { Campaign } from '#contract';

const keys = ['treated', 'scheduled', 'released', 'done', 'accepted'] as const;

/** The steps in which work can get stuck, summed over campaigns. */
export function stuckSteps(campaigns: readonly Pick<Campaign, 'counts'>[]) {
  return keys.map((key) => ({
    key,
    value: campaigns.reduce((sum, campaign) => sum + (campaign.counts[key] ?? 0), 0),
  }));
}

/** The steps of the work alone, summed over org units. */
export function stuckWork(
  units: readonly { readonly released: number; readonly done: number; readonly accepted: number }[],
) {
  return (['released', 'done', 'accepted'] as const).map((key) => ({
    key,
    value: units.reduce((sum, unit) => sum + unit[key], 0),
  }));
}
