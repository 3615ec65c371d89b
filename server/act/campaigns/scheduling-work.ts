import type { StoredCampaign, StoredWave } from './campaign-store.ts';

type Waves = readonly Pick<StoredWave, 'wave' | 'start' | 'days' | 'gate'>[];

/** One campaign on its way to a schedule. */
export interface Work {
  readonly campaign: StoredCampaign;
  /** Draw anew, or place only what has no place. */
  readonly anew: boolean;
  readonly waves: Waves;
  readonly live: readonly string[];
  readonly conflicting: readonly string[];
  readonly today: string;
}

export function isRunning({ state }: StoredCampaign): boolean {
  return state === 'running' || state === 'paused';
}
