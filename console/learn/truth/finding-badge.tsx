import type { Verification } from '#contract';
import { Badge } from '#parts';
import { useTranslation } from 'react-i18next';

/** What was found, and whether that is still in question. */
export function FindingBadge({ verification: { state, finding } }: { verification: Verification }) {
  const { t } = useTranslation();
  if (finding === null) return <Badge tone="quiet">{t('learn.truth.states.open')}</Badge>;
  const tone = { true: 'good', false: 'bad', unclear: 'attention' } as const;
  return (
    <>
      <Badge tone={tone[finding]}>{t(`learn.truth.findings.${finding}`)}</Badge>{' '}
      {state !== 'done' && <Badge tone="attention">{t(`learn.truth.states.${state}`)}</Badge>}
    </>
  );
}
