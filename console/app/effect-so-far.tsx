import type { Estimate as EstimateShape, ReportBlock } from '#contract';
import { Estimate, Figure, type FigureKind } from '#parts';
import { useTranslation } from 'react-i18next';
import { nobodyYet } from '../learn/report-reading.ts';

interface EffectProps {
  readonly arms: ReportBlock['arms'];
  readonly kind: FigureKind;
  readonly value: EstimateShape;
}

/** The effect of a campaign that runs. */
export function EffectSoFar({ arms, kind, value }: EffectProps) {
  const { t } = useTranslation();
  if (arms.length === 0 || !nobodyYet(arms)) return <Estimate stacked kind={kind} value={value} />;
  return (
    <span className="gl-estimate gl-stacked">
      <Figure value={null} />
      <span className="gl-interval">{t('app.nobodyYet')}</span>
    </span>
  );
}
