import type { IndicatorAnswer, IndicatorDetail, IndicatorFigure } from '#contract';
import { Chart, Figure, linesOption, useFormat, useText, useTokens, type Line } from '#parts';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Change } from './change.tsx';
import { kindOf, useWriter } from './figure-words.ts';

/** The newest figure in large, and the months up to it as a line, with the plan dashed where there are targets. */
export function IndicatorTrend({ detail, answer }: { detail: IndicatorDetail; answer: IndicatorAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useText();
  const write = useWriter(detail.unit);
  // Months before the first figure say nothing.
  const first = answer.whole.findIndex(({ value }) => value !== null);
  const figures = useMemo(() => answer.whole.slice(Math.max(0, first)), [answer, first]);
  const last = figures.at(-1);
  const option = useTrend(detail, figures);
  if (!last) return null;
  const said = last.value === null ? t('understand.indicators.missing') : write(last.value);
  const change = detail.unit === '' ? last.monthOnMonth.difference : last.monthOnMonth.share;
  const title =
    change === null
      ? t('understand.indicators.trendOnly', { name: name(detail.name), now: said })
      : t('understand.indicators.trendUp', {
          name: name(detail.name),
          now: said,
          change: detail.unit === '' ? format.points(change) : format.change(change),
        });
  return (
    <>
      <Newest detail={detail} figure={last} />
      <Chart
        title={title}
        option={option}
        height={220}
        file={`${detail.id}-months`}
        table={{
          header: [
            t('understand.indicators.month'),
            t('understand.indicators.figure'),
            t('understand.indicators.target'),
            t('understand.indicators.numerator'),
            t('understand.indicators.denominator'),
          ],
          rows: figures.map((one) => [one.period, one.value, one.target, one.numerator, one.denominator]),
        }}
      />
    </>
  );
}

function useTrend({ unit }: IndicatorDetail, figures: readonly IndicatorFigure[]) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const write = useWriter(unit);
  return useMemo(() => {
    const line = (title: string, meaning: Line['meaning'], of: 'value' | 'target'): Line => ({
      name: title,
      meaning,
      points: figures.map((figure) => ({ value: figure[of] })),
    });
    const hasPlan = figures.some(({ target }) => target !== null);
    return linesOption(
      look,
      [
        line(t('understand.indicators.actual'), 'treated', 'value'),
        ...(hasPlan ? [line(t('understand.indicators.plan'), 'plan', 'target')] : []),
      ],
      {
        steps: figures.map(({ period }) => format.period(period)),
        write,
        zero: figures.some(({ value }) => (value ?? 0) < 0),
      },
    );
  }, [figures, look, t, format, write]);
}

function Newest({ detail, figure }: { detail: IndicatorDetail; figure: IndicatorFigure }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="figures figures-large">
      <Told name={format.period(figure.period)}>
        <Figure kind={kindOf(detail.unit)} value={figure.value} />
      </Told>
      <Told name={t('understand.indicators.onMonth')}>
        <Change unit={detail.unit} of={figure.monthOnMonth} />
      </Told>
      <Told name={t('understand.indicators.onYear')}>
        <Change unit={detail.unit} of={figure.yearOnYear} />
      </Told>
      {figure.target !== null && (
        <Told name={t('understand.indicators.attainment')}>
          <Figure kind="percent" value={figure.attainment} />
        </Told>
      )}
    </dl>
  );
}

function Told({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
