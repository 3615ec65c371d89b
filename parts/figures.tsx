import { readRelative, type Estimate as EstimateShape } from '#contract';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Formatters } from './format.ts';

export type FigureKind = 'count' | 'percent' | 'points' | 'change' | 'money';

/** A figure as overviews show it. */
export function shortFigure(format: Formatters, kind: FigureKind, value: number): string {
  return kind === 'count' ? format.short(value) : format[kind](value);
}
/** The same figure with every digit that is known. */
export function exactFigure(format: Formatters, kind: FigureKind, value: number): string {
  if (kind === 'count') return format.decimal(value, 1);
  if (kind === 'money') return format.moneyExact(value);
  return format[kind](value);
}

/** A number: short on the page, exact on hover. `null` is unknown, and says so. */
export function Figure({ value, kind = 'count' }: { value: number | null | undefined; kind?: FigureKind }) {
  const format = useFormat();
  const { t } = useTranslation('parts');
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return (
      <span className="gl-figure gl-unknown" title={t('estimate.unknown')}>
        {t('number.none')}
      </span>
    );
  }
  return (
    <span className="gl-figure" title={exactFigure(format, kind, value)}>
      {shortFigure(format, kind, value)}
    </span>
  );
}

/** An estimate is never shown without its interval. `stacked` puts the interval under it, for large figures. */
export function Estimate(props: { value: EstimateShape; kind: FigureKind; n?: number; stacked?: boolean }) {
  const { value, kind, n, stacked = false } = props;
  const format = useFormat();
  const { t } = useTranslation('parts');
  if (value.estimate === null) return <Figure value={null} />;
  const known = value.low !== null && value.high !== null;
  const low = known ? shortFigure(format, kind, value.low as number) : '';
  const high = known ? shortFigure(format, kind, value.high as number) : '';
  const interval =
    kind === 'points' && known ? format.pointsBetween(value.low as number, value.high as number) : undefined;
  const exact = exactFigure(format, kind, value.estimate);
  return (
    <span
      className={stacked ? 'gl-estimate gl-stacked' : 'gl-estimate'}
      title={known ? t('estimate.exact', { value: exact, low, high }) : exact}
    >
      <span className="gl-figure">{shortFigure(format, kind, value.estimate)}</span>
      <span className="gl-interval">
        {interval ?? (known ? t('estimate.between', { low, high }) : t('number.none'))}
        {n !== undefined && ` · ${t('estimate.n', { n: format.short(n) })}`}
      </span>
    </span>
  );
}

/** A change against control; not in per cent where control is nearly nothing. */
export function RelativeEstimate({ value, stacked = false }: { value: EstimateShape; stacked?: boolean }) {
  const format = useFormat();
  const { t } = useTranslation('parts');
  const read = readRelative(value);
  if (read.told === 'percent') return <Estimate kind="change" value={value} stacked={stacked} />;
  return (
    <span className={stacked ? 'gl-estimate gl-stacked' : 'gl-estimate'} title={t('estimate.nearNothing')}>
      <span className="gl-figure">
        {read.told === 'at-least' ? t('estimate.atLeast', { times: format.decimal(read.times, 1) }) : t('number.none')}
      </span>
      <span className="gl-interval">{t('estimate.nearNothing')}</span>
    </span>
  );
}

/** A moment as people say it, the instant on hover; it ages by itself. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={format.instant(at)}>
      {format.ago(at, now)}
    </time>
  );
}
