import type { CampaignAnalysis } from '#contract';
import { Badge, useFormat } from '#parts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { sampleIsBroken } from './report-reading.ts';

/** What would say that the comparison is not to be believed: sizes, the past, and an effect that does not last. */
export function ReportAlarms({ analysis }: { analysis: CampaignAnalysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const p = (value: number) => (value < 0.0001 ? '< 0.0001' : format.decimal(value, 4));
  const { sample_ratio: ratio, balance, novelty } = analysis;
  return (
    <Panel title={t('learn.alarms.title')}>
      <ul className="alarms">
        {ratio.p !== null && (
          <Alarm bad={sampleIsBroken(ratio.p)} name={t('learn.report.sample')}>
            {t(sampleIsBroken(ratio.p) ? 'learn.report.sampleBad' : 'learn.report.sampleGood', { p: p(ratio.p) })}{' '}
            <span className="quiet">
              {ratio.arms
                .map(({ arm, n, expected }) =>
                  t('learn.alarms.sizeOf', {
                    arm: arm === analysis.control ? t('learn.report.control') : arm,
                    n: format.count(n),
                    expected: format.count(expected),
                  }),
                )
                .join(t('learn.statement.comma'))}
            </span>
          </Alarm>
        )}
        {balance.map((one) => {
          const broken = one.p !== null && sampleIsBroken(one.p);
          return (
            <Alarm key={`${one.covariate} ${one.arm}`} bad={broken} name={t('learn.alarms.balance')}>
              {t(broken ? 'learn.alarms.unbalanced' : 'learn.alarms.balanced', {
                arm: one.arm,
                covariate: one.covariate,
                difference: format.decimal(one.difference.estimate ?? 0, 2),
                p: one.p === null ? '–' : p(one.p),
              })}
            </Alarm>
          );
        })}
        {novelty === null ? (
          <Alarm bad={false} waits name={t('learn.alarms.novelty')}>
            {t('learn.alarms.noveltyWaits')}
          </Alarm>
        ) : (
          novelty.map((one) => (
            <Alarm key={one.arm} bad={one.state !== 'lasting'} name={t('learn.alarms.novelty')}>
              {t(`learn.alarms.noveltyOf.${one.state}`, {
                arm: one.arm,
                early: format.points(one.early.estimate ?? 0),
                late: format.points(one.late.estimate ?? 0),
                p: one.p === null ? '–' : p(one.p),
              })}
            </Alarm>
          ))
        )}
      </ul>
    </Panel>
  );
}

interface AlarmProps {
  readonly bad: boolean;
  /** Nothing can be said yet. */
  readonly waits?: boolean;
  readonly name: string;
  readonly children: ReactNode;
}

function Alarm({ bad, waits = false, name, children }: AlarmProps) {
  return (
    <li>
      <Badge tone={waits ? 'quiet' : bad ? 'bad' : 'good'}>{name}</Badge> <span>{children}</span>
    </li>
  );
}
