import type { ReportBlock } from '#contract';
import { Chart, intervalsHeight, intervalsOption, useFormat, useTokens, type Interval } from '#parts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isControl } from './report-reading.ts';

interface RatesProps {
  readonly arms: ReportBlock['arms'];
  readonly file: string;
}

/** The success rate of every arm with its interval, the control group in its grey. */
export function Rates({ arms, file }: RatesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(() => {
    const rows = arms.flatMap((arm): Interval[] => {
      const { estimate, low, high } = arm.rate;
      if (estimate === null || low === null || high === null) return [];
      const control = isControl(arm);
      const label = control ? t('learn.report.control') : arm.arm;
      return [{ label, estimate, low, high, meaning: control ? 'control' : 'treated' }];
    });
    return intervalsOption(look, rows, { write: format.percent, tick: format.percentTick, zero: false });
  }, [arms, look, format, t]);
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const name = (arm: RatesProps['arms'][number]) => (isControl(arm) ? t('learn.report.control') : arm.arm);
  return (
    <Chart
      title={t('learn.report.rates')}
      note={t('learn.report.interval')}
      option={option}
      height={intervalsHeight(arms.length)}
      file={file}
      table={{
        header: [
          t('learn.report.arm'),
          t('learn.report.targets'),
          t('learn.report.contacted'),
          t('learn.report.claimed'),
          t('learn.report.matched'),
          t('learn.report.rate'),
          t('learn.report.low'),
          t('learn.report.high'),
        ],
        rows: arms.map((arm) => [
          name(arm),
          arm.targets,
          arm.contacted,
          arm.claimed,
          arm.successes,
          arm.rate.estimate,
          arm.rate.low,
          arm.rate.high,
        ]),
        shown: arms.map((arm) => [
          name(arm),
          format.count(arm.targets),
          format.count(arm.contacted),
          format.count(arm.claimed),
          format.count(arm.successes),
          share(arm.rate.estimate),
          share(arm.rate.low),
          share(arm.rate.high),
        ]),
      }}
    />
  );
}
