import type { LoadReport } from '#contract';
import { Badge, type Tone } from '#parts';
import { useTranslation } from 'react-i18next';

const tones: Readonly<Record<LoadReport['state'], Tone>> = { loaded: 'good', unchanged: 'quiet', refused: 'bad' };

/** How a load went; home says it too, so its words are home's. */
export function LoadState({ state }: { state: LoadReport['state'] }) {
  const { t } = useTranslation();
  return <Badge tone={tones[state]}>{t(`home.loadStates.${state}`)}</Badge>;
}

export const asideOf = (load: LoadReport): number => load.quarantined.reduce((sum, one) => sum + one.count, 0);
