import type { Estimate as EstimateShape, ReportBlock } from '#contract';
import { Estimate, Figure, type FigureKind } from '#parts';
import { useTranslation } from 'react-i18next';

interface EffectProps {
  readonly arms: ReportBlock['arms'];
  readonly kind: FigureKind;
  readonly value: EstimateShape;
}

/** Whether nobody has ordered yet, treated or control: then there is no effect to speak of, whatever the interval says. */
export const nobodyYet = (arms: ReportBlock['arms']): boolean => arms.every(({ successes }) => successes === 0);

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
