import type { TruthRow } from '#contract';
import { useFormat } from '#parts';
import { useTranslation } from 'react-i18next';

interface RateBandProps {
  readonly row: Pick<TruthRow, 'rate' | 'below'>;
  /** A share of one. */
  readonly bar: number;
}

/** A rate from 0 to 1 with the band of its uncertainty, and the bar it is held against. */
export function RateBand({ row: { rate, below }, bar }: RateBandProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { estimate, low, high } = rate;
  if (estimate === null || low === null || high === null)
    return <span className="quiet">{t('learn.truth.notVerified')}</span>;
  const at = (share: number) => `${100 * share}%`;
  const words = t('learn.truth.rateOf', {
    rate: format.percent(estimate),
    low: format.percent(low),
    high: format.percent(high),
  });
  return (
    <span className="band-cell" title={words}>
      <span className={below ? 'band band-below' : 'band'} aria-hidden="true">
        <span className="band-between" style={{ left: at(low), width: at(high - low) }} />
        <span className="band-point" style={{ left: at(estimate) }} />
        <span className="band-bar" style={{ left: at(bar) }} />
      </span>
      <span className="band-words">
        {format.percent(estimate)}{' '}
        <span className="gl-interval">{`${format.percent(low)} – ${format.percent(high)}`}</span>
      </span>
    </span>
  );
}
