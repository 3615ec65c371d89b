import type { CampaignState } from '#contract';
import { Badge, type Tone } from '#parts';
import { useTranslation } from 'react-i18next';

const tones: Readonly<Record<CampaignState, Tone>> = {
  draft: 'quiet',
  submitted: 'attention',
  approved: 'accent',
  scheduled: 'accent',
  running: 'good',
  paused: 'attention',
  closed: 'quiet',
  evaluated: 'quiet',
};

export function StateBadge({ state }: { state: CampaignState }) {
  const { t } = useTranslation();
  return <Badge tone={tones[state]}>{t(`act.states.${state}`)}</Badge>;
}
